import fc from 'fast-check';
import { and, assign, createActor, createMachine, not, or, raise, setup } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { describe, expect, it } from 'vitest';
import { untilMet } from '../../errors/testing/until-met.js';
import { xstateComponent } from './component.js';
import type { Component, EffectLike } from '../model/component.js';

type AnyComponent = Component<AnyMachineSnapshot, EventObject, EffectLike>;

function componentOf(machine: AnyStateMachine, via: 'scope' | 'transition' = 'scope'): AnyComponent {
  return xstateComponent(machine, { via }) as unknown as AnyComponent;
}

function run(component: AnyComponent, ...events: readonly EventObject[]): AnyMachineSnapshot {
  const [initial] = component.initial();
  if (!initial) throw new Error('no initial state');
  return events.reduce((state, event) => component.step(state, event)[0]?.next ?? state, initial);
}

interface Args {
  readonly context: { readonly n: number };
  readonly event: { readonly type: string; readonly x?: number };
}

const implementations = {
  guards: {
    small: ({ context }: Args) => context.n < 3,
    odd: ({ context }: Args) => context.n % 2 === 1,
    one: ({ event }: Args) => event.x === 1,
    mixed: or([and(['small', 'odd']), not('one')]),
  },
  actions: {
    count: assign(({ context }: Args) => ({ n: (context.n + 1) % 5 })),
    take: assign(({ event }: Args) => ({ n: event.x ?? 0 })),
    again: raise({ type: 'C' }),
    say: () => undefined,
  },
};

const events: readonly EventObject[] = [
  { type: 'A', x: 0 } as EventObject,
  { type: 'A', x: 1 } as EventObject,
  { type: 'B' },
  { type: 'C' },
];

/** A state before its targets, given as numbers, are resolved to ids. */
interface Draft {
  readonly kind: 'leaf' | 'final' | 'compound' | 'parallel';
  readonly children: readonly Draft[];
  readonly on: readonly TransitionDraft[];
  readonly always: readonly TransitionDraft[];
  readonly entry: readonly string[];
  readonly exit: readonly unknown[];
}

interface TransitionDraft {
  readonly event: string;
  readonly guard?: string;
  readonly target?: number;
  readonly reenter: boolean;
  readonly actions: readonly unknown[];
}

const say = { type: 'say', params: ({ context, event }: Args) => ({ n: context.n, x: event.x }) };

function transitionDraft(guards: readonly string[]): fc.Arbitrary<TransitionDraft> {
  return fc.record(
    {
      event: fc.constantFrom('A', 'B', 'C', '*'),
      guard: fc.constantFrom(...guards),
      target: fc.nat(50),
      reenter: fc.boolean(),
      actions: fc.array(fc.constantFrom<unknown>('count', 'take', 'again', say, 'say'), { maxLength: 2 }),
    },
    { requiredKeys: ['event', 'reenter', 'actions'] },
  );
}

function draft(depth: number, withParallel: boolean): fc.Arbitrary<Draft> {
  const inner = depth === 0 ? ['leaf'] : ['leaf', 'compound', ...(withParallel ? ['parallel'] : [])];
  return fc.constantFrom(...(inner as Draft['kind'][])).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      children:
        kind === 'leaf'
          ? fc.constant([])
          : fc.array(
              fc.oneof(
                { weight: 6, arbitrary: draft(depth - 1, withParallel) },
                { weight: 1, arbitrary: final },
              ),
              {
                minLength: 2,
                maxLength: 3,
              },
            ),
      on: fc.array(transitionDraft(Object.keys(implementations.guards)), { maxLength: 4 }),
      always: fc
        .array(transitionDraft(['odd', 'one']), { maxLength: 1 })
        .map((list) => list.filter(({ guard }) => guard)),
      entry: fc.array(fc.constantFrom('count', 'again'), { maxLength: 1 }),
      exit: fc.array(fc.constantFrom<unknown>('count', say), { maxLength: 1 }),
    }),
  );
}

const final: fc.Arbitrary<Draft> = fc.constant({
  kind: 'final',
  children: [],
  on: [],
  always: [],
  entry: [],
  exit: [],
});

function machineOf(root: Draft): AnyStateMachine {
  const ids: string[] = [];
  const collect = ({ children }: Draft, id: string): void =>
    children.forEach((child, i) => {
      ids.push(`${id}${i}`);
      collect(child, `${id}${i}`);
    });
  collect(root, 's');
  const transition = ({ guard, target, reenter, actions }: TransitionDraft): object => ({
    ...(guard !== undefined && { guard }),
    reenter,
    actions,
    ...(target !== undefined && { target: `#${ids[target % ids.length] ?? 's'}` }),
  });
  const state = (
    { kind, children, on, always, entry, exit }: Draft,
    id: string,
  ): Record<string, unknown> => ({
    id,
    ...(kind === 'parallel' || kind === 'final' ? { type: kind } : {}),
    ...(kind === 'compound' && { initial: 'k0' }),
    ...(children.length > 0 && {
      states: Object.fromEntries(children.map((child, i) => [`k${i}`, state(child, `${id}${i}`)])),
    }),
    on: Object.fromEntries(
      on.map(({ event }) => [event, on.filter((t) => t.event === event).map(transition)]),
    ),
    ...(always.length > 0 && { always: always.map(transition) }),
    entry,
    exit,
  });
  const top = state(root, 's');
  const mentions = { A: {}, B: {}, C: {}, ...(top['on'] as object) };
  const config = { ...top, on: mentions, context: { n: 0 }, options: { maxIterations: 30 } };
  return createMachine(config as never, implementations as never) as unknown as AnyStateMachine;
}

