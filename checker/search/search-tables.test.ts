import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, NO_CHANGE, packChange } from '../tables/batch.js';
import { ExactSet } from './exact-set.js';
import { FingerprintSet } from './fingerprint-set.js';
import { hash64 } from '../tables/hash.js';
import { LimitReached } from '../limits.js';
import { ParentLinks } from './parent-links.js';
import { seededRandom } from './random.js';
import { TupleQueue } from './tuple-queue.js';
import { TupleStack } from './tuple-stack.js';

const MEMORY = 2 ** 30;

/** A batch of fingerprints alone. */
function batchOf(fingerprints: readonly (readonly [low: number, high: number])[]): Batch {
  const batch = new Batch(1);
  batch.open(0);
  for (const [low, high] of fingerprints) batch.add(low, high, 0, NO_CHANGE, NO_CHANGE);
  return batch;
}

describe('the set of fingerprints', () => {
  it('knows exactly what a plain set knows, also while it grows many times', () => {
    const random = seededRandom(7);
    const set = new FingerprintSet(MEMORY);
    const plain = new Set<string>();
    const fresh = new Int32Array(4096);
    for (let round = 0; round < 300; round++) {
      const fingerprints = Array.from({ length: 1000 }, (): [number, number] => {
        // A narrow choice of low lanes repeats values; high lanes crowd at both ends of the table.
        const edge = random() < 0.3 ? 0 : random() < 0.3 ? -1 : Math.floor(random() * 2 ** 32) | 0;
        return [Math.floor(random() * 2 ** 18) | 0, edge];
      });
      const expected = fingerprints.flatMap(([low, high], i) => {
        const key = `${low},${high}`;
        if (plain.has(key)) return [];
        plain.add(key);
        return [i];
      });
      const found = set.keepNew(batchOf(fingerprints), fresh);
      // Crowded homes outgrow the overhang at some point, which must be noticed; this stays below that.
      expect([...fresh.subarray(0, found)]).toEqual(expected);
      if (plain.size > 7_000) break;
    }
    expect(set.size).toBe(plain.size);
  });

  it('holds a hundred thousand spread fingerprints after several growths', () => {
    const random = seededRandom(1);
    const word = (): number => Math.floor(random() * 2 ** 32) | 0;
    const all = Array.from({ length: 100_000 }, (): [number, number] => [word(), word()]);
    const set = new FingerprintSet(MEMORY);
    const fresh = new Int32Array(100_000);
    expect(set.keepNew(batchOf(all), fresh)).toBe(all.length);
    expect(set.keepNew(batchOf(all), fresh)).toBe(0);
  });

  it('takes the fingerprint zero for a state like any other', () => {
    const set = new FingerprintSet(MEMORY);
    const fresh = new Int32Array(16);
    expect(set.keepNew(batchOf([[0, 0]]), fresh)).toBe(1);
    expect(set.keepNew(batchOf([[0, 0]]), fresh)).toBe(0);
  });

  it('says that it may grow no further instead of growing', () => {
    const set = new FingerprintSet(2 ** 20);
    const random = seededRandom(3);
    const word = (): number => Math.floor(random() * 2 ** 32) | 0;
    const fill = (): void => {
      for (let i = 0; i < 1000; i++) {
        set.keepNew(batchOf(Array.from({ length: 1000 }, () => [word(), word()])), new Int32Array(1000));
      }
    };
    expect(fill).toThrow(LimitReached);
  });
});

describe('the set of whole states', () => {
  it('knows exactly what a plain set knows', () => {
    const random = seededRandom(11);
    const set = new ExactSet(3, MEMORY);
    const plain = new Set<string>();
    const fresh = new Int32Array(4096);
    for (let round = 0; round < 100; round++) {
      const batch = new Batch(3);
      const tuples = Array.from({ length: 500 }, () => [0, 0, 0].map(() => Math.floor(random() * 24)));
      for (const tuple of tuples) {
        const at = batch.open(0);
        batch.parentTuples.set(tuple, at);
        batch.add(0, 0, 0, NO_CHANGE, NO_CHANGE);
      }
      const expected = tuples.flatMap((tuple, i) => {
        if (plain.has(tuple.join())) return [];
        plain.add(tuple.join());
        return [i];
      });
      expect([...fresh.subarray(0, set.keepNew(batch, fresh))]).toEqual(expected);
    }
    expect(set.size).toBe(plain.size);
  });
});

