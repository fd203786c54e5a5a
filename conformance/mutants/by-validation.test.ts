import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { byValidation } from './by-validation.js';
import { IMPL_MUTANTS } from './index.js';

const [mutant] = IMPL_MUTANTS.filter(({ file }) => file === 'core/core.js');

/** The implementation in short runs, each line of whose traces is written as `changed` has it. */
function tracedAs(changed: (line: string) => string): Implementation {
  const { simulate, simulationOptions } = implementation;
  return {
    ...implementation,
    drawnOptions: (seed) => simulationOptions({ seed, durationMs: 1, hosts: 3 }),
    simulationOptions: ({ seed = 1 }) =>
      simulationOptions({ seed, durationMs: 1, hosts: 3, storage: 'diskless', application: 'forgets' }),
    simulate: (options, { runOut, ...hooks } = {}) =>
      simulate(options, { ...hooks, ...(runOut && { runOut: (line) => runOut(changed(line)) }) }),
  };
}

const found = (changed: (line: string) => string) => mutant && byValidation(tracedAs(changed), mutant);

describe('the validation of runs of a faulty version', () => {
  test('finds nothing in a sound one', () => {
    expect(found((line) => line)).toBeNull();
  });

  test('names the field that differs, with seed and event', () => {
    const ahead = (line: string): string => line.replace(/"agreed":1\b/, '"agreed":2');
    expect(found(ahead)).toMatchObject({
      how: 'agreed',
      where: expect.stringMatching(/^seed 1: event \d+ of [ABC], /) as string,
    });
  });

  test('names what a run has that no run can have', () => {
    expect(found((line) => line.replace('"Append"', '"Depend"'))).toMatchObject({ how: 'malformed' });
  });
});