/** Generated machines, but for those that cannot start: an initial effect, or an endless loop of microsteps. */
function drafts(withParallel: boolean): fc.Arbitrary<Draft> {
  return draft(3, withParallel).filter((root) => {
    if (root.children.length === 0) return false;
    try {
      componentOf(machineOf(root));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching('EXO103|EXO113') as unknown });
      return false;
    }
  });
}

/** What a step gives, as data: its outcomes with the state as bytes and as nodes in order, or its error. */
function outcomesOf(component: AnyComponent, state: AnyMachineSnapshot, event: EventObject): unknown {
  try {
    return component.step(state, event).map(({ next, effects }) => ({
      bytes: component.encode(next).join(),
      nodes: next._nodes.map(({ id }) => id),
      value: JSON.stringify(next.value),
      effects,
    }));
  } catch (error) {
    return String(error);
  }
}

/** All local states that can be reached, up to a limit. */
function reachable(component: AnyComponent, statesMax: number): AnyMachineSnapshot[] {
  const states = [...component.initial()];
  const seen = new Set(states.map((state) => component.encode(state).join()));
  for (const state of states) {
    for (const event of events) {
      if (states.length >= statesMax || typeof outcomesOf(component, state, event) === 'string') continue;
      for (const { next } of component.step(state, event)) {
        const key = component.encode(next).join();
        if (!seen.has(key)) states.push(next);
        seen.add(key);
      }
    }
  }
  return states;
}

describe('on generated machines an XState component', () => {
  it(
    'answers via its scope as via the public transition, and after decoding as before encoding',
    { tags: 'long' },
    async () => {
      const met = { enabled: 0, disabled: 0, emitting: 0 };
      const round = (): void =>
        fc.assert(
          fc.property(drafts(true), (root) => {
            const machine = machineOf(root);
            const byScope = componentOf(machine);
            const byTransition = componentOf(machine, 'transition');
            for (const state of reachable(byScope, 25)) {
              const copy = byScope.decode(byScope.encode(state));
              for (const event of events) {
                const outcomes = outcomesOf(byScope, state, event);
                expect(outcomesOf(byTransition, state, event)).toEqual(outcomes);
                expect(outcomesOf(byScope, copy, event)).toEqual(outcomes);
                met[Array.isArray(outcomes) && outcomes.length > 0 ? 'enabled' : 'disabled'] += 1;
                if (JSON.stringify(outcomes).includes('"say"')) met.emitting += 1;
              }
            }
          }),
          { numRuns: 80 },
        );
      await untilMet(round, met, 100);
    },
  );

  it('walks as a running actor does', () => {
    const walk = fc.array(fc.constantFrom(...events), { maxLength: 12 });
    fc.assert(
      fc.property(drafts(false), walk, (root, sent) => {
        const machine = machineOf(root);
        const component = componentOf(machine);
        const said: unknown[] = [];
        const actor = createActor(
          machine.provide({ actions: { say: (_args: unknown, params: unknown) => void said.push(params) } }),
        );
        actor.subscribe({ error: () => undefined });
        actor.start();
        let state = run(component);
        for (const event of sent) {
          if (state.status !== 'active') return;
          said.length = 0;
          actor.send(event);
          if (typeof outcomesOf(component, state, event) === 'string') {
            expect(actor.getSnapshot().status).toBe('error');
            return;
          }
          const [outcome] = component.step(state, event);
          state = outcome?.next ?? state;
          const { status, value, context } = actor.getSnapshot();
          expect([status, value, context]).toEqual([state.status, state.value, state.context]);
          expect(said).toEqual(outcome?.effects.map(({ params }) => params) ?? []);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the state nodes of an XState component', () => {
  it('keep the order in which parallel regions were entered, as those of XState do', () => {
    const isThree = ({ context }: { context: { n: number } }): boolean => context.n === 3;
    const order = setup({
      types: { context: {} as { n: number; order: string } },
      guards: { isThree },
      actions: {
        count: assign({ n: ({ context }) => context.n + 1 }),
        add: assign({ order: ({ context }, params: { c: string }) => context.order + params.c }),
      },
    }).createMachine({
      context: { n: 0, order: '' },
      type: 'parallel',
      on: { TICK: { actions: 'count' } },
      states: {
        a: region('a', 'MOVE'),
        b: region('b', 'NEVER'),
      },
    });
    const one = componentOf(order);
    const ticks = [1, 2, 3].map(() => ({ type: 'TICK' }));
    expect(run(one, { type: 'MOVE' }, ...ticks).context).toEqual({ n: 3, order: 'ba' });
    const actor = createActor(order).start();
    for (const event of [{ type: 'MOVE' }, ...ticks]) actor.send(event);
    expect(actor.getSnapshot().context.order).toBe('ba');
  });
});

function region(c: string, event: string): object {
  const always = { guard: 'isThree', target: 'end', actions: { type: 'add', params: { c } } };
  return { initial: 'one', states: { one: { on: { [event]: 'two' }, always }, two: { always }, end: {} } };
}
