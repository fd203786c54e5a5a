import { describe, expect, test } from 'vitest';
import { Bell, BELL } from './bell.js';
import { RING, RingReader, RingWriter, recordWordsMax, ringWords, type RingPlace } from './ring.js';
import { SharedWords } from './ring-words.js';

const NOBODY = { ring: (): void => undefined };

function ringOf(capacity: number, startsAt = 0): RingPlace & { readonly array: Int32Array } {
  const array = new Int32Array(new SharedArrayBuffer(4 * ringWords(capacity)));
  array[RING.tail] = startsAt;
  array[RING.head] = startsAt;
  return { words: new SharedWords(array), at: 0, capacity, array };
}

/** A record of some words, all of them its number. */
function recordOf(number: number, words: number): Int32Array {
  return new Int32Array(words).fill(number);
}

function taken(reader: RingReader, { words }: RingPlace): readonly number[] | null {
  const at = reader.peek();
  if (at < 0) return null;
  const record = Array.from({ length: reader.count }, (_, i) => words.read(at + i));
  reader.take();
  return record;
}

describe('a ring', () => {
  test('gives back the records that were put, in order, round and round', () => {
    const place = ringOf(16);
    const writer = new RingWriter(place, NOBODY);
    const reader = new RingReader(place, NOBODY);
    for (let number = 0; number < 100; number++) {
      const record = recordOf(number, number % 8);
      expect(writer.put(record, 0, record.length)).toBe(true);
      writer.publish();
      expect(taken(reader, place)).toEqual([...record]);
      reader.release();
    }
    expect(taken(reader, place)).toBeNull();
    expect([writer.records, writer.refused, reader.records]).toEqual([100, 0, 100]);
  });

  test('goes on where its positions pass the largest number of 32 bits, and the largest with a sign', () => {
    for (const startsAt of [2 ** 31 - 8, -8]) {
      const place = ringOf(8, startsAt | 0);
      const writer = new RingWriter(place, NOBODY);
      const reader = new RingReader(place, NOBODY);
      for (let number = 1; number < 12; number++) {
        expect(writer.put(recordOf(number, 1), 0, 1)).toBe(true);
        expect(writer.put(recordOf(-number, 2), 0, 2)).toBe(true);
        writer.publish();
        expect([taken(reader, place), taken(reader, place)]).toEqual([[number], [-number, -number]]);
        reader.release();
      }
    }
  });

  test('refuses a record without room for it, and takes it once the reader has released some', () => {
    const place = ringOf(8);
    const writer = new RingWriter(place, NOBODY);
    const reader = new RingReader(place, NOBODY);
    expect([1, 2, 3].map((number) => writer.put(recordOf(number, 2), 0, 2))).toEqual([true, true, false]);
    writer.publish();
    expect(writer.isRoomFor(2)).toBe(false);
    expect(taken(reader, place)).toEqual([1, 1]);
    expect(writer.put(recordOf(3, 2), 0, 2)).toBe(false);
    reader.release();
    // The last two words are left to a marker.
    expect([writer.isRoomFor(2), writer.isRoomFor(3)]).toEqual([true, false]);
    expect(writer.put(recordOf(3, 2), 0, 2)).toBe(true);
    writer.publish();
    expect([taken(reader, place), taken(reader, place)]).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(writer.refused).toBe(2);
  });

  test('shows a batch when it is published, and not before', () => {
    const place = ringOf(16);
    const writer = new RingWriter(place, NOBODY);
    const reader = new RingReader(place, NOBODY);
    writer.put(recordOf(1, 1), 0, 1);
    writer.put(recordOf(2, 1), 0, 1);
    expect(reader.hasRecord()).toBe(false);
    writer.publish();
    expect([taken(reader, place), taken(reader, place), taken(reader, place)]).toEqual([[1], [2], null]);
  });

  test('takes the longest record wherever it has come to, once it is empty', () => {
    const capacity = 32;
    for (let startsAt = 0; startsAt < capacity; startsAt++) {
      const place = ringOf(capacity, startsAt);
      const words = recordWordsMax(capacity);
      expect(new RingWriter(place, NOBODY).put(recordOf(7, words), 0, words)).toBe(true);
    }
  });

  test('says what seems to be there, and how much of what was taken is not released', () => {
    const place = ringOf(16);
    const writer = new RingWriter(place, NOBODY);
    const reader = new RingReader(place, NOBODY);
    writer.put(recordOf(1, 2), 0, 2);
    expect(reader.mayHaveRecord()).toBe(false);
    writer.publish();
    expect(reader.mayHaveRecord()).toBe(true);
    taken(reader, place);
    expect([reader.mayHaveRecord(), reader.unreleased]).toEqual([false, 3]);
    reader.release();
    expect(reader.unreleased).toBe(0);
  });

  test('is gone on with by ends that are made later', () => {
    const place = ringOf(16);
    const writer = new RingWriter(place, NOBODY);
    for (const number of [1, 2]) writer.put(recordOf(number, 1), 0, 1);
    writer.publish();
    const first = new RingReader(place, NOBODY);
    taken(first, place);
    first.release();
    new RingWriter(place, NOBODY).put(recordOf(3, 1), 0, 1);
    expect(taken(new RingReader(place, NOBODY), place)).toEqual([2]);
  });

  test('refuses a capacity that is no power of two', () => {
    for (const capacity of [0, 3, 12, 2 ** 31, 4.5]) {
      expect(() => new RingWriter({ ...ringOf(8), capacity }, NOBODY)).toThrow(/a power of two, 4 to/);
    }
  });
});

describe('a bell', () => {
  test('wakes who sleeps, once, and costs nothing otherwise', () => {
    const words = new SharedWords(new Int32Array(1));
    const bell = new Bell(words, 0, () => undefined);
    bell.ring();
    expect(bell.wakes).toBe(0);
    expect(bell.arm(() => false)).toBe(true);
    expect(words.read(0)).toBe(BELL.asleep);
    bell.ring();
    bell.ring();
    expect([bell.wakes, words.read(0)]).toEqual([1, BELL.awake]);
  });

  test('does not let sleep for whom something has become due', () => {
    const words = new SharedWords(new Int32Array(1));
    expect(new Bell(words, 0, () => undefined).arm(() => true)).toBe(false);
    expect(words.read(0)).toBe(BELL.awake);
  });
});
