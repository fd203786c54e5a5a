/**
 * The checker against XState's own exploration, `getAdjacencyMap` of `xstate/graph`.
 *
 * How disabled events are compared: the map has an edge for every event of the alphabet in every state, and for a
 * disabled event that edge leads back to the state. A model has no transition for a disabled event. So edges are
 * compared for the events that `snapshot.can` allows, and all others must be loops in the map.
 *
 * The generated machines never reach a final state at their top: a finished machine ignores all events in the
 * checker, as it does in an actor, but the map goes on from there.
 */
import { adjacencyMapToArray, getAdjacencyMap } from 'xstate/graph';
import fc from 'fast-check';
import { assign, setup, type AnyMachineSnapshot, type AnyStateMachine, type EventObject } from 'xstate';
import { expect, test } from 'vitest';
import {
  check,
  initialStates,
  leg,
  route,
  rule,
  slot,
  successors,
  xstateComponent,
  type Model,
} from '../index.js';
import { untilMet } from '../../errors/testing/until-met.js';
import { orderOf } from './node-order.js';
import { EVENTS, eventsOf, randomMachines, type RandomMachine } from '../testing/random-machines.js';

/** States and edges as text; an edge is `state -event-> state`. */
interface Graph {
  readonly states: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

test('10 generated machines have the states and edges of their adjacency maps', () => {
  expectAdjacency(10, nothingMet());
});

test(
  '200 generated machines have the states and edges of their adjacency maps',
  { tags: 'long' },
  async () => {
    const met = nothingMet();
    await untilMet(() => expectAdjacency(200, met), met, 10);
  },
);

/** How often each kind of what generated machines have was met. */
function nothingMet() {
  return { moves: 0, loops: 0, disabled: 0, parallel: 0, largeMaps: 0 };
}

/** Compares that number of machines, and counts what they have. */
function expectAdjacency(machines: number, met: ReturnType<typeof nothingMet>): void {
  fc.assert(
    fc.property(randomMachines(), (machine) => {
      const model = modelOf(machine);
      const ours = reached(model, ([snapshot]) => textOf(snapshot as AnyMachineSnapshot));
      const { enabled, disabled } = adjacency(machine, eventsOf(machine), textOf);
      expect(ours).toEqual(enabled);
      expect(disabled.filter(({ from, to }) => from !== to)).toEqual([]);
      expect(check(model)).toMatchObject({
        verdict: 'exhausted',
        states: enabled.states.size,
        transitions: enabled.edges.size,
      });
      const loops = [...enabled.states].flatMap((state) =>
        EVENTS.filter((event) => enabled.edges.has(`${state} -${event}-> ${state}`)),
      );
      met.moves += enabled.edges.size - loops.length;
      met.loops += loops.length;
      met.disabled += disabled.length;
      met.parallel += machine.config.type === 'parallel' ? 1 : 0;
      met.largeMaps += enabled.states.size >= 20 ? 1 : 0;
    }),
    { numRuns: machines },
  );
}

/** One slot, and a rule for each event of the alphabet that the machine handles somewhere. */
function modelOf(machine: RandomMachine): Model {
  const only = slot('machine', xstateComponent(machine));
  return {
    name: 'generated machine',
    slots: [only],
    rules: eventsOf(machine).map((event) =>
      rule({ name: event.type, slot: only, offers: () => [{ legs: [leg(only, event)] }] }),
    ),
    routes: [route(only, () => [])],
    properties: [],
    mayEnd: () => true,
  };
}

/** All that the reference semantics reaches. The rules are named after the events of the map. */
function reached(model: Model, textOf: (states: readonly unknown[]) => string): Graph {
  const found = new Map(initialStates(model).map((states) => [textOf(states), states]));
  const edges = new Set<string>();
  for (const [from, states] of found) {
    for (const { rule, states: next } of successors(model, states)) {
      const to = textOf(next);
      edges.add(`${from} -${rule.name}-> ${to}`);
      if (!found.has(to)) found.set(to, next);
    }
  }
  return { states: new Set(found.keys()), edges };
}

/** The adjacency map, with the edges of disabled events apart. */
function adjacency(
  machine: AnyStateMachine,
  events: readonly EventObject[],
  textOf: (snapshot: AnyMachineSnapshot) => string,
) {
  const map = getAdjacencyMap(machine, { events, serializeState: textOf });
  const edges = new Set<string>();
  const disabled: { readonly from: string; readonly to: string }[] = [];
  for (const { state, event, nextState } of adjacencyMapToArray(map)) {
    const [from, to] = [textOf(state), textOf(nextState)];
    if (state.can(event)) edges.add(`${from} -${event.type}-> ${to}`);
    else disabled.push({ from, to });
  }
  return { enabled: { states: new Set(Object.keys(map)), edges }, disabled };
}

/** Value and context, whatever the order of their keys, and what there is to the active states besides. */
function textOf(snapshot: AnyMachineSnapshot): string {
  const { value, context } = snapshot;
  return JSON.stringify({ value, context, order: orderOf(snapshot) }, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort())
      : part,
  );
}

