/** Engines without disks: a reset is a new life, to which the driver attaches once it has recovered (O3, D1-D10). */
import { describe, expect, it } from 'vitest';
import { check, refines } from '../../checker/index.js';
import { ALL_REDUCTIONS, isOfStorage, type Reduction } from '../exo/options.js';
import { offloadModel } from './model.js';
import type { OffloadOptions } from './options.js';
import { protocolRefinement } from './protocol.js';
import { offloadSystem } from './system.js';

/** Two slots, one epoch, a reset, room for one of everything. */
const SMALL: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 1, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 1 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late' },
  ...{ recovery: 'repaired', reductions: reductionsBut([]) },
};

function reductionsBut(off: readonly Reduction[]): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => isOfStorage(name, 'repaired') && !off.includes(name));
}

/** Against plain hosts without disks, with what they know of the pointer recalled or not. */
function asPlain(
  options: OffloadOptions,
  pointer?: Parameters<typeof protocolRefinement>[1],
): ReturnType<typeof refines> {
  const { high, mapping } = protocolRefinement(offloadSystem(options), pointer);
  const model = offloadModel(options);
  const names = mapping.reads.map(({ name }) => name);
  const reads = model.slots.filter(({ name }) => names.includes(name));
  return refines({ ...model, premises: [] }, high(), { ...mapping, reads }, { properties: [] });
}

describe('a split host whose engine has no disk', () => {
  const scopes: readonly (readonly [string, Partial<OffloadOptions>, states: number])[] = [
    ['and is reset', {}, 4_708],
    ['in the early form of C2', { c2: 'early' }, 14_530],
    ['on the bus', { epochs: 2, medium: 'bus', timeouts: 1, losses: 'inf', payloads: 0 }, 10_629],
  ];
  it.each(scopes)('keeps everything that is asked: %s', { tags: 'long' }, (_, bounds, states) => {
    const result = check(offloadModel({ ...SMALL, ...bounds }));
    expect(result).toMatchObject({ verdict: 'exhausted', property: null, states });
    expect(result.verified).toContain('answers');
  });

  const long: readonly (readonly [string, Partial<OffloadOptions>, states: number])[] = [
    ['and is reset, with takeovers', { epochs: 2 }, 117_927],
    ['and is reset, where any host or driver may crash', { crashes: 1 }, 91_173],
  ];
  it.each(long)('keeps everything that is asked: %s', { tags: 'long' }, (_, bounds, states) => {
    const result = check(offloadModel({ ...SMALL, ...bounds }));
    expect(result).toMatchObject({ verdict: 'exhausted', property: null, states });
    expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
  });

  it('is to the protocol a plain host without a disk', () => {
    const result = asPlain(SMALL);
    expect(result).toMatchObject({ verdict: 'exhausted', states: 4_708, highStates: 742 });
  });

  it(
    'is one with every step apart too, and if it can never know again what it knew',
    { tags: 'long' },
    () => {
      const reductions = reductionsBut(['reboot', 'answers', 'deliver']);
      expect(asPlain({ ...SMALL, reductions })).toMatchObject({ verdict: 'exhausted', states: 18_120 });
      // With three hosts all others answer, and among them is who made it so.
      expect(asPlain(SMALL, 'forgotten')).toMatchObject({ verdict: 'exhausted' });
    },
  );

  it('gives users plain atomic broadcast', { tags: 'long' }, () => {
    const model = offloadModel({ ...SMALL, reductions: reductionsBut(['deliver', 'submit']) });
    const [refinement] = model.refinements ?? [];
    if (refinement === undefined) throw new Error('there is one');
    const result = refines(model, refinement.high(), refinement.mapping);
    expect(result).toMatchObject({ verdict: 'exhausted', states: 31_180, highStates: 36 });
  });

  it('breaks what users get if its life goes on after it has asked q others', { tags: 'long' }, () => {
    const { verdict, property, counterexample } = check(
      offloadModel({ ...SMALL, slots: 3, epochs: 2, recovery: 'naive' }),
    );
    expect([verdict, property, counterexample?.steps.length]).toEqual(['violated', 'MinorityHalt', 13]);
  });
});

it.each(['restart', 'persist'] as const)('the reduction %s, false without disks, is refused', (name) => {
  expect(() => offloadModel({ ...SMALL, reductions: [name] })).toThrow(/EXO315|false without disks/);
});
