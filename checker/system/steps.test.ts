import { sendTo, setup } from 'xstate';
import { expect, test } from 'vitest';
import { check, happensAt, lossy, system, type Model } from '../index.js';

const lamp = setup({}).createMachine({
  initial: 'off',
  states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
});
const bell = setup({}).createMachine({
  initial: 'silent',
  states: { silent: { on: { RING: 'ringing' } }, ringing: { on: { STOP: 'silent' } } },
});

const inputs = {
  lamp: [{ type: 'PRESS' as const }],
  bell: [{ type: 'RING' as const }, { type: 'STOP' as const }],
};
const actors = { lamp, bell };

/** What is found of a model, which the reference must find at the same step. */
function found(model: Model): readonly [string | null, number] {
  const { property: name, counterexample } = check(model);
  const property = model.properties.find((one) => one.name === name);
  const steps = counterexample?.steps ?? [];
  if (property !== undefined) {
    const before = steps.at(-2)?.states ?? counterexample?.initial ?? [];
    const last = steps.at(-1);
    expect(last).toBeDefined();
    const moment = {
      states: last?.states ?? [],
      transition: last ?? null,
      before: { states: before, transition: null, before: null },
    };
    expect(happensAt(model, property, moment)).toBe(true);
  }
  return [name, steps.length];
}

test('a property of steps is asked of a step of an actor that it does not take apart', () => {
  const byAction = system({
    name: 'by action',
    actors,
    inputs,
    steps: {
      NeverRings: ({ lamp: before }, { lamp: after }, action) => before === after || action !== 'RING',
    },
  });
  expect(found(byAction)).toEqual([null, 0]);
  const never = system({
    name: 'never',
    actors,
    inputs,
    steps: {
      NeverRings: ({ lamp: before }, { lamp: after }, action) =>
        action !== 'RING' || before.value === 'on' || after.value === 'on',
    },
  });
  expect(found(never)).toEqual(['NeverRings', 1]);
});

test('a property of steps is asked of a step that leaves what it takes apart as it is', () => {
  const alwaysLamp = system({
    name: 'the lamp in every step',
    actors,
    inputs,
    steps: { LampMoves: ({ lamp: before }, { lamp: after }) => before.value !== after.value },
  });
  expect(found(alwaysLamp)).toEqual(['LampMoves', 1]);
});

test('a property of steps is asked of a step in which a message is lost and no actor moves', () => {
  const ponger = setup({}).createMachine({ on: { PING: {} } });
  const pinger = setup({}).createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: 'sent' } },
      sent: { entry: sendTo(({ system: all }) => all.get('ponger'), { type: 'PING' }) },
    },
  });
  const losing = system({
    name: 'losing',
    actors: { pinger, ponger },
    network: lossy({ losses: 1 }),
    inputs: { pinger: [{ type: 'GO' }] },
    steps: { NothingIsLost: (_before, _after, action) => action !== 'Lose' },
    mayEnd: () => true,
  });
  expect(found(losing)).toEqual(['NothingIsLost', 2]);
});
