import os from 'node:os';

/** Signals that ask a process to end, and leave it the time to say how far it has come, and to end what it has started. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof END_SIGNALS)[number];

/** What has asked this process to end, while it ran what can be interrupted. */
let endedBy: EndSignal | null = null;

/**
 * Runs something that Ctrl-C ends by the signal, or whoever ends the process otherwise: what has been found by then is told, as a process that is ended at
 * once could not, and nothing that it has started is left behind. A second one ends the process, as if nobody listened.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (signal: NodeJS.Signals): void => {
    endedBy = signal as EndSignal;
    controller.abort(signal);
  };
  for (const one of END_SIGNALS) process.once(one, abort);
  try {
    return await run(controller.signal);
  } finally {
    for (const one of END_SIGNALS) process.off(one, abort);
  }
}

/** What `unlessAborted` resolves to when the signal comes first. */
export const ABORTED = Symbol('aborted');

/**
 * What comes, or that the signal has come before it: a pipe may have nothing for ever. Holds on to nothing that has come, as a race with one promise that
 * stays pending would, for as long as that does.
 */
export function unlessAborted<T>(coming: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(ABORTED);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The exit code of a process that SIGTERM or SIGHUP has ended, as shells count it; null where none has, and after Ctrl-C, which leaves it to the verdict. */
export function exitCodeOfSignal(): number | null {
  return endedBy === null || endedBy === 'SIGINT' ? null : 128 + os.constants.signals[endedBy];
}
