import { describe, expect, test } from 'vitest';
import { Random } from '../../impl/parts.js';
import { Chronicle } from './chronicle.js';
import { DueEvents } from './due-events.js';
import { hostOf } from './due.js';
import { Network } from './network.js';
import { DEFAULT_CONFORM, type ConformOptions } from './options.js';

/** A randomness in which what may happen does where its share is 1, and times are the shortest there are. */
function shortest(): Random {
  return Object.assign(new Random(1), {
    happens: (share: number) => share === 1,
    between: (least: number) => least,
  });
}

function network(options: Partial<ConformOptions> = {}): Network {
  const calm = { losses: 0, duplicates: 0, late: 0, delayMs: [2, 5] } as const;
  return new Network({ ...DEFAULT_CONFORM, command: 'true', ...calm, ...options }, shortest());
}

describe('a message between hosts', () => {
  test.each<
    [what: keyof Network['faults'] | 'nothing', options: Partial<ConformOptions>, delays: readonly number[]]
  >([
    ['nothing', {}, [2]],
    ['lost', { losses: 1 }, []],
    ['duplicated', { duplicates: 1 }, [2, 4]],
    ['late', { late: 1 }, [5]],
  ])('is %s', (fault, options, delays) => {
    const net = network(options);
    expect(net.delaysOf(0, 1, true)).toEqual({ mark: 1, delays });
    expect(fault === 'nothing' ? 1 : net.faults[fault]).toBe(1);
    // Once the faults are over it arrives, once.
    expect(net.delaysOf(0, 1, false)).toEqual({ mark: 2, delays: [2] });
    expect(net.messages).toBe(2);
    expect(Object.values(net.faults).reduce((sum, one) => sum + one, 0)).toBe(fault === 'nothing' ? 0 : 1);
  });

  test('is cut off between two sides, until it heals, and not within one', () => {
    const net = network({ losses: 1 });
    const heal = net.cut([0, 1]);
    expect([net.delaysOf(0, 2, true).delays, net.delaysOf(2, 1, true).delays]).toEqual([[], []]);
    expect([net.faults.cutOff, net.faults.lost, net.faults.partitions]).toEqual([2, 0, 1]);
    net.delaysOf(0, 1, true);
    net.delaysOf(2, 3, true);
    expect([net.faults.cutOff, net.faults.lost]).toEqual([2, 2]);
    heal();
    net.delaysOf(0, 2, true);
    expect([net.faults.cutOff, net.faults.lost]).toEqual([2, 3]);
  });

  test('is reordered where one that was sent later on the same link has come', () => {
    const net = network();
    net.arrives(0, 1, 2);
    // Its second copy has overtaken nothing.
    net.arrives(0, 1, 2);
    net.arrives(1, 0, 1);
    net.arrives(0, 2, 1);
    expect(net.faults.reordered).toBe(0);
    net.arrives(0, 1, 1);
    net.arrives(0, 1, 3);
    net.arrives(0, 1, 2);
    expect(net.faults.reordered).toBe(2);
  });
});

describe('what is due', () => {
  test('comes in the order of its times, with virtual time going on', async () => {
    const due = new DueEvents<string>(true);
    due.push(7, 1, 'second');
    due.push(3, 2, 'first');
    expect(due.now).toBe(0);
    expect([await due.next(), due.now]).toEqual([{ host: 2, due: 'first' }, 3]);
    due.push(5, 0, 'between');
    expect(await due.next()).toEqual({ host: 0, due: 'between' });
    expect([await due.next(), due.now]).toEqual([{ host: 1, due: 'second' }, 7]);
  });

  test('is looked at again in real time where something comes before it', async () => {
    const due = new DueEvents<string>(false);
    due.begin();
    due.push(3_600_000, 0, 'in an hour');
    const waiting = due.next();
    due.push(0, 1, 'now');
    expect(await waiting).toBeNull();
    expect(await due.next()).toEqual({ host: 1, due: 'now' });
  });

  test('is for the host that it is about, and a partition for nobody in particular', () => {
    expect(hostOf({ kind: 'submit', at: 0, host: 2, payload: 'a-1' })).toBe(2);
    expect(hostOf({ kind: 'crash', at: 0, host: 1, until: 3 })).toBe(1);
    expect(hostOf({ kind: 'partition', at: 0, side: [1, 2], until: 3 })).toBe(0);
  });
});

describe('a chronicle', () => {
  test('has what has happened, and when', () => {
    let now = 4;
    const chronicle = new Chronicle(() => now);
    chronicle.note('submit', ['a'], 'a-1');
    now = 9;
    chronicle.note('crash', ['b']);
    expect(chronicle.history).toEqual([
      { atMs: 4, kind: 'submit', hosts: ['a'], payload: 'a-1' },
      { atMs: 9, kind: 'crash', hosts: ['b'] },
    ]);
  });

  test('keeps the last lines', () => {
    const chronicle = new Chronicle(() => 0);
    for (let line = 0; line < 100_000; line++) chronicle.wrote(String(line));
    expect(chronicle.lines).toHaveLength(100_000);
    chronicle.wrote('last');
    expect([chronicle.lines.length, chronicle.lines[0], chronicle.lines.at(-1)]).toEqual([
      50_001,
      '50000',
      'last',
    ]);
  });
});
