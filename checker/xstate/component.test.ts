import { assign, createActor, createMachine, raise, setup } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { xstateComponent } from './component.js';
import type { Component, EffectLike } from '../model/component.js';
import { leg, route, rule, slot } from '../model/rules.js';

type AnyComponent = Component<AnyMachineSnapshot, EventObject, EffectLike>;
type Via = 'scope' | 'transition';

/** Forgets the types of a machine's component, for tests over arbitrary machines and events. */
function untyped(machine: AnyStateMachine, via: Via = 'scope', input?: unknown): AnyComponent {
  return xstateComponent(machine, { via, ...(input !== undefined && { input }) }) as unknown as AnyComponent;
}

function start<S, E, F>(component: Component<S, E, F>): S {
  const [initial] = component.initial();
  if (initial === undefined) throw new Error('no initial state');
  return initial;
}

/** The one outcome of each event in turn; fails if one is disabled. */
function run<S, E, F>(component: Component<S, E, F>, ...events: readonly E[]): S {
  return events.reduce((state, event) => {
    const [outcome] = component.step(state, event);
    if (!outcome) throw new Error(`disabled: ${JSON.stringify(event)}`);
    return outcome.next;
  }, start(component));
}

/** An effect has params and does nothing: the model routes it. */
const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

const door = setup({
  types: {
    context: {} as { count: number; log: readonly number[] },
    events: {} as
      { type: 'push'; force: number } | { type: 'lock' | 'look' | 'wait' | 'stay' | 'note' | 'never' },
    input: {} as { count: number },
  },
  guards: {
    isHard: ({ event }) => event.type === 'push' && event.force > 1,
    isEven: ({ context }, params: { of: number }) => context.count % params.of === 0,
  },
  actions: {
    count: assign({ count: ({ context }) => context.count + 1 }),
    record: assign({ log: ({ context }) => [...context.log, context.count] }),
    keep: assign({}),
    ring: effect<{ times: number }>(),
    creak: () => undefined,
  },
}).createMachine({
  id: 'door',
  context: ({ input }) => ({ count: input.count, log: [] }),
  initial: 'closed',
  states: {
    closed: {
      exit: 'creak',
      on: {
        push: { guard: 'isHard', target: 'open', actions: ['count', 'record'] },
        look: { actions: 'keep' },
        wait: {},
        stay: { guard: { type: 'isEven', params: { of: 1 } } },
        note: { target: 'closed' },
        never: { guard: 'isHard', target: 'open' },
      },
    },
    open: {
      entry: { type: 'ring', params: ({ context }) => ({ times: context.count }) },
      on: { lock: 'closed' },
    },
  },
});

describe.each(['scope', 'transition'] as const)('a step of an XState component via %s', (via) => {
  const component = xstateComponent(door, { via, input: { count: 0 } });

  it('returns the next snapshot and the named effects with their params, in order', () => {
    const outcomes = component.step(start(component), { type: 'push', force: 2 });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.next.matches('open')).toBe(true);
    expect(outcomes[0]?.next.context).toEqual({ count: 1, log: [1] });
    expect(outcomes[0]?.effects).toEqual([{ type: 'creak' }, { type: 'ring', params: { times: 1 } }]);
    expect(Object.keys(outcomes[0]?.effects[0] ?? {})).toEqual(['type']);
  });

  it('is none if a guard is false', () => {
    expect(component.step(start(component), { type: 'push', force: 1 })).toEqual([]);
    expect(component.step(start(component), { type: 'never' })).toEqual([]);
  });

  it('is none if the state does not mention the event', () => {
    expect(component.step(start(component), { type: 'lock' })).toEqual([]);
  });

  it('is none for a transition without target and actions, forbidden or guarded', () => {
    expect(component.step(start(component), { type: 'wait' })).toEqual([]);
    expect(component.step(start(component), { type: 'stay' })).toEqual([]);
  });

  it('is one that changes nothing for a legal no-op', () => {
    const state = start(component);
    const [outcome] = component.step(state, { type: 'look' });
    expect(component.encode(outcome?.next ?? run(component))).toEqual(component.encode(state));
    expect(outcome?.effects).toEqual([]);
    expect(component.step(state, { type: 'note' })).toHaveLength(1);
  });

  it('freezes contexts deeply, of initial, next and decoded states', () => {
    const next = run(component, { type: 'push', force: 2 });
    for (const { context } of [start(component), next, component.decode(component.encode(next))]) {
      expect(Object.isFrozen(context)).toBe(true);
      expect(Object.isFrozen(context.log)).toBe(true);
    }
  });

  it('is none for a machine that is done, as for a stopped actor', () => {
    const finite = createMachine({
      on: { GO: '.end' },
      initial: 'up',
      states: { up: {}, end: { type: 'final' } },
    });
    const one = untyped(finite, via);
    const end = run(one, { type: 'GO' });
    expect(end.status).toBe('done');
    expect(one.step(end, { type: 'GO' })).toEqual([]);
    expect(one.decode(one.encode(end)).status).toBe('done');
  });

  it('takes always and raised transitions in the same step', () => {
    const chain = setup({
      types: { context: {} as { path: string } },
      actions: {
        add: assign({ path: ({ context }, params: { c: string }) => context.path + params.c }),
        again: raise({ type: 'NEXT' }),
        say: effect<{ path: string }>(),
      },
    }).createMachine({
      context: { path: '' },
      initial: 'a',
      states: {
        a: { on: { GO: { target: 'b', actions: 'again' } } },
        b: { entry: { type: 'add', params: { c: 'b' } }, on: { NEXT: 'c' } },
        c: { always: { target: 'd', actions: { type: 'add', params: { c: 'c' } } } },
        d: { entry: { type: 'say', params: ({ context }) => ({ path: context.path }) } },
      },
    });
    const one = xstateComponent(chain, { via });
    const [outcome] = one.step(start(one), { type: 'GO' });
    expect(one.show?.(outcome?.next ?? start(one))).toEqual({ state: 'd', path: 'bc' });
    expect(outcome?.effects).toEqual([{ type: 'say', params: { path: 'bc' } }]);
  });

  it('runs parallel regions, nested states and onDone', () => {
    const pair = setup({ actions: { both: () => undefined } }).createMachine({
      initial: 'work',
      states: {
        work: {
          type: 'parallel',
          states: {
            left: { initial: 'on', states: { on: { on: { L: 'off', B: 'off' } }, off: { type: 'final' } } },
            right: { initial: 'on', states: { on: { on: { R: 'off', B: 'off' } }, off: { type: 'final' } } },
          },
          onDone: { target: 'rest', actions: 'both' },
        },
        rest: {},
      },
    });
    const one = untyped(pair, via);
    expect(run(one, { type: 'L' }).value).toEqual({ work: { left: 'off', right: 'on' } });
    expect(one.step(run(one, { type: 'L' }), { type: 'L' })).toEqual([]);
    const [outcome] = one.step(start(one), { type: 'B' });
    expect(outcome?.next.value).toBe('rest');
    expect(outcome?.effects).toEqual([{ type: 'both' }]);
  });

  it('respects wildcards', () => {
    const wild = createMachine({ initial: 'a', states: { a: { on: { 'x.*': 'b', 'x.no': {} } }, b: {} } });
    const one = untyped(wild, via);
    expect(run(one, { type: 'x.yes' }).value).toBe('b');
    expect(start(one).can({ type: 'x.no' })).toBe(false);
    expect(one.step(start(one), { type: 'x.no' })).toEqual([]);
    expect(() => one.step(start(one), { type: 'y' })).toThrow(
      'no state handles event "y"; handled: only x.*, x.no',
    );
  });

  it('counts an always transition that reads an otherwise ignored event as a step, as an actor would', () => {
    const late = setup({ guards: { isGo: ({ event }) => event.type === 'GO' } }).createMachine({
      initial: 'a',
      states: { a: { on: { GO: {} }, always: { guard: 'isGo', target: 'b' } }, b: {} },
    });
    const one = untyped(late, via);
    expect(start(one).can({ type: 'GO' })).toBe(false);
    expect(run(one, { type: 'GO' }).value).toBe('b');
    const actor = createActor(late).start();
    actor.send({ type: 'GO' });
    expect(actor.getSnapshot().value).toBe('b');
  });
});

