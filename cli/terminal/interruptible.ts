import os from 'node:os';

/** Signals that ask a process to end, and leave it the time to end what it has started. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof END_SIGNALS)[number];

/**
 * Runs something that Ctrl-C ends by the signal, or any of `signals`: for commands that start processes, or make folders, which a process
 * that is ended at once leaves behind. A second Ctrl-C ends the process, as if nobody listened. The reason of the abort is the signal's name.
 */
export async function interruptible<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signals: readonly EndSignal[] = ['SIGINT'],
): Promise<T> {
  const controller = new AbortController();
  const abort = (signal: NodeJS.Signals): void => controller.abort(signal);
  for (const one of signals) process.once(one, abort);
  try {
    return await run(controller.signal);
  } finally {
    for (const one of signals) process.off(one, abort);
  }
}

/** The exit code of a command that SIGTERM or SIGHUP has ended, as shells count it; null after Ctrl-C, which leaves it to the verdict. */
export function exitCodeOfSignal({ reason }: AbortSignal): number | null {
  const ended = (['SIGTERM', 'SIGHUP'] as const).find((one) => one === reason);
  return ended === undefined ? null : 128 + os.constants.signals[ended];
}
