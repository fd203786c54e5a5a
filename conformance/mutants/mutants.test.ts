import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACCEPTED } from './accepted.js';
import { METHODS, reaches } from './catching.js';
import { faulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');

describe('the faulty versions of the implementation', () => {
  test('are many, each with a name, a rule and a meaning of its own', () => {
    expect(IMPL_MUTANTS.length).toBeGreaterThanOrEqual(80);
    expect(new Set(IMPL_MUTANTS.map(({ name }) => name)).size).toBe(IMPL_MUTANTS.length);
    expect(new Set(IMPL_MUTANTS.map(({ says }) => says)).size).toBe(IMPL_MUTANTS.length);
    expect(IMPL_MUTANTS.filter(({ rule, says }) => rule === '' || says === '')).toEqual([]);
  });

  test.each(IMPL_MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s changes what stands once in the compiled code',
    (_, mutant) => {
      const file = path.join(COMPILED, mutant.file);
      expect(existsSync(file), 'dist/ is built: npm run build').toBe(true);
      const text = readFileSync(file, 'utf8');
      expect(faulty(text, mutant)).not.toBe(text);
    },
  );

  test('whose traces are accepted are among those whose runs are validated', () => {
    const validated = IMPL_MUTANTS.filter((mutant) => reaches('validation', mutant)).map(({ name }) => name);
    expect(Object.keys(ACCEPTED).filter((name) => !validated.includes(name))).toEqual([]);
  });

  test('of driver and disk are for the simulator, all others for every method', () => {
    const [core] = IMPL_MUTANTS.filter(({ file }) => file === 'core/core.js');
    const [driver] = IMPL_MUTANTS.filter(({ file }) => file === 'host/host.js');
    const [disk] = IMPL_MUTANTS.filter(({ file }) => file === 'storage/disk-storage.js');
    const methods = ['refinement', 'lock step', 'simulation'] as const;
    expect(methods.map((method) => core && reaches(method, core))).toEqual([true, true, true]);
    expect(methods.map((method) => driver && reaches(method, driver))).toEqual([false, false, true]);
    expect(methods.map((method) => disk && reaches(method, disk))).toEqual([false, false, true]);
  });

  test('of the ring are for its search, of edge and driver for theirs and the simulator', () => {
    const ofRing = IMPL_MUTANTS.filter(({ file }) => /^offload\/(ring|bell)\.js$/.test(file));
    const ofEdge = IMPL_MUTANTS.filter(({ file }) => /^offload\/(engine-edge|driver)\.js$/.test(file));
    expect([ofRing.length, ofEdge.length]).toEqual([24, 43]);
    const methodsFor = (mutants: readonly ImplMutant[]): ReadonlySet<string> =>
      new Set(mutants.flatMap((mutant) => METHODS.filter((method) => reaches(method, mutant))));
    expect(methodsFor(ofRing)).toEqual(new Set(['ring']));
    expect(methodsFor(ofEdge)).toEqual(new Set(['offload', 'restarts', 'simulation', 'validation']));
    const between = IMPL_MUTANTS.filter(({ file }) =>
      /^offload\/(driver-ends|engine-loop|pieces)\.js$/.test(file),
    );
    expect(methodsFor(between)).toEqual(new Set(['restarts']));
  });

  test('cannot be made where the code has changed, and that is said', () => {
    const [mutant] = IMPL_MUTANTS;
    if (mutant === undefined) throw new Error('there are mutants');
    expect(() => faulty('', mutant)).toThrow(
      `mutant ${mutant.name}: what it changes stands in ${mutant.file} 0 times`,
    );
  });
});