/** A client that gives up asking after two answers, and never tells that it no longer waits. */
const client = setup({
  types: {
    context: {} as { readonly answers: number },
    events: {} as { readonly type: 'ASK' | 'ANSWERED' | 'GIVE_UP' },
  },
  guards: { wantsMore: ({ context }) => context.answers < 2 },
  actions: {
    countAnswer: assign({ answers: ({ context }) => context.answers + 1 }),
    sendRequest: () => {},
  },
}).createMachine({
  id: 'client',
  context: { answers: 0 },
  initial: 'idle',
  states: {
    idle: { on: { ASK: { guard: 'wantsMore', target: 'waiting', actions: 'sendRequest' } } },
    waiting: { on: { ANSWERED: { target: 'idle', actions: 'countAnswer' }, GIVE_UP: 'idle' } },
  },
});

/** A server that has no ear for requests while it is busy, and may forget one. */
const server = setup({
  types: { events: {} as { readonly type: 'REQUESTED' | 'FINISH' | 'FORGET' } },
  actions: { sendAnswer: () => {} },
}).createMachine({
  id: 'server',
  initial: 'free',
  states: {
    free: { on: { REQUESTED: 'busy' } },
    busy: { on: { FINISH: { target: 'free', actions: 'sendAnswer' }, FORGET: 'free' } },
  },
});

/** What the two do together, worked out by hand. */
const flattened = setup({
  types: {
    context: {} as { readonly answers: number },
    events: {} as { readonly type: 'ASK' | 'GIVE_UP' | 'FINISH' | 'FORGET' },
  },
  guards: { wantsMore: ({ context }) => context.answers < 2 },
  actions: { countAnswer: assign({ answers: ({ context }) => context.answers + 1 }) },
}).createMachine({
  context: { answers: 0 },
  initial: 'idle, free',
  states: {
    'idle, free': { on: { ASK: { guard: 'wantsMore', target: 'waiting, busy' } } },
    'idle, busy': {
      on: {
        ASK: { guard: 'wantsMore', target: 'waiting, busy' },
        FINISH: 'idle, free',
        FORGET: 'idle, free',
      },
    },
    'waiting, free': { on: { GIVE_UP: 'idle, free' } },
    'waiting, busy': {
      on: {
        GIVE_UP: 'idle, busy',
        FINISH: { target: 'idle, free', actions: 'countAnswer' },
        FORGET: 'waiting, free',
      },
    },
  },
});

test('two components have the states and edges of one machine that was flattened by hand', () => {
  const left = slot('client', xstateComponent(client));
  const right = slot('server', xstateComponent(server));
  const model: Model = {
    name: 'client and server',
    slots: [left, right],
    rules: [
      rule({ name: 'ASK', slot: left, offers: () => [{ legs: [leg(left, { type: 'ASK' })] }] }),
      rule({ name: 'GIVE_UP', slot: left, offers: () => [{ legs: [leg(left, { type: 'GIVE_UP' })] }] }),
      rule({ name: 'FINISH', slot: right, offers: () => [{ legs: [leg(right, { type: 'FINISH' })] }] }),
      rule({ name: 'FORGET', slot: right, offers: () => [{ legs: [leg(right, { type: 'FORGET' })] }] }),
    ],
    routes: [
      route(left, () => [leg(right, { type: 'REQUESTED' }, 'skip')]),
      route(right, () => [leg(left, { type: 'ANSWERED' }, 'skip')]),
    ],
    properties: [],
    mayEnd: () => true,
  };
  const ours = reached(model, (states) => {
    const [one, other] = states as [AnyMachineSnapshot, AnyMachineSnapshot];
    return `${String(one.value)}, ${String(other.value)}, ${String(one.context.answers)}`;
  });
  const events = (['ASK', 'GIVE_UP', 'FINISH', 'FORGET'] as const).map((type) => ({ type }));
  const { enabled, disabled } = adjacency(
    flattened,
    events,
    ({ value, context }) => `${String(value)}, ${String(context.answers)}`,
  );
  expect(ours).toEqual(enabled);
  expect(disabled.filter(({ from, to }) => from !== to)).toEqual([]);
  expect(check(model)).toMatchObject({ states: ours.states.size, transitions: ours.edges.size });
  expect(ours.states.size).toBe(9);
});
