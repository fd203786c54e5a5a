import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Kills a process, and waits until it is gone: only then are its ports free. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await killedUntil(child, 'exit');
}

/** Kills a process, and waits until all that it had printed is read. It must not have been waited for so before. */
export function killedAndRead(child: ChildProcess): Promise<void> {
  return killedUntil(child, 'close');
}

async function killedUntil(child: ChildProcess, event: 'exit' | 'close'): Promise<void> {
  const gone = once(child, event);
  child.kill('SIGKILL');
  await gone;
}