describe('a batch', () => {
  it('gives back the tuple of a successor whether it has few changes or many', () => {
    const batch = new Batch(4);
    const at = batch.open(9);
    batch.parentTuples.set([1, 2, 3, 4], at);
    batch.add(0, 0, 1, packChange(3, 9), NO_CHANGE);
    batch.add(0, 0, 2, packChange(0, 7), packChange(2, 8));
    batch.addPath(0, 0, 3, Int32Array.of(packChange(0, 5), packChange(1, 6), packChange(0, 7)), 3);
    const tuples = [0, 1, 2].map((i) => {
      const tuple = new Int32Array(4);
      batch.copyTuple(i, tuple);
      return [...tuple];
    });
    expect(tuples).toEqual([
      [1, 2, 3, 9],
      [7, 2, 8, 4],
      [7, 6, 3, 4],
    ]);
    expect([0, 1, 2].map((i) => batch.actionOf(i))).toEqual([1, 2, 3]);
    expect([0, 1, 2].map((i) => batch.ordinalOf(i))).toEqual([0, 1, 2]);
    expect(batch.parentNumberOf(2)).toBe(9);
  });
});

describe('parent links', () => {
  it('give back every parent and ordinal, in whatever order the parents come', () => {
    const link = fc.tuple(fc.option(fc.nat(1e6), { nil: null }), fc.oneof(fc.nat(300), fc.nat(1e6)));
    fc.assert(
      fc.property(fc.array(link, { maxLength: 3000 }), (list) => {
        const links = new ParentLinks();
        for (const [parent, ordinal] of list) links.push(parent, ordinal);
        return list.every(([parent, ordinal], state) => {
          const found = links.linkOf(state);
          return found.parent === parent && found.ordinal === ordinal;
        });
      }),
      { numRuns: 20 },
    );
  });

  it('take two bytes a state when parents come one after the other', () => {
    const links = new ParentLinks();
    links.push(null, 0);
    for (let state = 1; state < 1_000_000; state++) links.push(Math.floor((state - 1) / 3), state % 100);
    expect(links.bytes / links.size).toBeLessThan(2.1);
    expect(links.pathTo(13).ordinals).toEqual([1, 4, 13]);
  });
});

describe('the queue of states', () => {
  it('gives back tuples and fingerprints, in order, as ids outgrow one byte and two', () => {
    const queue = new TupleQueue(3);
    const ids = [1, 255, 256, 65_535, 65_536, 1 << 23];
    const tuples = Array.from({ length: 20_000 }, (_, i) => [i % 250, ids[Math.floor(i / 4000)] ?? 0, 7]);
    const out = new Int32Array(3);
    let taken = 0;
    for (const [i, tuple] of tuples.entries()) {
      queue.push(Int32Array.from(tuple), i, -i);
      if (i % 3 !== 0) continue;
      queue.shift(out);
      expect([queue.low, queue.high]).toEqual([taken, 0 - taken]);
      expect([...out]).toEqual(tuples[taken++]);
    }
    for (; queue.size > 0; taken++) {
      queue.shift(out);
      expect([queue.low, queue.high]).toEqual([taken, 0 - taken]);
      expect([...out]).toEqual(tuples[taken]);
    }
    expect(taken).toBe(tuples.length);
  });
});

describe('the stack of states', () => {
  it('gives back the newest first, with its number and depth', () => {
    const stack = new TupleStack(2);
    for (let i = 0; i < 5000; i++) stack.push(Int32Array.of(i, -i), i, i % 7);
    const out = new Int32Array(2);
    expect(stack.pop(out)).toEqual({ number: 4999, depth: 4999 % 7 });
    expect([...out]).toEqual([4999, -4999]);
    expect(stack.size).toBe(4999);
  });
});

describe('hashes', () => {
  it('equal the published test vectors of MurmurHash3_x86_128', () => {
    // The first eight bytes that the reference implementation gives for these inputs.
    expect(hash64(new Uint8Array(0), 0)).toEqual({ low: 0, high: 0 });
    const text = new TextEncoder().encode('The quick brown fox jumps over the lazy dog');
    const { low, high } = hash64(text, 0);
    expect([low >>> 0, high >>> 0].map((word) => word.toString(16))).toEqual(['2f1583c3', 'ecee2c67']);
  });

  it('differ for different seeds, lengths and bytes', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      for (let length = 0; length < 50; length++) {
        const { low, high } = hash64(new Uint8Array(length).fill(length), seed);
        seen.add(`${low},${high}`);
      }
    }
    expect(seen.size).toBeGreaterThanOrEqual(2499);
  });
});