describe('the encoding of an XState component', () => {
  const component = xstateComponent(door, { input: { count: 0 } });

  it('depends on status, value and context only', () => {
    const there = run(component, { type: 'push', force: 2 });
    const again = run(component, { type: 'look' }, { type: 'push', force: 3 });
    expect(component.encode(again)).toEqual(component.encode(there));
    expect(component.encode(start(component))).not.toEqual(component.encode(there));
  });

  it('decodes to a snapshot that behaves the same', () => {
    const state = run(component, { type: 'push', force: 2 });
    const copy = component.decode(component.encode(state));
    expect(copy.matches('open')).toBe(true);
    expect(component.show?.(copy)).toEqual({ state: 'open', count: 1, log: [1] });
    expect(component.step(copy, { type: 'lock' })[0]?.next.value).toBe('closed');
  });

  it('refuses bytes of no state of the machine', () => {
    const other = xstateComponent(createMachine({ initial: 'x', states: { x: {} } }));
    expect(() => component.decode(other.encode(start(other)))).toThrow(
      expect.objectContaining({ code: 'EXO102' }),
    );
  });
});

describe('the options of xstateComponent', () => {
  it('name the component in errors, and show its states', () => {
    const component = xstateComponent(door, {
      name: 'front',
      input: { count: 7 },
      show: (snapshot) => [snapshot.value, snapshot.context.count],
    });
    expect(component.name).toBe('front');
    expect(component.isXState).toBe(true);
    expect(component.show?.(start(component))).toEqual(['closed', 7]);
    expect(() => component.step(start(component), { type: 'burn' } as never)).toThrow(
      'front: no state handles event "burn"; handled: only lock, look, never, note, push, stay, wait',
    );
  });

  it('leave the machine itself as it was', () => {
    const { maxIterations } = door.options;
    xstateComponent(door, { input: { count: 0 } });
    expect(door.options.maxIterations).toBe(maxIterations);
  });

  it('keep the types of snapshot, events and effects for rules and routes', () => {
    const component = xstateComponent(door, { input: { count: 0 } });
    const place = slot('door', component);
    rule({
      name: 'Push',
      slot: place,
      when: (own) => own.matches('closed') && own.context.count < 3 && own.can({ type: 'push', force: 2 }),
      offers: () => [{ legs: [leg(place, { type: 'push', force: 2 })] }],
    });
    route(place, (effect) => {
      if (effect.type === 'ring') expectTypeOf(effect.params.times).toEqualTypeOf<number>();
      expectTypeOf(effect.type).toEqualTypeOf<'count' | 'record' | 'keep' | 'ring' | 'creak'>();
      return [];
    });
    // @ts-expect-error The machine has no such event.
    expect(leg(place, { type: 'burn' })).toBeDefined();
  });
});
