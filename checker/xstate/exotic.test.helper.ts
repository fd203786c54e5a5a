/** Machines with everything that a family is for. */
import {
  assign,
  cancel,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  fromTransition,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stateIn,
  stopChild,
  type ActorRefFrom,
  type AnyActorRef,
} from 'xstate';

/** What the test does with a custom action of a machine that runs; the checker never calls it. */
export type Say = (args: { readonly self: AnyActorRef }, params: { readonly of: string }) => void;

/** A promise that a test settles by hand. */
export type Pend = () => Promise<unknown>;

/** Timers of every kind: of states, with an id, without one, cancelled, computed. */
export function timers(say: Say) {
  return setup({
    types: { context: {} as { n: number } },
    actions: { say },
    delays: { patience: 700, growing: ({ context }) => 100 * (context.n + 1) },
  }).createMachine({
    id: 'timers',
    context: { n: 0 },
    initial: 'idle',
    on: {
      RAISED: { actions: { type: 'say', params: { of: 'raised' } } },
      'RAISED.NAMED': { actions: { type: 'say', params: { of: 'named' } } },
      BAG: { actions: raise({ type: 'RAISED' }, { delay: 300 }) },
      NAMED: { actions: raise({ type: 'RAISED.NAMED' }, { id: 'named', delay: 400 }) },
      FORGET: { actions: cancel('named') },
    },
    states: {
      idle: {
        entry: { type: 'say', params: { of: 'idle' } },
        on: { GO: 'waiting' },
        after: { patience: { guard: ({ context }) => context.n > 0, target: 'waiting' } },
      },
      waiting: {
        after: {
          500: { target: 'waiting', reenter: true },
          growing: { target: 'idle', guard: ({ context }) => context.n > 1 },
        },
        on: { BACK: 'idle', COUNT: { actions: assign({ n: ({ context }) => (context.n + 1) % 3 }) } },
        exit: { type: 'say', params: ({ context }) => ({ of: `left ${context.n}` }) },
      },
    },
  });
}

/** History, deep and shallow, in a parallel state. */
export function history(say: Say) {
  const region = {
    initial: 'off',
    states: {
      off: { on: { LEFT: 'on' } },
      on: {
        initial: 'low',
        on: { RIGHT: 'off' },
        states: { low: { on: { LEFT: 'high' } }, high: { on: { LEFT: 'low' } } },
      },
      last: { type: 'history', history: 'shallow' },
      lastDeep: { type: 'history', history: 'deep' },
    },
  } as const;
  return setup({ actions: { say } }).createMachine({
    id: 'history',
    initial: 'work',
    states: {
      work: {
        initial: 'both',
        on: { OUT: 'rest' },
        states: {
          both: { type: 'parallel', states: { a: region, b: { ...region } } },
          deep: { type: 'history', history: 'deep' },
          shallow: { type: 'history', target: 'other' },
          other: { on: { LEFT: 'both' } },
        },
      },
      rest: {
        entry: { type: 'say', params: { of: 'rest' } },
        on: { DEEP: 'work.deep', SHALLOW: 'work.shallow', PART: '#history.work.both.a.last', IN: 'work' },
      },
    },
  });
}

const pings = { types: { events: {} as { type: 'PING' | 'END' | 'BREAK' }, input: {} as { start: number } } };

function childOf(say: Say) {
  return setup({
    types: { ...pings.types, context: {} as { n: number }, output: {} as { n: number } },
    actions: { say },
  }).createMachine({
    id: 'child',
    context: ({ input }) => ({ n: input.start }),
    initial: 'a',
    entry: sendParent(({ context }) => ({ type: 'HELLO', n: context.n })),
    states: {
      a: {
        entry: { type: 'say', params: { of: 'a' } },
        on: {
          PING: {
            guard: ({ context }) => context.n < 3,
            actions: [assign({ n: ({ context }) => context.n + 1 }), sendParent({ type: 'PONG' })],
          },
          END: 'b',
        },
        after: { 500: 'b' },
        exit: sendParent({ type: 'BYE' }),
      },
      b: { type: 'final', entry: { type: 'say', params: { of: 'b' } } },
    },
    output: ({ context }) => ({ n: context.n }),
  });
}

