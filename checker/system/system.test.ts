/** What keys of a system mean, held against the same thing written without XState and without the checker. */
import { describe, expect, test } from 'vitest';
import { assign, createActor, emit, sendTo, setup, type SnapshotFrom } from 'xstate';
import { broadcast, check, initialStates, successors, system, type Model } from '../index.js';
import { explored } from '../testing/explored.js';

/** The figures of a search that has come to its end. */
function figures(model: Model) {
  const { verdict, beyond, states, transitions, depth } = check(model);
  expect({ verdict, beyond }).toEqual({ verdict: 'exhausted', beyond: 0 });
  return { states, transitions, depth };
}

describe('emit over broadcast()', () => {
  const bell = setup({
    types: {
      context: {} as { readonly rung: number },
      events: {} as { readonly type: 'PRESS' },
      emitted: {} as { readonly type: 'RING' },
    },
  }).createMachine({
    context: { rung: 0 },
    on: {
      PRESS: {
        guard: ({ context }) => context.rung < 3,
        actions: [assign({ rung: ({ context }) => context.rung + 1 }), emit({ type: 'RING' })],
      },
    },
  });
  const dog = setup({}).createMachine({
    initial: 'asleep',
    states: { asleep: { on: { RING: 'awake' } }, awake: { on: { RING: 'asleep' } } },
  });

  test('is received by each actor that handles it, or lost by it while losses are left', () => {
    const model = system({
      name: 'a bell and two dogs',
      actors: { bell, dog: { machine: dog, count: 2 } },
      network: broadcast({ losses: 2 }),
      inputs: { bell: [{ type: 'PRESS' }] },
      mayEnd: ({ bell: { context } }) => context.rung === 3,
    });
    interface Dogs {
      readonly rung: number;
      readonly awake: readonly [boolean, boolean];
      readonly losses: number;
    }
    const start: Dogs = { rung: 0, awake: [false, false], losses: 2 };
    const counts = explored([start], ({ rung, awake: [one, other], losses }) => {
      if (rung === 3) return [];
      const heard = [
        [true, true],
        [true, false],
        [false, true],
        [false, false],
      ] as const;
      return heard.flatMap(([first, second]): readonly Dogs[] => {
        const lost = Number(!first) + Number(!second);
        if (lost > losses) return [];
        return [{ rung: rung + 1, awake: [one !== first, other !== second], losses: losses - lost }];
      });
    });
    expect(figures(model)).toEqual(counts);
    expect(counts).toEqual({ states: 15, transitions: 27, depth: 3 });
  });
});

describe('initial', () => {
  test('is where a search starts, each line once, and no other combination of inputs', () => {
    const runner = setup({
      types: {
        context: {} as { readonly at: number },
        input: {} as { readonly at: number },
        events: {} as { readonly type: 'STEP' },
      },
    }).createMachine({
      context: ({ input }) => input,
      on: {
        STEP: {
          guard: ({ context }) => context.at < 3,
          actions: assign({ at: ({ context }) => context.at + 1 }),
        },
      },
    });
    const starts = [
      [0, 2],
      [2, 1],
      [2, 1],
    ] as const;
    const model = system({
      name: 'two runners',
      actors: { runner: { machine: runner, count: 2, input: { at: 0 } } },
      inputs: { runner: [{ type: 'STEP' }] },
      initial: starts.map(([one, other]) => ({ runner: [{ at: one }, { at: other }] })),
      mayEnd: () => true,
    });
    const counts = explored<readonly number[]>(starts.slice(0, 2), (places) =>
      places.flatMap((at, i) => (at < 3 ? [places.map((other, j) => (j === i ? at + 1 : other))] : [])),
    );
    expect(figures(model)).toEqual(counts);
    expect(counts).toEqual({ states: 10, transitions: 13, depth: 3 });
    expect(check(model).initialStates).toBe(2);
  });
});

