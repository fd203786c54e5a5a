import { describe, expect, test } from 'vitest';
import { historyDigest } from '../../impl/parts.js';
import { EMPTY_LOG, EntryTree, grown, type LogNode, type SeenEntry } from './entry-tree.js';

const ENTRY: SeenEntry = { epoch: 2 ** 40, source: 200, first: 2 ** 40, count: 300, crc: -5 };

/** A log of this number of entries, by turns of seven hosts. */
function logOf(tree: EntryTree, length: number): LogNode {
  let log = EMPTY_LOG;
  for (let slot = 0; slot < length; slot++)
    log = tree.child(log, { ...ENTRY, source: slot % 7, first: slot });
  return log;
}

describe('a tree of logs', () => {
  test('has what an entry says, whatever its size', () => {
    const tree = new EntryTree(2);
    const node = tree.child(EMPTY_LOG, ENTRY);
    expect({
      ...{ epoch: tree.epochOf(node), source: tree.sourceOf(node), first: tree.firstOf(node) },
      ...{ count: tree.countOf(node), crc: tree.crcOf(node) },
    }).toEqual(ENTRY);
    expect([tree.lengthOf(node), tree.parentOf(node), tree.lengthOf(EMPTY_LOG)]).toEqual([1, EMPTY_LOG, 0]);
  });

  test('has a node for each log, and no second one', () => {
    const tree = new EntryTree(2);
    const log = logOf(tree, 3);
    expect([logOf(tree, 3), tree.size]).toEqual([log, 4]);
    expect(tree.find(EMPTY_LOG, { ...ENTRY, source: 0, first: 0 })).toBe(tree.prefix(log, 1));
    expect(tree.find(log, ENTRY)).toBeNull();
  });

  test.each<keyof SeenEntry>(['epoch', 'source', 'first', 'count', 'crc'])(
    'tells entries apart by their %s',
    (field) => {
      const tree = new EntryTree(2);
      const node = tree.child(EMPTY_LOG, ENTRY);
      const other = { ...ENTRY, [field]: ENTRY[field] - 1 };
      expect(tree.isOf(node, other)).toBe(false);
      expect(tree.find(EMPTY_LOG, other)).toBeNull();
      expect(tree.child(EMPTY_LOG, other)).not.toBe(node);
      expect([tree.child(EMPTY_LOG, ENTRY), tree.size]).toEqual([node, 3]);
    },
  );

  test('finds every prefix of a long log, which is longer than the room that it begins with', () => {
    const tree = new EntryTree(2);
    const log = logOf(tree, 1_100);
    expect(tree.size).toBe(1_101);
    const isEach = Array.from({ length: 1_101 }, (_, length) => {
      const prefix = tree.prefix(log, length);
      return tree.lengthOf(prefix) === length && (length === 0 || tree.firstOf(prefix) === length - 1);
    });
    expect(isEach.every(Boolean)).toBe(true);
    expect(tree.prefix(log, 2_000)).toBe(log);
  });

  test.each([1, 2, 4])('has the last %i senders of each log, and their digest', (history) => {
    const tree = new EntryTree(history);
    for (const length of [0, 1, 2, 3, 4, 5, 9]) {
      const log = logOf(tree, length);
      const sources = Array.from({ length }, (_, slot) => slot % 7)
        .slice(-history)
        .reverse();
      expect(tree.historyOf(log)).toEqual(sources);
      expect(tree.digestOf(log), `of ${length}`).toBe(historyDigest(sources));
    }
  });
});

describe('what was sent', () => {
  const second = { ...ENTRY, source: 1, first: -1, count: 0 };

  test('is known by slot, entry and history', () => {
    const tree = new EntryTree(1);
    const [one, other] = [
      { ...ENTRY, source: 3 },
      { ...ENTRY, source: 4 },
    ];
    const logs = [one, other].map((before) => tree.child(tree.child(EMPTY_LOG, before), second));
    const [first, last] = logs as [LogNode, LogNode];
    expect([tree.isSent(first), tree.sentAt(1)]).toEqual([false, []]);
    tree.send(first);
    tree.send(last);
    tree.send(first);
    expect([tree.isSent(first), tree.sentAt(1), tree.sentAt(0)]).toEqual([true, [last, first], []]);
    expect(tree.sentNode(1, second, historyDigest([3]))).toBe(first);
    expect(tree.sentNode(1, second, historyDigest([4]))).toBe(last);
    expect(tree.sentNode(1, second, historyDigest([5]))).toBeNull();
    expect(tree.sentNode(1, { ...second, crc: 1 }, historyDigest([3]))).toBeNull();
    expect(tree.sentNode(0, second, historyDigest([3]))).toBeNull();
  });

  test('is known of slots beyond the room that it begins with', () => {
    const tree = new EntryTree(1);
    const log = logOf(tree, 1_100);
    tree.send(log);
    expect(tree.sentAt(1_099)).toEqual([log]);
    expect(tree.sentAt(5_000)).toEqual([]);
  });
});

test.each<[cells: Uint8Array | Float64Array, index: number, length: number]>([
  [new Uint8Array([1, 2]), 2, 4],
  [new Uint8Array([1, 2]), 9, 10],
  [new Float64Array([0.5]), 1, 2],
])('cells are as many again, or as many as are needed: %o', (cells, index, length) => {
  const more = grown(cells, index);
  expect([more.length, more.constructor]).toEqual([length, cells.constructor]);
  expect([...more.subarray(0, cells.length)]).toEqual([...cells]);
});
