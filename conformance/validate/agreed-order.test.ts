import { describe, expect, test } from 'vitest';
import { AgreedOrder, type Violation } from './agreed-order.js';
import { EMPTY_LOG, EntryTree, type LogNode, type SeenEntry } from './entry-tree.js';

const NAMES = ['A', 'B', 'C'];

/** An entry of host A with a payload, unless it is said otherwise. */
function entry(altered: Partial<SeenEntry> = {}): SeenEntry {
  return { epoch: 0, source: 0, first: 0, count: 1, crc: 7, ...altered };
}

/** A tree, the order of its hosts, and logs of these entries that the first two hosts have. */
function made(names = NAMES): {
  readonly order: AgreedOrder;
  readonly log: (...entries: readonly Partial<SeenEntry>[]) => LogNode;
} {
  const tree = new EntryTree(1);
  const order = new AgreedOrder(tree, names);
  const log = (...entries: readonly Partial<SeenEntry>[]): LogNode => {
    const node = entries.reduce((parent, one) => tree.child(parent, entry(one)), EMPTY_LOG);
    for (const host of [0, 1]) order.holds(host, node);
    return node;
  };
  return { order, log };
}

function propertyOf(violation: Violation | null): string | null {
  return violation && violation.property;
}

describe('the order that all agree on', () => {
  test('is what any host has agreed, slot by slot', () => {
    const { order, log } = made();
    const both = log({}, { source: 1 });
    expect(order.length).toBe(0);
    expect(order.agrees(0, { log: both, agreed: 1 })).toBeNull();
    expect([order.length, order.at(0)]).toEqual([1, log({})]);
    expect(order.agrees(1, { log: both, agreed: 2 })).toBeNull();
    expect([order.length, order.at(1)]).toEqual([2, both]);
    expect(order.agrees(0, { log: both, agreed: 0 })).toBeNull();
    expect(() => order.at(2)).toThrow('the slot is agreed');
  });

  test('is longer than the room that it begins with', () => {
    const { order, log } = made();
    const entries = Array.from({ length: 1_500 }, (_, first) => ({ first }));
    expect(order.agrees(0, { log: log(...entries), agreed: 1_500 })).toBeNull();
    expect(order.at(1_499)).toBe(log(...entries));
    expect(order.agrees(1, { log: log(...entries), agreed: 1_500 })).toBeNull();
  });

  test('breaks Agreement where two hosts have agreed other entries in a slot', () => {
    const { order, log } = made();
    order.agrees(0, { log: log({}, { source: 1 }), agreed: 2 });
    expect(
      order.agrees(1, { log: log({}, { source: 2, first: -1, count: 0, epoch: 4 }), agreed: 2 }),
    ).toEqual({
      property: 'Agreement',
      text: 'Agreement: slot 1 at A and B is payload 0 of B in epoch 0 and nothing of C in epoch 4',
      evidence: {
        ...{ slot: 1, hosts: ['A', 'B'] },
        values: ['payload 0 of B in epoch 0', 'nothing of C in epoch 4'],
      },
    });
  });

  test('breaks Agreement by what comes before, though the entry of the slot is alike', () => {
    const { order, log } = made();
    order.agrees(0, { log: log({}, { source: 1 }), agreed: 1 });
    order.agrees(0, { log: log({}, { source: 1 }), agreed: 2 });
    expect(propertyOf(order.agrees(2, { log: log({ crc: 8 }, { source: 1 }), agreed: 2 }))).toBe('Agreement');
  });

  test('breaks Stability where a host has another entry than it agreed on', () => {
    const { order, log } = made();
    order.agrees(0, { log: log({}, { source: 1 }), agreed: 2 });
    const other = log({}, { source: 1, epoch: 3 });
    expect(propertyOf(order.agrees(0, { log: other, agreed: 1 }))).toBe('Stability');
    // A host that agreed on less may have it.
    order.agrees(1, { log: other, agreed: 1 });
    expect(propertyOf(order.agrees(1, { log: other, agreed: 1 }))).toBeNull();
    // A shorter log has none there.
    expect(order.agrees(0, { log: log({}), agreed: 1 })).toBeNull();
  });

  test.each<[hosts: number, holders: number, property: string | null]>([
    [3, 1, 'MinorityHalt'],
    [3, 2, null],
    [5, 2, 'MinorityHalt'],
    [5, 3, null],
    [40, 20, 'MinorityHalt'],
    [40, 21, null],
  ])('of %i hosts, %i of which have the entry', (hosts, holders, property) => {
    const tree = new EntryTree(1);
    const order = new AgreedOrder(
      tree,
      Array.from({ length: hosts }, (_, host) => `h${host}`),
    );
    const log = tree.child(EMPTY_LOG, entry());
    // From the last host on, so that those beyond 32 count.
    for (let host = hosts - 1; host >= hosts - holders; host--) order.holds(host, log);
    order.holds(hosts - 1, log);
    expect(propertyOf(order.agrees(0, { log, agreed: 1 }))).toBe(property);
  });

  test('counts who has a longer log, too', () => {
    const tree = new EntryTree(1);
    const order = new AgreedOrder(tree, NAMES);
    const log = tree.child(EMPTY_LOG, entry());
    const longer = tree.child(log, entry({ source: 1 }));
    order.holds(0, longer);
    order.holds(1, log);
    expect(order.agrees(0, { log, agreed: 1 })).toBeNull();
    expect(propertyOf(order.agrees(0, { log: longer, agreed: 2 }))).toBe('MinorityHalt');
  });

  test.each<[what: string, second: Partial<SeenEntry>, property: string | null]>([
    ['the next payload', { first: 5 }, null],
    ['a later payload', { first: 9 }, null],
    ['a payload of another host', { source: 1, first: 0 }, null],
    ['no payload', { first: -1, count: 0 }, null],
    ['both payloads again', { first: 3, count: 2, epoch: 1 }, 'Integrity'],
    ['the first of them again', { first: 3, count: 1 }, 'Integrity'],
    ['the last of them again', { first: 4, count: 1 }, 'Integrity'],
    ['one before them and the first again', { first: 2, count: 2 }, 'Integrity'],
    ['one before them', { first: 2 }, 'Fifo'],
    ['two before them', { first: 1, count: 2 }, 'Fifo'],
  ])('has behind payloads 3 and 4 of a host %s', (_, second, property) => {
    const { order, log } = made();
    const both = log({ first: 3, count: 2 }, second);
    expect(propertyOf(order.agrees(0, { log: both, agreed: 2 }))).toBe(property);
  });
});
