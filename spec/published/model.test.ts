/** What the checker finds in the published model: counts that others can check, and the readings that break. */
import { describe, expect, test } from 'vitest';
import { check, ExoError, type CheckResult, type SearchOptions } from '../../checker/index.js';
import { literalOptions, optionsWith } from '../testing/options.js';
import { agreedLog, type Entry } from './log.js';
import { publishedModel } from './model.js';
import type { PublishedOptions } from './options.js';
import type { HostSnapshot } from './names.js';

/**
 * The literal form, which an independent model for SPIN counts too (its states, its transitions less the initial
 * one, its depth). A count changes only where the meaning of the model does.
 */
const LITERAL = [
  { hosts: 2, slots: 5, timeouts: 2, losses: 2, states: 55, transitions: 64, depth: 11 },
  { hosts: 3, slots: 4, timeouts: 1, losses: 1, states: 1_244, transitions: 3_335, depth: 16 },
  { hosts: 3, slots: 6, timeouts: 1, losses: 2, states: 2_990, transitions: 8_852, depth: 22 },
  { hosts: 3, slots: 5, timeouts: 3, losses: 3, states: 52_753, transitions: 242_735, depth: 21 },
  { hosts: 4, slots: 4, timeouts: 1, losses: 1, states: 27_609, transitions: 131_678, depth: 21 },
  { hosts: 5, slots: 4, timeouts: 0, losses: 2, states: 27_134, transitions: 151_863, depth: 20 },
  { hosts: 5, slots: 3, timeouts: 1, losses: 1, states: 1_395_083, transitions: 11_736_909, depth: 26 },
] as const;

/** States and transitions with dead messages, and without. */
const DROPPING = [
  {
    bounds: { hosts: 3, slots: 6, timeouts: 1, losses: 2 },
    counts: [2_990, 8_852],
    dropped: [1_991, 5_016],
    tags: [],
  },
  {
    bounds: { hosts: 3, slots: 5, timeouts: 3, losses: 3 },
    counts: [52_753, 242_735],
    dropped: [20_001, 69_695],
    tags: ['long'],
  },
];

function checked(options: PublishedOptions, search: SearchOptions = {}): CheckResult {
  return check(publishedModel(options), search);
}

function expectHolds(result: CheckResult): void {
  expect(result).toMatchObject({ verdict: 'exhausted', property: null, neverTaken: [] });
  expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
}

/** The names of the actions of a counterexample. */
function actionsOf({ counterexample }: CheckResult): readonly string[] {
  return counterexample?.steps.map(({ rule }) => rule.name) ?? [];
}

/** What the hosts have agreed, and had agreed before a restart, at the end of a counterexample. */
function agreedAtTheEnd({ counterexample }: CheckResult, hosts: number): readonly (readonly Entry[])[] {
  const states = counterexample?.steps.at(-1)?.states.slice(0, hosts) ?? [];
  return (states as readonly HostSnapshot[]).map(({ context }) => [
    ...agreedLog(context),
    ...context.ghost.lostAgreed.map(({ source, payload }) => ({ source, payload })),
  ]);
}