describe("timers: 'ordered'", () => {
  const alarm = setup({}).createMachine({
    type: 'parallel',
    states: {
      quick: {
        initial: 'on',
        states: { on: { after: { 10: 'again' } }, again: { after: { 50: 'off' } }, off: {} },
      },
      slow: { initial: 'on', states: { on: { after: { 20: 'off' } }, off: {} } },
    },
  });
  const alarms = (timers: 'free' | 'ordered') =>
    system({ name: timers, actors: { alarm: { machine: alarm, count: 2 } }, timers, mayEnd: () => true });
  /** Steps of two alarms: the number of timers of each region that have gone off. */
  const steps =
    (isOrdered: boolean) =>
    (both: readonly (readonly [quick: number, slow: number])[]): readonly (typeof both)[] =>
      both.flatMap(([quick, slow], i) => {
        const to = (next: readonly [number, number]) => both.map((one, j) => (j === i ? next : one));
        // The slow timer waits only for the quick one that was armed together with it.
        const isSlowNext = slow === 0 && (!isOrdered || quick > 0);
        return [...(quick < 2 ? [to([quick + 1, slow])] : []), ...(isSlowNext ? [to([quick, 1])] : [])];
      });
  const start = [
    [0, 0],
    [0, 0],
  ] as const;

  test('compares those that one macrostep has armed, and no others', () => {
    const counts = explored([start], steps(true));
    expect(figures(alarms('ordered'))).toEqual(counts);
    expect(counts).toEqual({ states: 25, transitions: 50, depth: 6 });
  });

  test('is not so with free timers', () => {
    const counts = explored([start], steps(false));
    expect(figures(alarms('free'))).toEqual(counts);
    expect(counts).toEqual({ states: 36, transitions: 84, depth: 6 });
  });
});

describe('partitions', () => {
  test('lose what is sent from one side to the other, and nothing that was in flight', () => {
    const hub = setup({
      types: { context: {} as { readonly sent: number }, events: {} as { readonly type: 'GO' } },
    }).createMachine({
      context: { sent: 0 },
      on: {
        GO: {
          guard: ({ context }) => context.sent < 2,
          actions: [
            assign({ sent: ({ context }) => context.sent + 1 }),
            sendTo(({ system: actors }) => actors.get('leaf[0]'), { type: 'PING' }),
            sendTo(({ system: actors }) => actors.get('leaf[1]'), { type: 'PING' }),
          ],
        },
      },
    });
    const leaf = setup({ types: { context: {} as { readonly got: number } } }).createMachine({
      context: { got: 0 },
      on: { PING: { actions: assign({ got: ({ context }) => context.got + 1 }) } },
    });
    const model = system({
      name: 'a hub that is cut off',
      actors: { hub, leaf: { machine: leaf, count: 2 } },
      faults: { partitions: 1 },
      inputs: { hub: [{ type: 'GO' }] },
      mayEnd: () => true,
    });
    interface Cut {
      readonly sent: number;
      readonly inFlight: readonly number[];
      readonly got: readonly number[];
      /** The leaves that the hub does not reach; null while all is whole. */
      readonly cut: readonly number[] | null;
      readonly left: number;
    }
    const plus = (values: readonly number[], i: number, by: number): readonly number[] =>
      values.map((value, j) => (i === j ? value + by : value));
    const start: Cut = { sent: 0, inFlight: [0, 0], got: [0, 0], cut: null, left: 1 };
    const counts = explored([start], (state): readonly Cut[] => {
      const { sent, inFlight, got, cut, left } = state;
      const arriving = inFlight.map((waiting, i) => waiting + (cut?.includes(i) === true ? 0 : 1));
      return [
        ...(sent < 2 ? [{ ...state, sent: sent + 1, inFlight: arriving }] : []),
        ...[0, 1].flatMap((i) =>
          inFlight[i] === 0 ? [] : [{ ...state, inFlight: plus(inFlight, i, -1), got: plus(got, i, 1) }],
        ),
        ...(cut === null && left > 0
          ? [[0], [1], [0, 1]].map((apart) => ({ ...state, cut: apart, left: left - 1 }))
          : []),
        ...(cut === null ? [] : [{ ...state, cut: null }]),
      ];
    });
    expect(figures(model)).toEqual(counts);
    expect(counts).toEqual({ states: 126, transitions: 275, depth: 8 });
  });
});

