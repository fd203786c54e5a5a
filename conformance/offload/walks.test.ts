import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadFaulty } from '../compare/faulty-copy.js';
import { OFFLOAD_MUTANTS } from '../mutants/offload.js';
import { walkOffload } from './walks.js';

const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

describe('long runs of split hosts', { timeout: 120_000 }, () => {
  test(
    'are the same in code and specification, and come to resets, crashes and takeovers',
    { tags: 'long' },
    async () => {
      const { result, counts } = await walkOffload({ hosts: 3, runs: 2, stepsMax: 150, seed: 1 });
      expect(result).toMatchObject({ verdict: 'bounded', limit: 'walksMax' });
      expect(counts.refused).toBeLessThan(counts.pairs);
      const { actions } = result;
      for (const action of ['Reset', 'CrashDriver', 'Attach', 'TakeC2', 'DeliverToApp', 'Install']) {
        expect(actions[action], action).toBeGreaterThan(0);
      }
    },
  );

  test('are the same where engines have no disks, and come back in new lives', { tags: 'long' }, async () => {
    const walks = { hosts: 5, runs: 2, stepsMax: 150, seed: 1, storage: 'diskless' } as const;
    const { result } = await walkOffload(walks);
    expect(result).toMatchObject({ verdict: 'bounded', limit: 'walksMax' });
    for (const action of ['Reset', 'TakeAnswer', 'Attach']) {
      expect(result.actions[action], action).toBeGreaterThan(0);
    }
  });

  test('part where a driver takes the payload of another host for its own', { tags: 'long' }, async () => {
    const mutant = OFFLOAD_MUTANTS.find(({ name }) => name === 'driver-drops-by-others');
    if (mutant === undefined) throw new RangeError('it is there');
    const impl = await loadFaulty(mutant, COMPILED);
    const { result } = await walkOffload({ hosts: 3, runs: 5, stepsMax: 150, seed: 1, impl });
    expect(result.verdict).toBe('violated');
  });
});