describe('the literal form of the asynchronous medium', () => {
  for (const { states, transitions, depth, ...bounds } of LITERAL) {
    const { hosts, slots, timeouts, losses } = bounds;
    const name = `n=${hosts} L=${slots} T=${timeouts} D=${losses}`;
    const isLong = states > 1_000_000 ? { tags: 'long' } : {};
    test(`${name} has ${states} states and ${transitions} transitions, and is ${depth} deep`, isLong, () => {
      const result = checked(literalOptions(bounds));
      expect(result).toMatchObject({ verdict: 'exhausted', states, transitions, depth, initialStates: 1 });
      expect(result.checked).toEqual(['Agreement']);
    });
  }

  for (const { bounds, counts, dropped, tags } of DROPPING) {
    const { slots, timeouts } = bounds;
    const name = `in ${slots} slots and with ${timeouts} time-outs`;

    test(
      `depth-first search, and whole states instead of fingerprints, count the same ${name}`,
      { tags },
      () => {
        const [states, transitions] = counts;
        const same = { verdict: 'exhausted', states, transitions };
        const options = literalOptions(bounds);
        expect(checked(options, { search: 'dfs' })).toMatchObject(same);
        expect(checked(options, { exact: true })).toMatchObject({ ...same, collisionOdds: 0 });
      },
    );

    test(
      `dropping dead messages is verified on the hosts that are searched ${name}, and refused where they take them`,
      { tags },
      () => {
        const { states, transitions, verified } = checked({ ...literalOptions(bounds), dropsDead: true });
        expect([states, transitions, verified]).toEqual([...dropped, ['dead-messages']]);
        const { knobs } = literalOptions(bounds);
        const careless = {
          ...literalOptions(bounds),
          dropsDead: true,
          knobs: { ...knobs, match: 'off' },
        } as const;
        expect(() => checked(careless)).toThrow(/reduction 'dead-messages' may hide.*RECEIVE/);
      },
    );
  }

  test('every action of the literal form is taken', () => {
    const { actions, neverTaken } = checked(literalOptions({ hosts: 3, slots: 4, timeouts: 1, losses: 1 }));
    expect(Object.keys(actions).sort()).toEqual(['Broadcast', 'Lose', 'Receive', 'Timeout']);
    expect(neverTaken).toEqual([]);
  });

  test('if receivers compare no histories, Agreement breaks in 6 steps', () => {
    const bounds = { hosts: 3, slots: 4, timeouts: 1, losses: 0 } as const;
    const broken = checked(literalOptions(bounds, { match: 'off' }));
    expect(broken).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(broken)).toHaveLength(6);
    expect(checked(literalOptions(bounds)).verdict).toBe('exhausted');
  });
});

describe('what a medium refuses', () => {
  test('the asynchronous medium takes no partitions', () => {
    expect(() => publishedModel(optionsWith({ medium: 'async', partitions: 1 }))).toThrow(ExoError);
    expect(() => publishedModel(optionsWith({ medium: 'async', partitions: 'inf' }))).toThrow(
      expect.objectContaining({ code: 'EXO313' }),
    );
  });

  test('the bus has no literal form', () => {
    expect(() => publishedModel(optionsWith({ literal: true }))).toThrow(
      expect.objectContaining({ code: 'EXO313' }),
    );
  });

  test('the literal form takes no crashes', () => {
    expect(() => publishedModel(optionsWith({ medium: 'async', literal: true, crashes: 1 }))).toThrow(
      expect.objectContaining({ code: 'EXO313' }),
    );
  });
});

describe('the default reading on the bus', () => {
  test('3 hosts, 4 slots, 2 time-outs and any losses are exhausted: it holds, and no witness is missing', () => {
    const result = checked(optionsWith());
    expectHolds(result);
    expect(result).toMatchObject({ states: 3_134, transitions: 9_339, depth: 10 });
    expect(result.witnesses.map(({ name }) => name)).toEqual([
      'SomethingAgreed',
      'MinorityRunsOut',
      'SlotFilledTwice',
      'HostRecovers',
    ]);
    expect(result.checked).toEqual(['Agreement', 'Stability', 'Validity', 'Integrity', 'MinorityHalt']);
  });

  test('it holds with a partition, and every action is taken', () => {
    const result = checked(optionsWith({ partitions: 1, losses: 0 }));
    expectHolds(result);
    expect(result).toMatchObject({ states: 1_782, transitions: 3_928, depth: 11 });
    expect(Object.keys(result.actions).sort()).toEqual([
      'Broadcast',
      'Heal',
      'Partition',
      'Recover',
      'Timeout',
    ]);
  });

  test('it holds if hosts crash and restart with their logs', () => {
    const result = checked(optionsWith({ timeouts: 1, crashes: 1 }));
    expectHolds(result);
    expect(Object.keys(result.actions).sort()).toEqual([
      'Broadcast',
      'Crash',
      'Recover',
      'Restart',
      'Timeout',
    ]);
  });

  test('two hosts have a model too, with every property that is asked of three', () => {
    expect(checked(optionsWith({ hosts: 2, timeouts: 0 })).verdict).toBe('exhausted');
    expect(checked(optionsWith({ hosts: 2, slots: 3, timeouts: 1 })).verdict).toBe('exhausted');
  });
});

