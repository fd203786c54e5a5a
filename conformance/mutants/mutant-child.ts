/**
 * Runs one faulty version of the implementation, in a process of its own, because it may never end:
 * `node mutant-child.js <name or mutant as JSON> <method> …` prints what each method makes of it as one line of JSON; of validation the runs, for whoever
 * judges them.
 */
import { attempt, isJudged, METHODS } from './catching.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';
import { writeRuns } from './written-runs.js';

const LINES_AT_ONCE = 256;

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

/** Prints lines, many at a time; the last of them when the process ends. */
function printed(): (line: string) => void {
  let lines: string[] = [];
  const flush = (): void => {
    // The pipe makes this process wait until somebody has read what came before.
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    lines = [];
  };
  process.once('exit', flush);
  return (line) => {
    if (lines.push(line) === LINES_AT_ONCE) flush();
  };
}
