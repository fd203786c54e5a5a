import { describe, expect, it } from 'vitest';
import { refines, type RefinementResult } from '../../checker/index.js';
import { ALL_REDUCTIONS } from '../exo/options.js';
import { offloadModel } from './model.js';
import type { OffloadOptions } from './options.js';
import { PLAIN_PROTOCOL, protocolRefinement, type Pointer } from './protocol.js';
import { offloadSystem } from './system.js';

/** Two slots, two epochs, room for one of everything. */
const SMALL: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 0 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
};

function searched(options: OffloadOptions, pointer?: Pointer): RefinementResult {
  const { high, mapping } = protocolRefinement(offloadSystem(options), pointer);
  const model = offloadModel(options);
  const slots = mapping.reads.map(({ name }) => name);
  const reads = model.slots.filter(({ name }) => slots.includes(name));
  // Mutants break premises on purpose; what is asked here is what they break besides.
  return refines({ ...model, premises: [] }, high(), { ...mapping, reads }, { properties: [] });
}

describe('to the protocol a split host is a plain one', () => {
  it('with a crash of the host and a reset of the engine', { tags: 'long' }, () => {
    const result = searched({ ...SMALL, crashes: 1, resets: 1 });
    expect(result).toMatchObject({ verdict: 'exhausted', states: 91_862, highStates: 7_323 });
    expect(result.highNeverTaken).toEqual([]);
  });

  it('with every step of the protocol apart, and an engine that may stay down', () => {
    const reductions = ALL_REDUCTIONS.filter((name) => !['deliver', 'gather', 'restart'].includes(name));
    const result = searched({ ...SMALL, epochs: 1, resets: 1, reductions });
    expect(result).toMatchObject({ verdict: 'exhausted' });
    expect(Object.entries(result.steps.actions).filter(([, count]) => count > 0)).toEqual(
      expect.arrayContaining([
        ['Crash', expect.any(Number)],
        ['Restart', expect.any(Number)],
        ['Deliver', expect.any(Number)],
      ]),
    );
  });

  it('where hosts fetch and join, and snapshots are passed on', { tags: 'long' }, () => {
    const bus = { medium: 'bus', timeouts: 2, losses: 'inf', payloads: 0 } as const;
    const result = searched({ ...SMALL, ...bus, epochs: 3, resets: 1 });
    expect(result).toMatchObject({ verdict: 'exhausted', states: 18_166 });
    expect(result.steps.actions['Fetch']).toBeGreaterThan(0);
  });

  it(
    'but not if it can never know again what it knew to be agreed before it was reset',
    { tags: 'long' },
    () => {
      const result = searched({ ...SMALL, resets: 1 }, 'forgotten');
      expect(result).toMatchObject({ verdict: 'violated', property: PLAIN_PROTOCOL });
      const steps = result.counterexample?.steps.map(({ rule }) => rule.name) ?? [];
      expect(steps.at(-1)).toBe('Attach');
      expect(steps).toContain('Reset');
      expect(steps).toHaveLength(12);
    },
  );

  it.each([
    ['log-from-copy', 'Attach'],
    ['forget-sent', 'Append'],
  ] as const)('nor if it reads the rules wrongly: %s', (reading, action) => {
    const result = searched({ ...SMALL, resets: 1, reading });
    expect(result).toMatchObject({ verdict: 'violated', property: PLAIN_PROTOCOL });
    expect(result.counterexample?.steps.at(-1)?.rule.name).toBe(action);
  });

  it('where what drivers do wrongly is no affair of the protocol', { tags: 'long' }, () => {
    const result = searched({ ...SMALL, crashes: 1, reading: 'numbers-before-attach' });
    expect(result).toMatchObject({ verdict: 'exhausted' });
  });
});