describe('readings that break on the bus with 3 hosts', () => {
  test('hear: two payloads of one host are agreed in one slot, in 3 steps', () => {
    const result = checked(optionsWith({}, { ownCopy: 'hear' }), { properties: ['Agreement'] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(result)).toHaveLength(3);
    const first = agreedAtTheEnd(result, 3).flatMap(([entry]) => (entry === undefined ? [] : [entry]));
    expect(new Set(first.map(({ source }) => source)).size).toBe(1);
    expect(new Set(first.map(({ payload }) => payload)).size).toBe(2);
  });

  test('hear: what only one host holds is agreed even earlier', () => {
    const result = checked(optionsWith({}, { ownCopy: 'hear' }));
    expect(result).toMatchObject({ verdict: 'violated', property: 'MinorityHalt' });
    expect(actionsOf(result)).toHaveLength(2);
  });

  test('amnesia: a host that forgot its log lets another value be agreed, in 5 steps', () => {
    const result = checked(optionsWith({ crashes: 1 }, { restart: 'amnesia' }));
    expect(result).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(result)).toHaveLength(5);
    expect(actionsOf(result).filter((name) => name === 'Crash' || name === 'Restart')).toEqual([
      'Crash',
      'Restart',
    ]);
  });

  test('short: a host agrees with itself, and then with one other of three on two values', () => {
    const alone = checked(optionsWith({}, { history: 'short' }));
    expect(alone).toMatchObject({ verdict: 'violated', property: 'MinorityHalt' });
    expect(actionsOf(alone)).toEqual(['Broadcast']);
    const result = checked(optionsWith({}, { history: 'short' }), { properties: ['Agreement'] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(result)).toHaveLength(3);
  });

  test('frequent: a host adopts what fewer than a majority hold, and Agreement breaks in 5 steps', () => {
    const result = checked(optionsWith({}, { recovery: 'frequent' }));
    expect(result).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(result)).toHaveLength(5);
  });

  test('match=off: Agreement breaks in 4 steps', () => {
    const result = checked(optionsWith({}, { match: 'off' }));
    expect(result).toMatchObject({ verdict: 'violated', property: 'Agreement' });
    expect(actionsOf(result)).toHaveLength(4);
  });
});

describe('readings that hold on the bus with 3 hosts, 3 slots and 1 time-out', () => {
  for (const { knobs, states, transitions } of [
    { knobs: {}, states: 327, transitions: 860 },
    { knobs: { recovery: 'longest' }, states: 297, transitions: 826 },
    { knobs: { retransmit: 'last' }, states: 330, transitions: 986 },
    { knobs: { history: 'long' }, states: 251, transitions: 628 },
    { knobs: { inError: 'sending' }, states: 556, transitions: 2_277 },
  ] as const) {
    const [reading = 'the default reading'] = Object.entries(knobs).map((knob) => knob.join('='));
    test(`${reading} holds in ${states} states and ${transitions} transitions`, () => {
      const result = checked(optionsWith({ slots: 3, timeouts: 1 }, knobs));
      expectHolds(result);
      expect(result).toMatchObject({ states, transitions });
    });
  }

  test('votes=forgotten changes nothing: with 3 hosts only the last slot of a log can change, so none is barred', () => {
    const forgotten = checked(optionsWith({ slots: 3, timeouts: 1 }, { votes: 'forgotten' }));
    expect(forgotten).toMatchObject({ verdict: 'exhausted', states: 327, transitions: 860 });
  });
});

describe('the default reading on the asynchronous medium', () => {
  test('3 hosts, 3 slots, 1 time-out and 1 loss are exhausted, and it holds', () => {
    const result = checked(optionsWith({ medium: 'async', slots: 3, timeouts: 1, losses: 1 }));
    expectHolds(result);
    expect(result).toMatchObject({ states: 6_035, transitions: 31_412, depth: 16 });
  });

  test('with a crash and a restart it holds too', () => {
    const bounds = { medium: 'async', slots: 3, timeouts: 1, losses: 1, crashes: 1 } as const;
    const result = checked(optionsWith(bounds));
    expectHolds(result);
    expect(result).toMatchObject({ states: 37_386, transitions: 187_912, depth: 18 });
  });

  test('the asynchronous medium breaks what the bus breaks', () => {
    const hear = optionsWith({ medium: 'async', slots: 3, timeouts: 0, losses: 1 }, { ownCopy: 'hear' });
    expect(checked(hear, { properties: ['Agreement'] })).toMatchObject({
      verdict: 'violated',
      property: 'Agreement',
    });
  });
});
