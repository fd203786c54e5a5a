import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process printed, or which limit it reached first. */
export type ChildOutcome<T> =
  { readonly ended: 'done'; readonly result: T } | { readonly ended: 'time' | 'memory' };

/**
 * Runs a built script beside this one in a Node of its own, with its argument as JSON, so that neither its heap nor
 * what V8 has compiled is shared with another measurement.
 *
 * @throws Error where the script fails for another reason than time or memory.
 */
export function runChild<T>(
  script: string,
  argument: object,
  limits: { readonly timeMaxMs?: number; readonly heapMaxMib?: number } = {},
): ChildOutcome<T> {
  const { timeMaxMs, heapMaxMib } = limits;
  const flags = heapMaxMib === undefined ? [] : [`--max-old-space-size=${heapMaxMib}`];
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawnSync(process.execPath, [...flags, path, JSON.stringify(argument)], {
    encoding: 'utf8',
    killSignal: 'SIGKILL',
    ...(timeMaxMs !== undefined && { timeout: timeMaxMs }),
  });
  if (child.status === 0) return { ended: 'done', result: JSON.parse(child.stdout) as T };
  if (child.error !== undefined && 'code' in child.error && child.error.code === 'ETIMEDOUT') {
    return { ended: 'time' };
  }
  if (child.stderr.includes('heap out of memory')) return { ended: 'memory' };
  throw new Error(`${script} failed: ${child.error?.message ?? (child.stderr.trim() || child.signal)}`);
}

/** @throws Error also where the script reached a limit. */
export function runChildToEnd<T>(script: string, argument: object, heapMaxMib?: number): T {
  const outcome = runChild<T>(script, argument, heapMaxMib === undefined ? {} : { heapMaxMib });
  if (outcome.ended !== 'done') throw new Error(`${script} ran out of ${outcome.ended}`);
  return outcome.result;
}
