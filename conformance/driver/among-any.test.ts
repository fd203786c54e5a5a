import { beforeAll, describe, expect, test } from 'vitest';
import { check, encodeValue, type CheckResult, type Model } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { plain, textOf } from '../compare/typed-data.js';
import { amongAnyModel, type AmongAnyBounds } from './among-any.js';
import { driverComponent } from './driver-component.js';
import { hostOptions } from './driver-slot.js';
import type { DriverEvent, DriverState } from './driver-state.js';
import { COMPILED, DELIVERS_COMPACTED, FAULTS, isFoundOutIn } from './faults.test.helper.js';
import { driverModel } from './model.js';

const SMALL: AmongAnyBounds = {
  ...{ hosts: 3, self: 1, slots: 2, epochs: 2, payloads: 1, log: 4, queue: 2 },
  ...{ diskFails: true, compacts: false, early: 9, asks: false, installs: false },
};
/** Others send snapshots; the least bounds in which one waits for a flush. */
const SNAPSHOTS: AmongAnyBounds = { ...SMALL, epochs: 3, early: 0, installs: true };
const ASKING: AmongAnyBounds = { ...SMALL, epochs: 3, slots: 1 };

describe('a running host among any others, with three epochs', { tags: 'long' }, () => {
  let result: CheckResult;
  beforeAll(() => {
    result = check(amongAnyModel(ASKING));
  });

  test('throws nothing and forgets nothing, in every state that it can come to', () => {
    expect(result).toMatchObject({ verdict: 'exhausted', property: null });
    expect(result.checked).toEqual(['ThrowsNothing', 'ForgetsNothing', 'DeliversAgreed']);
  });

  test('has as many states as it had', () => {
    expect([result.states, result.transitions, result.depth]).toEqual([2_627, 9_764, 13]);
    const reached = result.witnesses.filter((one) => one.reached).map(({ name }) => name);
    expect(reached).toEqual(['Asks', 'KeepsAhead', 'WaitsForStorage', 'TakesOver', 'Listens', 'DiskFailed']);
  });
});

describe('a running host among any others', () => {
  const isFoundOut = isFoundOutIn((epochs, impl) => amongAnyModel(epochs === 2 ? SMALL : ASKING, impl));
  // The others are found out beside specified hosts in as little time; here, too, but among the long tests.
  test.each(FAULTS.slice(3))('is found out if %s', isFoundOut);
  test.each(FAULTS.slice(0, 3))('is found out if %s', { tags: 'long' }, isFoundOut);

  const answersIn = (payloads: number, states: number, transitions: number): void => {
    const found = check(amongAnyModel({ ...SMALL, payloads, asks: true }));
    expect([found.verdict, found.states, found.transitions]).toEqual(['exhausted', states, transitions]);
    expect(found.witnesses.find(({ name }) => name === 'KeepsQuestion')?.reached).toBe(true);
  };
  test('answers questions, and heeds hints, in the middle of whatever others broadcast', () => {
    answersIn(0, 213, 849);
  });
  test('answers questions, and heeds hints, whatever it is in the middle of', { tags: 'long' }, () => {
    answersIn(1, 764, 3_158);
  });

  test('takes snapshots of others, also behind a flush that makes something agreed', { tags: 'long' }, () => {
    const { verdict, states, transitions, witnesses } = check(amongAnyModel(SNAPSHOTS));
    expect([verdict, states, transitions]).toEqual(['exhausted', 8_517, 31_257]);
    expect(witnesses.filter((one) => !one.reached).map(({ name }) => name)).toEqual(['LogFull']);
  });

  test('is found out if it delivers what a snapshot has taken the place of', async () => {
    const impl = await loadFaulty(DELIVERS_COMPACTED, COMPILED);
    const { verdict, property, counterexample } = check(amongAnyModel(SNAPSHOTS, impl));
    expect([verdict, property, counterexample?.steps.length]).toEqual(['violated', 'ThrowsNothing', 3]);
    const last = JSON.stringify(counterexample?.steps.at(-1)?.states);
    expect(last).toMatch(/exception: what is delivered comes to no end/);
  });

  test(
    'keeps to all that while others send snapshots, with three slots',
    { tags: ['long', 'exhaustive'], timeout: 1_200_000 },
    () => {
      const { verdict, states, transitions, witnesses } = check(
        amongAnyModel({ ...SNAPSHOTS, slots: 3, payloads: 2 }),
      );
      expect([verdict, states, transitions]).toEqual(['exhausted', 62_518, 253_700]);
      expect(witnesses.filter((one) => !one.reached)).toEqual([]);
    },
  );

  test(
    'comes to all states and is sent all messages that it is beside specified hosts',
    { tags: 'long' },
    () => {
      expectCovered(SMALL);
    },
  );

  test(
    'keeps to all that with four slots, a log of four and a queue of two',
    { tags: ['long', 'exhaustive'], timeout: 1_200_000 },
    () => {
      const { verdict, states, transitions, witnesses } = check(
        amongAnyModel({ ...SMALL, epochs: 3, slots: 4, payloads: 2, early: 0 }),
      );
      expect([verdict, states, transitions]).toEqual(['exhausted', 76_530, 272_090]);
      expect(witnesses.filter((one) => !one.reached)).toEqual([]);
    },
  );

  test(
    'keeps to all that with as much, whatever it is asked in the middle of it',
    { tags: ['long', 'exhaustive'], timeout: 3_600_000 },
    () => {
      const bounds = { ...SMALL, epochs: 3, slots: 4, payloads: 2, early: 0, asks: true };
      const { verdict, states, witnesses } = check(amongAnyModel(bounds));
      expect([verdict, states]).toEqual(['exhausted', 204_444]);
      expect(witnesses.filter((one) => !one.reached)).toEqual([]);
    },
  );

  test(
    'keeps to all that while its application compacts all it has, with two slots and three',
    { tags: ['long', 'exhaustive'], timeout: 1_200_000 },
    () => {
      const found = [2, 3].map((slots) =>
        check(amongAnyModel({ ...SMALL, epochs: 3, slots, payloads: 2, compacts: true, early: 0 })),
      );
      expect(found.map(({ verdict, states, transitions }) => [verdict, states, transitions])).toEqual([
        ['exhausted', 18_151, 65_019],
        ['exhausted', 124_070, 459_206],
      ]);
    },
  );

  test(
    'comes to all of them with three epochs, too',
    { tags: ['long', 'exhaustive'], timeout: 600_000 },
    () => {
      expectCovered({ ...ASKING, payloads: 0, diskFails: false });
    },
  );
});

