import { afterEach, describe, expect, test } from 'vitest';
import { Bus, inProcess } from '../transport/in-process.js';
import { Replica } from './replica.js';
import { replicate, type ReplicatedStateMachine } from './replicated-state-machine.js';
import type { StateMachine } from './state-machine.js';

type Registers = Readonly<Record<string, number>>;
type Add = { readonly to: string; readonly amount: number };
type Bank = ReplicatedStateMachine<Registers, Add, number>;

const RING = ['a', 'b', 'c'];
const BANK: StateMachine<Registers, Add, number> = {
  initial: {},
  apply(state, { to, amount }) {
    const result = (state[to] ?? 0) + amount;
    if (result < 0) throw new Error(`${to} has not enough`);
    return { state: { ...state, [to]: result }, result };
  },
};
const open: Bank[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

describe('a replicated state machine', () => {
  test('applies commands at all hosts in one order, and answers where they were asked', async () => {
    const [a, b, c] = await ringOf(new Bus());
    const answers = await Promise.all([a, b, c, a, b, c].map((one) => one.command({ to: 'x', amount: 1 })));
    expect([...answers].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const one of [a, b, c]) expect(await one.read(({ x }) => x)).toBe(6);
  });

  test('applies a request once, at whatever hosts it is made', async () => {
    const [a, b] = await ringOf(new Bus());
    const id = { client: 'me', request: 4 };
    expect(await a.command({ to: 'x', amount: 5 }, { id })).toBe(5);
    expect(await b.command({ to: 'x', amount: 5 }, { id })).toBe(5);
    expect(await b.read(({ x }) => x)).toBe(5);
    const old = b.command({ to: 'x', amount: 1 }, { id: { client: 'me', request: 3 } });
    await expect(old).rejects.toMatchObject({
      code: 'EXO446',
      message:
        "request 3 of 'me': its client has made request 4 already, and the answer of that alone is kept: the numbers of a client ascend",
    });
  });

  test('answers everybody who makes the same request while it is under way, and applies it once', async () => {
    const [a, b] = await ringOf(new Bus());
    const id = { client: 'me', request: 4 };
    const asked = [a, a, b, a].map((one) => one.command({ to: 'x', amount: 5 }, { id }));
    expect(await Promise.all(asked)).toEqual([5, 5, 5, 5]);
    expect(await a.read(({ x }) => x)).toBe(5);
  });

  test('ends one of two that make the same request without ending the other', async () => {
    let isCut = true;
    const [a] = await ringOf(new Bus(() => isCut));
    const id = { client: 'me', request: 4 };
    const control = new AbortController();
    const ended = a.command({ to: 'x', amount: 5 }, { id, signal: control.signal });
    const other = a.command({ to: 'x', amount: 5 }, { id });
    control.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    isCut = false;
    expect(await other).toBe(5);
  });

  test('answers what the machine throws, and is as before', async () => {
    const [a, b] = await ringOf(new Bus());
    await a.command({ to: 'x', amount: 2 });
    await expect(b.command({ to: 'x', amount: -3 })).rejects.toMatchObject({
      code: 'EXO446',
      message: expect.stringMatching(/^request 0 of '[^']+': the machine threw: x has not enough$/) as string,
    });
    expect(await a.read(({ x }) => x)).toBe(2);
  });

  test('reads what was answered before, or waits; only a stale read does not', async () => {
    let isCut = false;
    const [a, b, c] = await ringOf(new Bus((from, to) => isCut && (from === 2) !== (to === 2)));
    await a.command({ to: 'x', amount: 1 });
    await c.read(({ x }) => x);
    isCut = true;
    expect(await b.command({ to: 'x', amount: 1 })).toBe(2);
    const late = c.read(({ x }) => x);
    expect(await c.read(({ x }) => x, { consistency: 'stale' })).toBe(1);
    await expect(c.read(({ x }) => x, { whenHalted: 'fail' })).rejects.toMatchObject({ code: 'EXO442' });
    isCut = false;
    expect(await late).toBe(2);
  });

  test('comes back from a snapshot, with what its clients were answered', async () => {
    let isCut = false;
    const bus = new Bus((from, to) => isCut && (from === 2) !== (to === 2));
    const [a, , c] = await ringOf(bus);
    const id = { client: 'me', request: 1 };
    await a.command({ to: 'x', amount: 7 }, { id });
    isCut = true;
    for (let i = 0; i < 150; i++) await a.command({ to: 'y', amount: 1 });
    expect(a.host.metrics().start).toBeGreaterThan(0);
    isCut = false;
    expect(await c.read((state) => state)).toEqual({ x: 7, y: 150 });
    expect(await c.command({ to: 'x', amount: 7 }, { id })).toBe(7);
  });

  test('says of what waits when it is closed that nobody can know', async () => {
    const [a] = await ringOf(new Bus((from) => from === 0));
    const waits = a.command({ to: 'x', amount: 1 });
    const ended = expect(waits).rejects.toMatchObject({ code: 'EXO442' });
    await a.close();
    await ended;
    await expect(a.command({ to: 'x', amount: 1 })).rejects.toMatchObject({ code: 'EXO442' });
  });
});

describe('a replica', () => {
  test('keeps the answers of the clients that asked last', () => {
    const replica = new Replica(BANK, 2);
    const take = (client: string) =>
      replica.take(replica.encode({ to: 'x', amount: 1 }, { client, request: 0 })).kind;
    expect(['p', 'q', 'p', 'r', 'q', 'p'].map(take)).toEqual([
      'applied',
      'applied',
      'repeated',
      'applied',
      'repeated',
      'applied',
    ]);
  });

  test('becomes what its snapshot says', () => {
    const one = new Replica(BANK, 10);
    const id = { client: 'p', request: 0 };
    one.take(one.encode({ to: 'x', amount: 3 }, id));
    const other = new Replica(BANK, 10);
    other.restore(one.snapshot());
    expect(other.state).toEqual({ x: 3 });
    expect(other.recall(id)).toEqual({ kind: 'repeated', id, result: 3 });
    expect(() => other.take(new Uint8Array([1]))).toThrow(/something else broadcasts on this ring/);
  });
});

async function ringOf(bus: Bus): Promise<readonly [Bank, Bank, Bank]> {
  const all = await Promise.all(
    RING.map((id) =>
      replicate({
        id,
        ring: RING,
        transport: inProcess(bus),
        machine: BANK,
        options: { holdMs: 1, logEntriesMax: 64 },
      }),
    ),
  );
  open.push(...all);
  return all as unknown as readonly [Bank, Bank, Bank];
}
