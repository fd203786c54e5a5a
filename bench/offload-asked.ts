/** Asks for one measurement of the offload engine, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OffloadQuestion } from './offload-question.js';

/** Where engines and drivers run that share a thread, and how a row says so. */
export const PLACES = [
  ['beside', 'all in one thread, drivers beside engines'],
  ['here', 'all in one thread, over rings'],
] as const;

/** What the process answers. `before` is a program, and its first words, by which it is started. @throws Error if it fails. */
export function askOffload<T>(question: OffloadQuestion, before: readonly string[] = []): T {
  const script = fileURLToPath(new URL('offload-once.js', import.meta.url));
  const [first = '', ...rest] = [...before, process.execPath, script, JSON.stringify(question)];
  const child = spawnSync(first, rest, { encoding: 'utf8' });
  if (child.status !== 0)
    throw new Error(
      `${question.what}: ${child.error?.message ?? (child.stderr.trim() || String(child.signal))}`,
    );
  return JSON.parse(child.stdout) as T;
}