/** Every state of the running host, with every event that does something there, is one of the larger model too. */
function expectCovered(bounds: AmongAnyBounds): void {
  const wide = driverComponent({ impl: implementation, options: hostOptions(bounds), bounds }, true);
  const textOfPair = (state: DriverState, event: DriverEvent): string => `${keyOf(state)} ${keyOf(event)}`;
  const offered = new Set(
    pairsOf(amongAnyModel(bounds), bounds).map(({ state, event }) => textOfPair(state, event)),
  );
  const exact = pairsOf(driverModel(bounds), bounds).filter(({ isTaken }) => isTaken);
  const missing = exact.filter(({ state, event }) => {
    const known = wide.settled(state);
    if (wide.beyond?.(known) !== undefined || offered.has(textOfPair(known, event))) return false;
    // What does nothing there need not be offered.
    return wide.step(known, event).length > 0;
  });
  expect(exact.length).toBeGreaterThan(1_000);
  expect(missing.map(({ event }) => event)).toEqual([]);
}

interface Pair {
  readonly state: DriverState;
  readonly event: DriverEvent;
  readonly isTaken: boolean;
}

/** What the running host of a model is asked in a search. */
function pairsOf(model: Model, { self }: AmongAnyBounds): readonly Pair[] {
  const pairs: Pair[] = [];
  const slots = model.slots;
  const slot = slots.find(({ name }) => name === String.fromCharCode(65 + self));
  if (slot === undefined) throw new RangeError('the running host has a slot');
  const { component } = slot as unknown as {
    component: { step(state: unknown, event: unknown): readonly unknown[] };
  };
  const step = component.step.bind(component);
  component.step = (state, event) => {
    const steps = step(state, event);
    // What is asked may be a view of an event, for as long as it is asked.
    const copy = JSON.parse(JSON.stringify(event)) as DriverEvent;
    pairs.push({ state: state as DriverState, event: copy, isTaken: steps.length > 0 });
    return steps;
  };
  expect(check(model).verdict).toBe('exhausted');
  return pairs;
}

function keyOf(value: unknown): string {
  return textOf(encodeValue(plain(value), 'a value'));
}
