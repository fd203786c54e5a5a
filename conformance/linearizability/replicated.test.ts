/** Histories of a replicated key-value store whose hosts are cut off from each other and come back, and a store that is not linearizable. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  Bus,
  inProcess,
  keyValues,
  replicate,
  type KeyValueCommand,
  type KeyValueResult,
  type ReplicatedStateMachine,
} from '../../impl/index.js';
import { checkKeyValues, type KeyInput, type KeyOutput } from './key-values.js';
import type { Operation } from './linearizable.js';

type Store = ReplicatedStateMachine<Map<string, string>, KeyValueCommand, KeyValueResult>;
/** How a client reads; the second one is a mutant, whose answers are presented as those of the first. */
type Reads = 'linearizable' | 'stale';

const RING = ['a', 'b', 'c'];
const KEYS = ['x', 'y'];
const OPTIONS = { holdMs: 1, repeatMs: 10, takeoverMs: 60, takeoverStepMs: 15, backOffMs: 30 };
const open: Store[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

describe('a replicated key-value store', () => {
  test(
    'is linearizable while one host after the other is cut off, and one is closed',
    { tags: 'long' },
    async () => {
      const { stores, cut } = await started();
      const history = new History();
      for (const away of [null, 2, null, 0, 1, null]) {
        cut.host = away;
        await Promise.all(stores.map((store, k) => history.client(store, k, 12, 'linearizable')));
      }
      cut.host = null;
      for (const store of stores) for (const key of KEYS) await history.get(store, key, 'linearizable');
      const [a, b, c] = stores;
      const last = [a, b, c].map((store, k) => history.client(store, k, 12, 'linearizable'));
      await c.close();
      await Promise.all(last);
      for (const store of [a, b]) for (const key of KEYS) await history.get(store, key, 'linearizable');
      expect(history.operations.filter(({ answer }) => answer !== null).length).toBeGreaterThan(60);
      expect(violatedKeys(history)).toEqual([]);
    },
  );

  test('is not if a host that is cut off answers what it has: the history shows it', async () => {
    expect(violatedKeys(await historyBehindCut('stale'))).toEqual(['x']);
  });

  test('does not answer at a host that is cut off: nothing is wrong then', async () => {
    expect(violatedKeys(await historyBehindCut('linearizable'))).toEqual([]);
  });
});

/** Two hosts write what the third, which is cut off from them, is asked for. */
async function historyBehindCut(reads: Reads): Promise<History> {
  const { stores, cut } = await started();
  const [a, , c] = stores;
  const history = new History();
  await history.put(a, 'x', 'first');
  await history.get(c, 'x', 'linearizable');
  cut.host = 2;
  await history.put(a, 'x', 'second');
  await history.get(c, 'x', reads);
  return history;
}

class History {
  readonly operations: Operation<KeyInput, KeyOutput>[] = [];
  private events = 0;
  private values = 0;

  /** Some operations at a host, one after the other: of each client, and of each host, in turn of all kinds. */
  async client(store: Store, place: number, count: number, reads: Reads): Promise<void> {
    let known: string | null = null;
    for (let k = 0; k < count; k++) {
      const key = KEYS[(k + place) % KEYS.length] as string;
      if (k % 3 === 0) await this.put(store, key, `${place}-${this.values++}`);
      else if (k % 3 === 1) known = await this.get(store, key, reads);
      else await this.swap(store, key, known, `${place}-${this.values++}`);
    }
  }

  put(store: Store, key: string, value: string): Promise<unknown> {
    const command = { kind: 'put', key, value } as const;
    return this.tell(command, () => store.command(command, { whenHalted: 'fail' }));
  }

  swap(store: Store, key: string, expected: string | null, value: string): Promise<unknown> {
    const command = { kind: 'swap', key, expected, value } as const;
    return this.tell(command, () => store.command(command, { whenHalted: 'fail' }));
  }

  async get(store: Store, key: string, consistency: Reads): Promise<string | null> {
    const output = await this.tell({ kind: 'get', key }, () =>
      store.read((state) => ({ before: state.get(key) ?? null, done: true }), {
        consistency,
        whenHalted: 'fail',
      }),
    );
    return output?.before ?? null;
  }

  /** An operation that is not answered may have been done all the same. */
  private async tell(input: KeyInput, call: () => Promise<KeyOutput>): Promise<KeyOutput | null> {
    const calledAt = this.events++;
    let output: KeyOutput | null = null;
    try {
      const { before, done } = await call();
      output = { before, done };
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^EXO(402|44[23])$/) as string });
    }
    const answer = output === null ? null : { output, at: this.events++ };
    this.operations.push({ input, calledAt, answer });
    return output;
  }
}

function violatedKeys({ operations }: History): readonly string[] {
  return [...checkKeyValues(operations)].flatMap(([key, { kind }]) => (kind === 'linearizable' ? [] : [key]));
}

async function started(): Promise<{
  readonly stores: readonly [Store, Store, Store];
  readonly cut: { host: number | null };
}> {
  const cut: { host: number | null } = { host: null };
  const bus = new Bus((from, to) => cut.host !== null && (from === cut.host) !== (to === cut.host));
  const made = RING.map((id) =>
    replicate({ id, ring: RING, transport: inProcess(bus), machine: keyValues(), options: OPTIONS }),
  );
  const stores = (await Promise.all(made)) as [Store, Store, Store];
  open.push(...stores);
  return { stores, cut };
}
