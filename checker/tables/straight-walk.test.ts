import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch } from './batch.js';
import { Expander } from './expander.js';
import { assign, sendTo, setup, type ActorRefFrom } from 'xstate';
import { initialStates, machineModel, successors, type Model } from '../index.js';
import { leaderElectionModel } from '../examples/leader-election.js';
import { leaseLockModel } from '../examples/lease-lock.js';
import { mergedReceptions } from './receptions.js';
import { petersonModel } from '../examples/peterson.js';
import { twoPhaseCommitModel } from '../examples/two-phase-commit.js';
import { randomModels } from '../testing/random-models.js';

/** More rounds than it takes until every row that is used has been made. */
const ROUNDS = 3;

test(
  'successors are those of the reference, in its order, before and after their rows are made',
  { tags: 'long' },
  () => {
    fc.assert(
      fc.property(randomModels(), (model) => expectAgreement(model, 40)),
      { numRuns: 200 },
    );
  },
);

/** A machine whose local states are all that they can be: with timers, history, a child, a reference and an error. */
function courierModel(): Model {
  const parcel = setup({}).createMachine({
    initial: 'packed',
    states: { packed: { on: { GO: 'sent' }, after: { 50: 'lost' } }, sent: { type: 'final' }, lost: {} },
  });
  const courier = setup({
    types: {
      context: {} as {
        readonly rides: readonly { readonly at: number }[];
        readonly last?: ActorRefFrom<typeof parcel>;
      },
    },
    actors: { parcel },
    delays: { soon: 10 },
  }).createMachine({
    initial: 'idle',
    context: { rides: [] },
    states: {
      idle: { on: { PICK: 'out' }, after: { soon: 'out' } },
      out: {
        initial: 'near',
        entry: assign(({ context, spawn }) => ({
          rides: [...context.rides, { at: context.rides.length }].slice(-2),
          last: context.last ?? spawn('parcel', { id: 'parcel' }),
        })),
        on: { PICK: { actions: sendTo('parcel', { type: 'GO' }) }, HOME: 'idle', BACK: 'out.before' },
        states: { near: { on: { FAR: 'far' } }, far: {}, before: { type: 'history' } },
      },
    },
  });
  return machineModel(courier, { childrenMax: 1, timersMax: 1 });
}

test.each([
  petersonModel(3),
  twoPhaseCommitModel(2),
  leaseLockModel({ isFencing: true }),
  leaderElectionModel(),
  courierModel(),
])('successors agree for $name', (model) => {
  expectAgreement(model, 200);
});

test('what became of events is counted alike where answers are remembered and where they are forgotten', () => {
  for (const model of [leaseLockModel({ isFencing: true }), courierModel()]) {
    const [remembering, forgetting] = [new Expander(model), new Expander(model, 0)].map((expander) => {
      for (const states of [...statesOf(model, 100), ...statesOf(model, 50)]) successorsOf(expander, states);
      return mergedReceptions([...new Set(expander.tables)].map((table) => table.receptions()));
    });
    expect(remembering?.length).toBeGreaterThan(2);
    expect(forgetting).toEqual(remembering);
  }
});

/**
 * Expands the first states of the model again and again: with tables that keep only what is wanted twice, with as many
 * fused rows as there are, with the first three, and with none.
 */
function expectAgreement(model: Model, statesMax: number): void {
  const expanders = [
    new Expander(model, 0),
    new Expander(model),
    new Expander(model, undefined, 3),
    new Expander(model, undefined, 0),
  ];
  for (const states of statesOf(model, statesMax)) {
    const expected = successors(model, states).map(
      (transition) => `${transition.rule.name}: ${keyOf(model, transition.states)}`,
    );
    for (const expander of expanders) {
      for (let round = 0; round < ROUNDS; round++) expect(successorsOf(expander, states)).toEqual(expected);
    }
  }
}

function successorsOf(expander: Expander, states: readonly unknown[]): readonly string[] {
  const batch = new Batch(expander.width);
  const tuple = new Int32Array(expander.width);
  const count = expander.expand(expander.tupleOf(states), 0, batch);
  return Array.from({ length: count }, (_, i) => {
    batch.copyTuple(i, tuple);
    const after = keyOf(expander.model, expander.statesOf(tuple));
    return `${expander.actions[batch.actionOf(i)] ?? ''}: ${after}`;
  });
}

/** Some reachable states, nearest first. */
function statesOf(model: Model, statesMax: number): readonly (readonly unknown[])[] {
  const found = new Map(initialStates(model).map((states) => [keyOf(model, states), states]));
  for (const states of found.values()) {
    if (found.size >= statesMax) break;
    for (const next of successors(model, states)) found.set(keyOf(model, next.states), next.states);
  }
  return [...found.values()].slice(0, statesMax);
}

function keyOf(model: Model, states: readonly unknown[]): string {
  return model.slots.map(({ component }, i) => component.encode(states[i]).join()).join('|');
}