/** A parent that invokes and spawns machines, and talks to them in every way. */
export function family(say: Say) {
  const child = childOf(say);
  const counter = fromTransition(
    (n: number, event: { type: string }) => (event.type === 'ADD' ? (n + 1) % 3 : n),
    0,
  );
  return setup({
    types: {
      context: {} as {
        pongs: number;
        out: unknown;
        seen: unknown;
        ref: ActorRefFrom<typeof child> | undefined;
      },
    },
    actors: { child, counter },
    actions: { say },
  }).createMachine({
    id: 'family',
    context: { pongs: 0, out: null, seen: null, ref: undefined },
    initial: 'idle',
    invoke: {
      id: 'counter',
      src: 'counter',
      onSnapshot: { actions: assign({ seen: ({ event }) => event.snapshot.context }) },
    },
    on: {
      PONG: { actions: assign({ pongs: ({ context }) => (context.pongs + 1) % 3 }) },
      HELLO: { actions: { type: 'say', params: { of: 'hello' } } },
      BYE: { actions: { type: 'say', params: { of: 'bye' } } },
      ADD: { actions: forwardTo('counter') },
      SPAWN: {
        guard: ({ context }) => context.ref === undefined,
        actions: assign({ ref: ({ spawn }) => spawn('child', { input: { start: 2 } }) }),
      },
      KILL: {
        guard: ({ context }) => context.ref !== undefined,
        actions: [stopChild(({ context }) => context.ref ?? ''), assign({ ref: undefined })],
      },
      POKE: {
        guard: ({ context }) => context.ref !== undefined,
        actions: sendTo(({ context }) => context.ref as AnyActorRef, { type: 'PING' }),
      },
    },
    states: {
      idle: { on: { GO: 'busy' } },
      busy: {
        invoke: {
          id: 'kid',
          systemId: 'the kid',
          src: 'child',
          input: ({ context }) => ({ start: context.pongs }),
          onDone: { target: 'idle', actions: assign({ out: ({ event }) => event.output }) },
          onSnapshot: { actions: { type: 'say', params: { of: 'snapshot' } } },
        },
        entry: sendTo('kid', { type: 'PING' }),
        exit: sendTo('kid', { type: 'PING' }),
        on: {
          PING: { actions: forwardTo('kid') },
          AGAIN: { target: 'busy', reenter: true },
          FIND: { actions: sendTo(({ system }) => system.get('the kid') as AnyActorRef, { type: 'PING' }) },
          LATER: { actions: sendTo('kid', { type: 'PING' }, { delay: 100, id: 'later' }) },
          END: { actions: sendTo('kid', { type: 'END' }) },
          STOP: 'idle',
        },
      },
    },
  });
}

/** Promises that are invoked and spawned, and may fail where nobody listens. */
export function promises(say: Say, pend: Pend) {
  return setup({
    types: { context: {} as { got: unknown; hasSpawned: boolean } },
    actors: { load: fromPromise(pend), save: fromPromise(pend) },
    actions: { say },
  }).createMachine({
    id: 'promises',
    context: { got: null, hasSpawned: false },
    initial: 'idle',
    states: {
      idle: {
        on: {
          LOAD: 'loading',
          SAVE: 'saving',
          BOTH: 'both',
          SPAWN: {
            guard: ({ context }) => !context.hasSpawned,
            actions: [spawnChild('save', { id: 'spawned' }), assign({ hasSpawned: true })],
          },
        },
      },
      loading: {
        invoke: {
          id: 'load',
          src: 'load',
          onDone: { target: 'idle', actions: assign({ got: ({ event }) => event.output }) },
          onError: { target: 'idle', actions: assign({ got: ({ event }) => event.error }) },
        },
        on: { CANCEL: 'idle' },
        after: { 900: { target: 'idle', actions: { type: 'say', params: { of: 'late' } } } },
      },
      saving: { invoke: { id: 'save', src: 'save', onDone: 'over' } },
      both: {
        invoke: [
          { id: 'one', src: 'load', onDone: { actions: assign({ got: 1 }) }, onError: 'idle' },
          { id: 'two', src: 'save', onDone: 'idle', onError: {} },
        ],
      },
      over: { type: 'final', entry: { type: 'say', params: { of: 'over' } } },
    },
    output: ({ context }) => ({ got: context.got }),
  });
}

/** Actions that are computed, and everything else that a chart may say. */
export function computed(say: Say) {
  return setup({
    types: { context: {} as { n: number } },
    guards: { isLarge: ({ context }) => context.n > 1 },
    actions: { say },
  }).createMachine({
    id: 'computed',
    context: { n: 0 },
    type: 'parallel',
    on: {
      COUNT: {
        actions: enqueueActions(({ context, enqueue, check }) => {
          enqueue.assign({ n: (context.n + 1) % 4 });
          if (check('isLarge')) enqueue.raise({ type: 'LARGE' });
          if (check(({ context: now }: { context: { n: number } }) => now.n === 0)) {
            enqueue.emit({ type: 'first' });
            enqueue({ type: 'say', params: { of: 'first' } });
          }
        }),
      },
      'NOTE.*': { actions: raise(({ event }) => ({ type: `SEEN.${event.type}` })) },
      'SEEN.*': { actions: emit(({ event }) => event) },
      '*': { actions: { type: 'say', params: { of: 'anything' } } },
    },
    states: {
      one: { initial: 'a', states: { a: { on: { LARGE: 'b' } }, b: { on: { LARGE: 'a' } } } },
      two: {
        initial: 'a',
        states: {
          a: { on: { MOVE: { guard: stateIn('#computed.one.b'), target: 'b' } } },
          b: {
            always: { guard: stateIn({ one: 'a' }), target: 'a' },
            entry: sendTo(({ self }) => self, { type: 'NOTE.b' }),
          },
        },
      },
    },
  });
}
