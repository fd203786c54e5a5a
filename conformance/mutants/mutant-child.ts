/**
 * Runs one faulty version of the implementation, in a process of its own, because it may never end:
 * `node mutant-child.js <name or mutant as JSON> <method> …` prints what each method makes of it as one line of JSON; of validation the runs, for whoever
 * judges them.
 */
import fs from 'node:fs';
import { attempt, isJudged, METHODS } from './catching.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';
import { writeRuns } from './written-runs.js';

const LINES_AT_ONCE = 256;
const STDOUT = 1;

const [name = '', ...methods] = process.argv.slice(2);
const mutant = name.startsWith('{')
  ? (JSON.parse(name) as ImplMutant)
  : IMPL_MUTANTS.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant '${name}'`);
const impl = await loadFaulty(mutant);
for (const method of [...METHODS, 'beginnings'] as const) {
  if (!methods.includes(method)) continue;
  if (isJudged(method)) writeRuns(impl, mutant, method === 'validation' ? 'all' : method, printed());
  else process.stdout.write(`${JSON.stringify(await attempt(method, impl, mutant))}\n`);
}

/**
 * Prints lines, many at a time, and waits until they are read: what `process.stdout` has not written yet when this process is busy stays in its memory, and is
 * lost when it ends.
 */
function printed(): (line: string) => void {
  let lines: string[] = [];
  const flush = (): void => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (let at = 0; at < bytes.length;) at += fs.writeSync(STDOUT, bytes, at);
    lines = [];
  };
  process.once('exit', flush);
  return (line) => {
    if (lines.push(line) === LINES_AT_ONCE) flush();
  };
}
