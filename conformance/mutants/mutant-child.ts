/**
 * Runs one faulty version of the implementation, in a process of its own, because it may never end:
 * `node mutant-child.js <name or mutant as JSON> <method> …` prints what each method makes of it as one line of JSON.
 */
import { attempt, METHODS } from './catching.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';

const [name = '', ...methods] = process.argv.slice(2);
const mutant = name.startsWith('{')
  ? (JSON.parse(name) as ImplMutant)
  : IMPL_MUTANTS.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant '${name}'`);
const impl = await loadFaulty(mutant);
for (const method of [...METHODS, 'beginnings'] as const) {
  if (methods.includes(method))
    process.stdout.write(`${JSON.stringify(await attempt(method, impl, mutant))}\n`);
}
