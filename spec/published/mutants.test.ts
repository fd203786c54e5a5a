/**
 * That each rule of the published host is noticed when it is changed. `exo mutate published` runs all of these; here
 * are those that are killed in the smaller scopes.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { check, listMutants, mutateAsync, type Killer, type MutationResult } from '../../checker/index.js';
import { publishedHost } from './host.js';
import { publishedMutation } from './mutants.js';

/** What kills a mutant, after how many steps, and where. */
type Fate = readonly [kind: Killer['kind'], name: string, steps: number | null, scope: string];

const FATES: Readonly<Record<string, Fate>> = {
  'ownCopy=hear': ['property', 'MinorityHalt', 2, 'n3'],
  'restart=amnesia': ['property', 'Agreement', 5, 'n3 crash'],
  'recovery=frequent': ['property', 'Agreement', 5, 'n3'],
  'history=short': ['property', 'MinorityHalt', 1, 'n3'],
  'match=off': ['property', 'Agreement', 4, 'n3'],
  'holdsToken=always': ['action', 'Timeout', null, 'n3'],
  'holdsToken=never': ['witness', 'AppendsInError', null, 'n3'],
  'mayBroadcast=always': ['property', 'MinorityHalt', 3, 'n3'],
  'mayBroadcast=never': ['witness', 'SomethingAgreed', null, 'n3'],
  'fits=always': ['property', 'Agreement', 3, 'n3'],
  'fits=never': ['witness', 'SomethingAgreed', null, 'n3'],
  'contradicts=always': ['property', 'DisputesContradict', 2, 'n3 retransmit'],
  'contradicts=never': ['witness', 'HostRecovers', null, 'n3'],
  'fillsEmptySlot=never': ['witness', 'AppendsInError', null, 'n3'],
  'inDispute=always': ['property', 'ErrorWhileDisputed', 0, 'n3'],
  'inDispute=never': ['property', 'ErrorWhileDisputed', 4, 'n3 crash'],
  'disputes=always': ['property', 'AssumesUntilHeard', 3, 'n3 retransmit'],
  'disputes=never': ['property', 'AssumesUntilHeard', 3, 'n3'],
  'mayRepeat=always': ['property', 'RepeatsOwn', 1, 'n3 retransmit'],
  'mayRepeat=never': ['action', 'Repeat', null, 'n3 retransmit'],
  'settles=never': ['witness', 'HostRecovers', null, 'n3'],
  'forgetsOnRestart=always': ['property', 'Stability', 4, 'n3 crash'],
  'forgetsOnRestart=never': ['witness', 'Forgets', null, 'n3 amnesia'],
  'appendsWhenSending=always': ['witness', 'MissesOwn', null, 'n3 hear'],
  'appendsWhenSending=never': ['property', 'MinorityHalt', 3, 'n3'],
  'broadcast=nothing': ['witness', 'SomethingAgreed', null, 'n3'],
  'query=nothing': ['witness', 'HostRecovers', null, 'n3'],
  'report=nothing': ['witness', 'HostRecovers', null, 'n3'],
  'append=nothing': ['property', 'AssumesUntilHeard', 2, 'n3'],
  'appendOwn=nothing': ['property', 'MinorityHalt', 3, 'n3'],
  'takePayload=nothing': ['property', 'Validity', 2, 'n3'],
  'dispute=nothing': ['property', 'ErrorWhileDisputed', 2, 'n3'],
  'adoptMendedLog=nothing': ['witness', 'HostRecovers', null, 'n3'],
  'forget=nothing': ['witness', 'Forgets', null, 'n3 amnesia'],
};

/** Killed in the larger scopes, which take too long here. */
const ELSEWHERE = ['recovery=longest', 'votes=forgotten', 'fillsEmptySlot=always', 'settles=always'];

describe('the published host', { tags: 'long' }, () => {
  let result: MutationResult;
  beforeAll(async () => {
    result = await mutateAsync(publishedMutation, { only: Object.keys(FATES) });
  });

  test.each(Object.entries(FATES))('is not %s: %j', (name, [kind, killer, steps, scope]) => {
    const mutant = result.mutants.find((one) => one.name === name);
    expect(mutant).toMatchObject({ verdict: 'killed', by: { kind, name: killer }, steps, scope });
  });

  test('is searched in as many states as the published model has within the same bounds', () => {
    expect(result.scopes.map(({ name, states }) => [name, states])).toEqual([
      ['n3', 3134],
      ['n3 crash', 2577],
      ['n3 retransmit', 3253],
      ['n3 amnesia', 17],
      ['n3 hear', 5],
    ]);
  });
});

test('every mutant of the host is among these, and the chart uses each of its guards and actions', () => {
  const listed = listMutants(publishedMutation);
  expect(listed.map(({ name }) => name).sort()).toEqual([...Object.keys(FATES), ...ELSEWHERE].sort());
  expect(listed.filter(({ isUnused }) => isUnused)).toEqual([]);
});

test('a scope gives the medium the knobs of the machine that it is given', () => {
  const [hear] = publishedMutation.written;
  const scope = publishedMutation.scopes.find(({ name }) => name === 'n3');
  if (hear === undefined || scope === undefined) throw new Error('both are listed');
  const { counterexample } = check(scope.model(hear.mutate(publishedHost)), { properties: ['Agreement'] });
  const lost = counterexample?.steps.map(({ params }) => params['lost']);
  expect(lost).toContainEqual(['A']);
});
