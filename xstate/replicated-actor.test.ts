import { afterEach, describe, expect, test } from 'vitest';
import { assign, emit, raise, setup, type AnyStateMachine } from 'xstate';
import { Bus, inProcess } from '../impl/index.js';
import { replicatedActor, type ReplicatedActor, type ReplicatedActorOptions } from './index.js';

const RING = ['a', 'b', 'c'];
const told: string[] = [];
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  told.length = 0;
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const door = setup({
  types: {
    context: {} as { readonly opened: number; readonly by: string | null },
    events: {} as { type: 'OPEN'; by: string } | { type: 'CLOSE' },
    input: {} as { readonly opened: number },
  },
  actions: { tell: ({ context }) => void told.push(`opened by ${String(context.by)}`) },
}).createMachine({
  id: 'door',
  initial: 'closed',
  context: ({ input }) => ({ opened: input.opened, by: null }),
  states: {
    closed: {
      on: {
        OPEN: {
          target: 'open',
          actions: [
            assign({ opened: ({ context }) => context.opened + 1, by: ({ event }) => event.by }),
            'tell',
          ],
        },
      },
    },
    open: { on: { CLOSE: 'closed' } },
  },
});

describe('an XState actor on a ring', () => {
  test('takes events in one order everywhere; its actions are executed once, where the event was sent', async () => {
    const actors = await ringOf(door, { input: { opened: 10 } });
    const results = await Promise.all(
      actors.map((actor, i) => actor.send({ type: 'OPEN', by: RING[i] ?? '' })),
    );
    expect(results.filter(({ taken }) => taken)).toHaveLength(1);
    const contexts = await Promise.all(actors.map((actor) => actor.read(({ context }) => context)));
    expect(contexts[1]).toEqual(contexts[0]);
    expect(contexts[2]).toEqual(contexts[0]);
    expect(contexts[0]?.opened).toBe(11);
    expect(told).toEqual([`opened by ${String(contexts[0]?.by)}`]);
  });

  test.each([
    ['everywhere', 3],
    ['none', 0],
  ] as const)('executes actions %s', async (effects, times) => {
    const [a, ...others] = await ringOf(door, { input: { opened: 0 }, effects });
    expect(await a?.send({ type: 'OPEN', by: 'x' })).toEqual({
      taken: true,
      status: 'active',
      value: 'open',
    });
    for (const other of others) await other.read(() => null);
    expect(told).toHaveLength(times);
  });

  test('tells who subscribes what changes', async () => {
    const [a, b] = await ringOf(door, { input: { opened: 0 } });
    const seen: unknown[] = [];
    const { unsubscribe } = (b as ReplicatedActor<typeof door>).subscribe(({ value }) => seen.push(value));
    for (const type of ['OPEN', 'OPEN', 'CLOSE'] as const) await a?.send({ type, by: 'x' });
    await b?.read(() => null);
    unsubscribe();
    await b?.send({ type: 'OPEN', by: 'y' });
    expect(seen).toEqual(['open', 'closed']);
    expect(b?.getSnapshot().matches('open')).toBe(true);
  });

  test('comes back from a snapshot of another host', async () => {
    let isCut = false;
    const bus = new Bus((from, to) => isCut && (from === 2) !== (to === 2));
    const [a, , c] = await ringOf(door, { input: { opened: 0 }, options: { logEntriesMax: 64 } }, bus);
    isCut = true;
    for (let i = 0; i < 60; i++) {
      await a?.send({ type: 'OPEN', by: `${i}` });
      await a?.send({ type: 'CLOSE' });
    }
    isCut = false;
    expect(await c?.read(({ context, value }) => ({ context, value }))).toEqual({
      context: { opened: 60, by: '59' },
      value: 'closed',
    });
  });
});

test('actions are executed at one of three places, and no other', async () => {
  const given = { id: 'a', ring: ['a', 'b'], transport: inProcess(new Bus()), effects: 'orgin' };
  const machine = setup({}).createMachine({});
  await expect(replicatedActor(machine, given as never)).rejects.toMatchObject({
    code: 'EXO401',
    message: 'effects takes origin, everywhere or none, not orgin',
  });
});

describe('what each replica would do by itself', () => {
  const noop = setup({}).createMachine({ id: 'child' });

  test.each([
    [
      setup({ actors: { noop } }).createMachine({ id: 'm', invoke: { src: 'noop' } }),
      /^machine 'm' invokes an actor/,
    ],
    [
      setup({}).createMachine({ id: 'm', initial: 's', states: { s: { after: { 10: {} } } } }),
      /^state 'm.s' has delayed transitions/,
    ],
  ])('is refused', async (machine, message) => {
    const wrong = replicatedActor(machine as AnyStateMachine, {
      id: 'a',
      ring: RING,
      transport: inProcess(new Bus()),
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'EXO447',
      message: expect.stringMatching(message) as string,
    });
  });

  test('is refused when an event leads to it, and changes nothing', async () => {
    const machine = setup({
      types: { context: {} as { n: number }, events: {} as { type: 'GO' } | { type: 'SAY' } },
    }).createMachine({
      context: { n: 0 },
      on: {
        GO: { actions: [assign({ n: 1 }), raise({ type: 'SAY' }, { delay: 10 })] },
        SAY: { actions: [assign({ n: ({ context }) => context.n + 10 }), emit({ type: 'said' })] },
      },
    });
    const [a] = await ringOf(machine, {});
    await expect(a?.send({ type: 'GO' })).rejects.toMatchObject({
      code: 'EXO446',
      message: expect.stringMatching(/raises an event after a delay/) as string,
    });
    expect((await a?.send({ type: 'SAY' }))?.taken).toBe(true);
    expect(a?.getSnapshot().context).toEqual({ n: 10 });
  });
});

async function ringOf<TMachine extends AnyStateMachine>(
  machine: TMachine,
  more: Partial<ReplicatedActorOptions<TMachine>>,
  bus = new Bus(),
): Promise<readonly ReplicatedActor<TMachine>[]> {
  const options = { holdMs: 1, ...more.options };
  const made = await Promise.all(
    RING.map((id) =>
      replicatedActor(machine, { id, ring: RING, transport: inProcess(bus), ...more, options }),
    ),
  );
  open.push(...made);
  return made;
}
