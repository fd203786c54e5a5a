import { describe, expect, it } from 'vitest';
import { check, refines } from '../../checker/index.js';
import { ALL_REDUCTIONS } from '../exo/options.js';
import { offloadModel } from './model.js';
import type { OffloadOptions } from './options.js';

/** Two slots, two epochs, room for one of everything. */
const SMALL: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 0 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
};

describe('a host that is split into engine and driver', () => {
  it(
    'keeps everything that is asked, with a crash of the host and a reset of the engine',
    { tags: 'long' },
    () => {
      const result = check(offloadModel({ ...SMALL, crashes: 1, resets: 1 }));
      expect(result).toMatchObject({ verdict: 'exhausted', states: 91_862, transitions: 420_430 });
      expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
      expect(result.neverTaken).toEqual([]);
      expect(result.verified).toContain('restart');
    },
  );

  it('compacts what is delivered, and what comes as a snapshot in a message that is received twice', () => {
    const counted = { medium: 'bus', hosts: 2, timeouts: 1, losses: 1 } as const;
    const result = check(offloadModel({ ...SMALL, ...counted }));
    expect(result).toMatchObject({ verdict: 'exhausted', states: 1_477 });
    expect(result.neverTaken).not.toContain('Duplicate');
    expect(result.neverTaken).not.toContain('Attach');
  });

  const isAtomicBroadcast = (bounds: Partial<OffloadOptions>): void => {
    const reductions = ALL_REDUCTIONS.filter((name) => !['deliver', 'submit'].includes(name));
    const model = offloadModel({ ...SMALL, slots: 2, epochs: 1, resets: 1, reductions, ...bounds });
    const [refinement] = model.refinements ?? [];
    if (refinement === undefined) throw new Error('there is one');
    const result = refines(model, refinement.high(), refinement.mapping);
    expect(result).toMatchObject({ verdict: 'exhausted', highNeverTaken: [] });
  };

  it('gives users plain atomic broadcast', () => isAtomicBroadcast({}));

  it('gives users plain atomic broadcast with a crash of the host, too', { tags: 'long' }, () => {
    isAtomicBroadcast({ crashes: 1 });
  });

  it('keeps it too where its copy runs ahead of what is agreed', { tags: 'long' }, () => {
    const result = check(offloadModel({ ...SMALL, crashes: 1, c2: 'early' }));
    expect(result).toMatchObject({ verdict: 'exhausted' });
    expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });
});