describe("persist: 'all'", () => {
  const player = setup({ types: { context: {} as { readonly songs: number } } }).createMachine({
    context: { songs: 0 },
    initial: 'off',
    states: {
      off: { on: { POWER: 'on.last' } },
      on: {
        initial: 'radio',
        on: { POWER: 'off' },
        states: {
          radio: { on: { NEXT: 'disc' } },
          disc: {
            entry: assign({ songs: ({ context }) => Math.min(context.songs + 1, 2) }),
            after: { 1000: 'radio' },
            on: { NEXT: { target: 'disc', reenter: true } },
          },
          last: { type: 'history' },
        },
      },
    },
  });
  type Player = SnapshotFrom<typeof player>;

  test('resumes from every state as createActor(machine, { snapshot }) does, and goes on as that does', () => {
    const model = system({
      name: 'a player that crashes',
      actors: { player },
      faults: { crashes: Infinity },
      persist: 'all',
      inputs: { player: [{ type: 'POWER' }, { type: 'NEXT' }] },
    });
    const persisted = (snapshot: unknown): unknown =>
      JSON.parse(JSON.stringify(player.getPersistedSnapshot(snapshot as Player)));
    const seen = new Set<string>();
    const queue = [...initialStates(model)];
    let crashes = 0;
    for (const states of queue) {
      const key = model.slots.map(({ component }, i) => component.encode(states[i]).join()).join(';');
      if (seen.has(key)) continue;
      seen.add(key);
      const snapshot = player.getPersistedSnapshot(states[0] as Player);
      for (const { rule, states: next } of successors(model, states)) {
        queue.push(next);
        if (rule.name !== 'Crash') continue;
        crashes += 1;
        const actor = createActor(player, { snapshot }).start();
        expect(persisted(next[0])).toEqual(persisted(actor.getSnapshot()));
        for (const after of successors(model, next)) {
          // XState does not persist timers.
          expect(after.rule.name).not.toBe('Timer');
          if (after.rule.name === 'Crash') continue;
          const other = createActor(player, { snapshot }).start();
          other.send({ type: after.rule.name });
          expect(persisted(after.states[0])).toEqual(persisted(other.getSnapshot()));
          other.stop();
        }
        actor.stop();
      }
    }
    expect({ states: seen.size, crashes }).toEqual({ states: 23, crashes: 23 });
    expect(check(model).states).toBe(seen.size);
  });
});

describe('the coverage of a system', () => {
  const questioner = setup({}).createMachine({
    initial: 'idle',
    states: {
      idle: { on: { ASK: 'asked' } },
      asked: {
        entry: sendTo(({ system: actors }) => actors.get('answerer[0]'), { type: 'QUESTION' }),
        on: { GIVE_UP: 'over', ANSWER: 'over' },
      },
      over: { type: 'final' },
      never: { on: { RESET: 'idle' } },
    },
  });
  const answerer = setup({}).createMachine({
    initial: 'open',
    states: {
      open: {
        on: {
          QUESTION: {
            target: 'open',
            actions: sendTo(({ system: actors }) => actors.get('questioner'), { type: 'ANSWER' }),
          },
          CLOSE: 'closed',
        },
      },
      closed: {},
    },
  });
  const { coverage, neverTaken } = check(
    system({
      name: 'two answerers, of which one is asked',
      actors: { questioner, answerer: { machine: answerer, count: 2 } },
      inputs: { questioner: [{ type: 'ASK' }, { type: 'RESET' }] },
    }),
  );

  test('names the events that a chart handles and nobody sends, copies taken together', () => {
    expect(coverage.map(({ machine, events }) => [machine, ...events.missing])).toEqual([
      ['questioner', 'GIVE_UP'],
      ['answerer', 'CLOSE'],
    ]);
    expect(coverage.map(({ states }) => states.missing)).toEqual([['never'], ['closed']]);
  });

  test('counts what each machine takes and ignores, by its state and the type of the event', () => {
    const late = setup({}).createMachine({
      initial: 'asked',
      states: {
        asked: {
          entry: [
            sendTo(({ system: actors }) => actors.get('answerer[0]'), { type: 'QUESTION' }),
            sendTo(({ system: actors }) => actors.get('answerer[1]'), { type: 'QUESTION' }),
          ],
          on: { ANSWER: 'over' },
        },
        over: { type: 'parallel', states: { a: {}, b: { initial: 'c', states: { c: {} } } } },
      },
    });
    const { receptions, states } = check(
      system({
        name: 'the second answer comes too late',
        actors: { questioner: late, answerer: { machine: answerer, count: 2 } },
        inputs: { answerer: [{ type: 'CLOSE' }] },
        mayEnd: () => true,
      }),
    );
    // By answerer: question under way, open or closed (2), ignored (1), answer under way (2), answered (2). Of these 49,
    // 4 differ only in whether a closed one was answered or not, once the other has been.
    expect(states).toBe(45);
    // An input is no more offered where it is ignored, so CLOSE is not.
    const ofAnswerer = (actor: string) => [
      { actor, state: 'closed', event: 'QUESTION', taken: 0, ignored: 1 },
      { actor, state: 'open', event: 'CLOSE', taken: 1, ignored: 0 },
      { actor, state: 'open', event: 'QUESTION', taken: 1, ignored: 0 },
    ];
    expect(receptions).toEqual([
      ...ofAnswerer('answerer[0]'),
      ...ofAnswerer('answerer[1]'),
      { actor: 'questioner', state: 'asked', event: 'ANSWER', taken: 1, ignored: 0 },
      { actor: 'questioner', state: 'over.a, over.b.c', event: 'ANSWER', taken: 0, ignored: 1 },
    ]);
  });

  test('has inputs that no reachable state takes among the actions never taken', () => {
    expect(neverTaken).toEqual(['RESET']);
  });
});
