import {
  assign,
  createMachine,
  enqueueActions,
  fromCallback,
  fromPromise,
  raise,
  sendParent,
  setup,
  SimulatedClock,
  createActor,
} from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { describe, expect, it } from 'vitest';
import { xstateComponent } from './component.js';
import { done, emits, failed, never } from './outcomes.js';
import type { XStateComponent } from './types.js';
import type { EffectLike } from '../model/component.js';

type AnyComponent = XStateComponent<AnyMachineSnapshot, EventObject, EffectLike>;

function componentOf(machine: unknown, options: object = {}): AnyComponent {
  return xstateComponent(machine as AnyStateMachine, options) as unknown as AnyComponent;
}

function start(component: AnyComponent): AnyMachineSnapshot {
  const [initial] = component.initial();
  if (initial === undefined) throw new Error('no initial state');
  return initial;
}

function run(component: AnyComponent, ...types: readonly string[]): AnyMachineSnapshot {
  return types.reduce((state, type) => component.step(state, { type })[0]?.next ?? state, start(component));
}

/** The moves of a state as `action params`. */
function movesOf(component: AnyComponent, state: AnyMachineSnapshot): readonly string[] {
  return component.moves(state).map(({ action, params }) => `${action} ${JSON.stringify(params)}`);
}

describe('the effects of a component', () => {
  const nothing = (): void => undefined;

  it('are named by the place of inline actions', () => {
    const machine = createMachine({
      id: 'host',
      entry: nothing,
      initial: 'idle',
      states: {
        idle: {
          on: {
            START: [
              { guard: () => false, target: 'idle' },
              { target: 'waiting', actions: [nothing, nothing] },
            ],
          },
          exit: nothing,
        },
        waiting: {
          entry: [enqueueActions(({ enqueue }) => enqueue(nothing)), nothing],
          initial: { target: 'in', actions: nothing } as never,
          states: {
            in: { always: { guard: () => true, target: 'out', actions: nothing } },
            out: { type: 'final' },
          },
          onDone: { actions: nothing },
        },
      },
    });
    const component = componentOf(machine);
    expect(component.initialSteps()[0]?.effects).toEqual([{ type: 'entry[0]' }]);
    const effects = component.step(start(component), { type: 'START' })[0]?.effects.map(({ type }) => type);
    expect(effects).toEqual([
      'idle.exit[0]',
      'idle.on.START[1].actions[0]',
      'idle.on.START[1].actions[1]',
      'waiting.entry[0].enqueue[0]',
      'waiting.entry[1]',
      'waiting.initial.actions[0]',
      'waiting.in.always[0].actions[0]',
      'waiting.onDone[0].actions[0]',
    ]);
  });

  it('go to a parent outside if there is one', () => {
    const machine = createMachine({ id: 'host', entry: sendParent({ type: 'UP' }) });
    expect(() => componentOf(machine)).toThrow('Unable to send event to actor');
    expect(componentOf(machine, { peers: ['#_parent'] }).initialSteps()[0]?.effects).toEqual([
      { type: 'xstate.sendTo', params: { to: '#_parent', event: { type: 'UP' } } },
    ]);
  });
});

describe('the timers of a component', () => {
  const twice = createMachine({
    id: 'twice',
    context: { n: 0 },
    on: {
      GO: { actions: raise({ type: 'LATE' }, { id: 'late', delay: 10 }) },
      LATE: { actions: assign({ n: ({ context }: { context: { n: number } }) => context.n + 1 }) },
    },
  } as never);

  it('go off once each, even if they were armed under one id, as the scheduler of XState has it', () => {
    const clock = new SimulatedClock();
    const actor = createActor(twice, { clock }).start();
    actor.send({ type: 'GO' } as never);
    actor.send({ type: 'GO' } as never);
    clock.increment(10);
    expect((actor.getSnapshot() as { context: unknown }).context).toEqual({ n: 2 });
    const component = componentOf(twice);
    const armed = run(component, 'GO', 'GO');
    expect(movesOf(component, armed)).toEqual(['Timer {"timer":"LATE"}', 'Timer {"timer":"LATE"}']);
  });

  it('are beyond the bounds where too many cannot be cancelled', () => {
    const component = componentOf(twice, { timersMax: 1 });
    expect(component.beyond(run(component, 'GO', 'GO'))).toBeUndefined();
    expect(component.beyond(run(component, 'GO', 'GO', 'GO'))).toBe(
      'more than 1 timers for "LATE" (timersMax)',
    );
  });

  const race = {
    id: 'race',
    initial: 'up',
    states: { up: { after: { 100: 'quick', 200: 'slow' } }, quick: {}, slow: {} },
  } as const;

  it('go off in any order, or the shorter first', () => {
    const free = componentOf(createMachine(race));
    expect(free.moves(start(free))).toHaveLength(2);
    const ordered = componentOf(createMachine(race), { timers: 'ordered' });
    expect(movesOf(ordered, start(ordered))).toEqual(['Timer {"timer":"after.100.race.up"}']);
  });
});

describe('the outcomes of an invocation', () => {
  const listen = setup({
    actors: { socket: fromCallback(() => undefined), load: fromPromise(() => Promise.resolve({})) },
  });
  const machine = listen.createMachine({
    id: 'host',
    invoke: [
      { id: 'ws', src: 'socket', onError: '.down' },
      { src: 'load', onDone: '.up', onError: '.down' },
    ],
    initial: 'up',
    states: { up: { on: { OPENED: 'open' } }, open: {}, down: {} },
  });

  it('are found by id, by place and by source', () => {
    for (const key of ['load', 'invoke[1]', '1.host']) {
      const component = componentOf(machine, { outcomes: { [key]: [done({ n: 1 })], ws: [never()] } });
      expect(movesOf(component, start(component))).toEqual(['Done {"actor":"1.host","output":{"n":1}}']);
    }
  });

  it('come one after the other where they are events', () => {
    const outcomes = { ws: [emits([{ type: 'OPENED' }], failed('gone'))], load: [never()] };
    const component = componentOf(machine, { outcomes });
    const [emit] = component.moves(start(component));
    expect(emit?.params).toEqual({ actor: 'ws', event: { type: 'OPENED' } });
    const [open] = emit ? component.step(start(component), emit.event as EventObject) : [];
    expect(open?.next.value).toBe('open');
    expect(open && movesOf(component, open.next)).toEqual(['Failed {"actor":"ws","error":"gone"}']);
  });

  it('are both endings of a promise and the failure of a callback, where nothing is said', () => {
    const component = componentOf(machine);
    expect(movesOf(component, start(component))).toEqual([
      'Done {"actor":"1.host"}',
      'Failed {"actor":"1.host"}',
      'Failed {"actor":"ws"}',
    ]);
  });
});
