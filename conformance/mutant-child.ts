/**
 * Runs one faulty version of the implementation against the specification, in a process of its own, because it may never
 * end: `node mutant-child.js <name>` prints what caught it as JSON, or null.
 */
import { QUICK_ARENAS } from './arenas.js';
import { CORE_MUTANTS } from './core-mutants.js';
import { COMPILED_FOLDER, loadFaulty, type Implementation } from './faulty-copy.js';
import type { Caught } from './impl-mutation.js';
import type { Divergence } from './paired-component.js';
import { refine } from './refine.js';

async function catchMutant(impl: Implementation): Promise<Caught | null> {
  return (await byRefinement(impl)) ?? bySimulation(impl);
}

async function byRefinement(impl: Implementation): Promise<Caught | null> {
  const startedAt = performance.now();
  for (const { name, options } of QUICK_ARENAS) {
    const { result } = await refine(options, { impl });
    const steps = result.counterexample?.steps ?? [];
    if (result.verdict !== 'violated') continue;
    const divergence = steps
      .at(-1)
      ?.states.map((state) => (state as { readonly divergence?: Divergence | null }).divergence)
      .find((one) => one !== null && one !== undefined);
    return {
      by: 'refinement',
      where: name,
      how: divergence?.field ?? 'a difference before the first step',
      steps: steps.length,
      seconds: (performance.now() - startedAt) / 1000,
    };
  }
  return null;
}

function bySimulation(impl: Implementation): Caught | null {
  void impl;
  return null;
}

const [name, folder = COMPILED_FOLDER] = process.argv.slice(2);
const mutant = CORE_MUTANTS.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant '${name}'`);
process.stdout.write(`${JSON.stringify(await catchMutant(await loadFaulty(mutant, folder)))}\n`);
