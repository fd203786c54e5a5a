/** Whatever code of a machine can see of a state tells states apart; what it cannot see back from bytes is not kept. */
import { assign, createMachine, fromPromise, raise, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, failed, machineModel, xstateComponent } from '../index.js';

describe('states of a machine are told apart by', () => {
  it('the order of members of a Set', () => {
    const asks = (who: string) =>
      assign({ queue: ({ context }: { context: Line }) => new Set([...context.queue, who]) });
    const lock = createMachine({
      types: {} as { context: Line },
      context: { queue: new Set<string>(), holder: null },
      on: {
        ASK_A: { actions: asks('a') },
        ASK_B: { actions: asks('b') },
        GRANT: {
          guard: ({ context }) => context.queue.size > 1,
          actions: assign({ holder: ({ context }) => [...context.queue][0] ?? null }),
        },
      },
    });
    for (const holder of ['a', 'b']) expect(neverHeldBy(lock, holder)).toMatchObject({ property: 'Never' });
  });

  it('the order of keys of an object and of a Map', () => {
    const inTurn = (who: string) =>
      assign({
        queue: ({ context }: { context: Keyed }) => ({ ...context.queue, [who]: true }),
        served: ({ context }: { context: Keyed }) => new Map([...context.served, [who, 1]]),
      });
    const lock = createMachine({
      types: {} as { context: Keyed },
      context: { queue: {}, served: new Map<string, number>(), holder: null },
      on: {
        ASK_A: { actions: inTurn('a') },
        ASK_B: { actions: inTurn('b') },
        GRANT: {
          guard: ({ context }) => context.served.size > 1,
          actions: assign({
            holder: ({ context }) => `${Object.keys(context.queue)[0]}${[...context.served.keys()][0]}`,
          }),
        },
      },
    });
    for (const holder of ['aa', 'bb']) expect(neverHeldBy(lock, holder)).toMatchObject({ property: 'Never' });
  });

  it('a property that is undefined, and the sign of zero', () => {
    const sighted = createMachine({
      types: {} as { context: { user?: string | undefined; at: number; holder: string | null } },
      context: { at: 0, holder: null },
      on: {
        FORGET: { actions: assign({ user: () => undefined }) },
        TURN: { actions: assign({ at: ({ context }) => context.at * -1 }) },
        LOOK: [
          { guard: ({ context }) => 'user' in context, actions: assign({ holder: 'user' }) },
          { guard: ({ context }) => 1 / context.at === -Infinity, actions: assign({ holder: 'minus' }) },
        ],
      },
    });
    for (const holder of ['user', 'minus'])
      expect(neverHeldBy(sighted, holder)).toMatchObject({ property: 'Never' });
  });

  it.each([[[404, 500]], [[500, 404]]])(
    'what an error has besides its message, in either order: %j',
    (codes) => {
      class HttpError extends Error {
        constructor(readonly status: number) {
          super('http');
        }
      }
      const loader = setup({
        types: {} as { context: { error: unknown } },
        actors: { load: fromPromise(() => Promise.resolve(1)) },
      }).createMachine({
        context: { error: null },
        initial: 'loading',
        states: {
          loading: { invoke: { src: 'load', onDone: 'other', onError: 'failed' } },
          failed: {
            entry: assign({ error: ({ event }) => (event as unknown as { error: unknown }).error }),
            on: {
              LOOK: [
                {
                  guard: ({ context: { error } }) => error instanceof HttpError && error.status === 404,
                  target: 'notFound',
                },
                { guard: ({ context: { error } }) => (error as Error).stack !== undefined, target: 'traced' },
                { target: 'other' },
              ],
            },
          },
          ...{ notFound: { type: 'final' }, traced: { type: 'final' }, other: { type: 'final' } },
        },
      });
      const outcomes = { load: codes.map((status) => failed(new HttpError(status))) };
      const found = (state: string) =>
        check(machineModel(loader, { outcomes, always: { Never: (s) => !s.matches(state as never) } }));
      expect(found('notFound').property).toBe('Never');
      expect(found('traced')).toMatchObject({ verdict: 'exhausted', property: null });
    },
  );
});

interface Line {
  readonly queue: Set<string>;
  readonly holder: string | null;
}

interface Keyed {
  readonly queue: Readonly<Record<string, boolean>>;
  readonly served: Map<string, number>;
  readonly holder: string | null;
}

function neverHeldBy(machine: Parameters<typeof machineModel>[0], holder: string): object {
  return check(machineModel(machine, { always: { Never: (s) => (s.context as Line).holder !== holder } }));
}

it('regions of a parallel state are not told apart by when XState came to them', () => {
  const regions = { b: { type: 'final' }, a: { type: 'final' } } as const;
  const component = xstateComponent(createMachine({ type: 'parallel', states: regions }));
  for (const state of component.initial()) {
    expect(component.decode(component.encode(state)).value).toEqual({ a: {}, b: {} });
  }
});

it('timers of one machine are not those of another', () => {
  const good = createMachine({
    initial: 'a',
    states: { a: { after: { 5: 'b' }, on: { TICK: 'wrong' } }, b: { after: { 6: 'a' } }, wrong: {} },
  });
  const armed = createMachine({
    initial: 'a',
    states: {
      a: { entry: raise({ type: 'TICK' }, { delay: 1000 }), on: { TICK: 'b' } },
      b: { type: 'final' },
    },
  });
  const options = {
    events: [],
    always: { Never: (s: { matches(state: never): boolean }) => !s.matches('wrong' as never) },
  };
  const counts = (machine: Parameters<typeof machineModel>[0]) => {
    const { verdict, states, transitions } = check(machineModel(machine, options as never));
    return [verdict, states, transitions];
  };
  expect(counts(good)).toEqual(['exhausted', 2, 2]);
  expect(counts(armed)).toEqual(['exhausted', 2, 1]);
  expect(counts(good)).toEqual(['exhausted', 2, 2]);
});

it('a machine that is done still has the children that it had', () => {
  const kid = createMachine({ initial: 'x', states: { x: {} } });
  const parent = setup({ actors: { kid } }).createMachine({
    invoke: { src: 'kid', id: 'k' },
    initial: 'a',
    states: { a: { on: { E: 'f' } }, f: { type: 'final' } },
  });
  const result = check(
    machineModel(parent, {
      always: { Has: (s) => 'k' in s.children },
      sometimes: { Stopped: (s) => s.status === 'done' && s.children.k?.getSnapshot().status === 'stopped' },
    }),
  );
  expect(result).toMatchObject({ verdict: 'exhausted', property: null, states: 2 });
  expect(result.witnesses).toMatchObject([{ name: 'Stopped', reached: true }]);
});
