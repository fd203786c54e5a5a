import { describe, expect, test } from 'vitest';
import { check, listMutants, type CheckResult } from '../../checker/index.js';
import { exoMutation } from './mutants.js';
import { MISREADINGS } from './misreadings.js';
import type { HostMachine } from './mutating.js';
import type { Reduction } from './options.js';

/** A misreading, searched in one scope. */
function searched(name: string, scopeName: string, off: readonly Reduction[] = []): CheckResult {
  const { machine, scopes } = exoMutation(off);
  const misreading = MISREADINGS.find((one) => one.name === name);
  const scope = scopes.find((one) => one.name === scopeName);
  if (misreading === undefined || scope === undefined) throw new RangeError(`${name} in ${scopeName}`);
  return check(scope.model(misreading.mutate(machine)));
}

const QUICK: readonly (readonly [name: string, scope: string, property: string, steps: number])[] = [
  ['agree-by-one-fewer', 'any', 'MinorityHalt', 2],
  ['broadcast-before-durable', 'any', 'MinorityHalt', 5],
  ['new-bytes', 'any', 'MinorityHalt', 7],
  ['skip-own-log', 'any', 'Stability', 12],
  ['promises-of-one-fewer', 'any', 'MinorityHalt', 7],
  ['count-old-entries', 'any', 'MinorityHalt', 15],
  ['agree-unwritten', 'crash', 'Stability', 10],
];
const LONGER: typeof QUICK = [
  ['own-payload-again', 'payloads', 'Integrity', 15],
  ['delivered-as-told', 'any', 'DeliveredAscends', 16],
  ['newest-payload-first', 'payloads', 'Fifo', 16],
];

describe('a misreading breaks a property in the fewest steps, with dead messages dropped and kept:', () => {
  const isBroken = (name: string, scope: string, property: string, steps: number): void => {
    for (const off of [[], ['dead-messages']] as const) {
      const { verdict, property: broken, counterexample } = searched(name, scope, off);
      expect([verdict, broken, counterexample?.steps.length]).toEqual(['violated', property, steps]);
    }
  };
  test.each(QUICK)('%s in %s: %s in %i', isBroken);
  test.each(LONGER)('%s in %s: %s in %i', { tags: 'long' }, isBroken);
});

test('every misreading names the rule that it departs from and says what it does', () => {
  for (const { name, says, source } of MISREADINGS) {
    expect([name, says !== '', /^R\d/.test(source)]).toEqual([name, true, true]);
  }
});

test('every guard and action of the chart is used, and mutated', () => {
  const listed = listMutants<HostMachine>(exoMutation());
  expect(listed.filter(({ isUnused }) => isUnused)).toEqual([]);
  expect(listed.length).toBeGreaterThan(90);
});
