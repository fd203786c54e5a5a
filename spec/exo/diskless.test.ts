/** Hosts without disks: D1–D10 hold, and what looks as good does not. */
import { describe, expect, test } from 'vitest';
import { check, refines, type CheckResult } from '../../checker/index.js';
import type { Recovery } from './lives.js';
import { MISREADINGS_OF_LIVES } from './lives-misread.js';
import { exoModel } from './model.js';
import { exoMutation } from './mutants.js';
import { ALL_REDUCTIONS, isOfStorage, type ExoOptions, type Reduction } from './options.js';

const SMALL: ExoOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1 },
  recovery: 'repaired',
  reductions: reductionsBut([]),
};

function reductionsBut(
  off: readonly Reduction[],
  recovery: Recovery | null = 'repaired',
): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => isOfStorage(name, recovery) && !off.includes(name));
}

describe('without disks, hosts that come back in a new life hold to every property:', () => {
  test.for([
    ['receive-any', SMALL, 13_308, 42_306],
    ['the bus', { ...SMALL, medium: 'bus', timeouts: 1, losses: 'inf' }, 8_157, 28_683],
  ] as const)('%s', { tags: 'long' }, ([, options, states, transitions]) => {
    const result = check(exoModel(options));
    expect(result).toMatchObject({ verdict: 'exhausted', property: null, neverTaken: [] });
    expect(result.witnesses.filter(({ reached }) => !reached).map(({ name }) => name)).toEqual([]);
    expect([result.states, result.transitions]).toEqual([states, transitions]);
  });

  const off: readonly Reduction[] = ['answers', 'reboot', 'dead-messages', 'gather'];
  test.each(off)('also without the reduction %s', (name) => {
    const { verdict, property } = check(exoModel({ ...SMALL, epochs: 1, reductions: reductionsBut([name]) }));
    expect([verdict, property]).toEqual(['exhausted', null]);
  });

  test('and they refine plain atomic broadcast, whose applications may begin anew', { tags: 'long' }, () => {
    const model = exoModel({ ...SMALL, reductions: reductionsBut(['deliver']) });
    const [refinement] = model.refinements ?? [];
    if (refinement === undefined) throw new RangeError('the model has its refinement');
    const result = refines(model, refinement.high(), refinement.mapping);
    expect(result).toMatchObject({ verdict: 'exhausted', highNeverTaken: [] });
  });
});

test('a host that goes on after asking q others breaks agreement in ten steps', () => {
  const model = exoModel({ ...SMALL, slots: 3, recovery: 'naive' });
  const { verdict, property, counterexample } = check(model, { properties: ['Agreement'] });
  expect([verdict, property, counterexample?.steps.length]).toEqual(['violated', 'Agreement', 10]);
});

/** A misreading, searched in the scope that it names. */
function searched(name: string): CheckResult {
  const { machine, scopes } = exoMutation();
  const misreading = MISREADINGS_OF_LIVES.find((one) => one.name === name);
  const scope = scopes.find((one) => misreading?.scopes?.includes(one.name) === true);
  if (misreading === undefined || scope === undefined) throw new RangeError(name);
  return check(scope.model(misreading.mutate(machine)));
}

describe('a misreading of D1-D10 breaks a property in the fewest steps:', () => {
  const quick: readonly (readonly [string, string, number])[] = [
    ['life-goes-on', 'MinorityHalt', 10],
    ['own-answer-counts', 'Stability', 11],
    ['answered-before-learned', 'Stability', 12],
    ['old-epochs-heard', 'Stability', 12],
  ];
  test.each(quick)('%s: %s in %i', { tags: 'long' }, (name, property, steps) => {
    const { verdict, property: broken, counterexample } = searched(name);
    expect([verdict, broken, counterexample?.steps.length]).toEqual(['violated', property, steps]);
  });
});

test.each(['restart', 'persist'] as const)('the reduction %s, false without disks, is refused', (name) => {
  expect(() => exoModel({ ...SMALL, reductions: [name] })).toThrow(/EXO315|false without disks/);
});
