import { describe, expect, test } from 'vitest';
import { Random } from '../simulate/random.js';
import { frameAfter } from '../testing/entries.js';
import { countOf, SLOT_AT, slotOf, wordsOf } from '../wire/layout.js';
import type { C1, C2 } from './channels.js';
import { C2Reader, RingC1, RingC2, takeC1 } from './ring-channels.js';
import { RingReader, RingWriter, ringWords } from './ring.js';
import { SharedWords } from './ring-words.js';

const HOSTS = 3;
const CAPACITY = 256;
const NOBODY = { ring: (): void => undefined };

interface Ends {
  readonly engine: RingC2;
  readonly ring: RingWriter;
  readonly driver: C2Reader;
}

function channel(emptiesMax: number): Ends {
  const words = new SharedWords(new Int32Array(new SharedArrayBuffer(4 * ringWords(CAPACITY))));
  const place = { words, at: 0, capacity: CAPACITY };
  const ring = new RingWriter(place, NOBODY);
  return {
    ring,
    engine: new RingC2(ring, words, CAPACITY, emptiesMax),
    driver: new C2Reader(new RingReader(place, NOBODY), words),
  };
}

function frameFor(isEmpty: boolean, slot: number): Int32Array {
  const frame = frameAfter([], { epoch: 0, source: 0, firstNumber: isEmpty ? null : slot }, HOSTS);
  frame[SLOT_AT] = slot;
  return frame;
}

/** What a driver is given: slots, and the words of frames that are not empty. It takes as many as it is let. */
function taker(given: unknown[]): C2 & { left: number } {
  return {
    left: Infinity,
    reset: () => given.push('reset') > 0,
    begin: (...record) => given.push(record) > 0,
    snapshot: (...record) => given.push(record) > 0,
    append(slot, words, at) {
      if (this.left === 0) return false;
      this.left -= 1;
      expect(slotOf(words, at)).toBe(slot);
      given.push([slot, countOf(words, at) === 0 ? 'empty' : [...words.slice(at, at + wordsOf(words, at))]]);
      return true;
    },
  };
}

describe('C2 through a ring', () => {
  test.each([1, 2, 3])(
    'gives entries as they were put, whenever they are shown, and however many are taken (seed %i)',
    (seed) => {
      const random = new Random(seed);
      const { engine, driver } = channel(0);
      const [put, given]: [unknown[], unknown[]] = [[], []];
      const to = taker(given);
      let session = 0;
      for (let slot = 0; slot < 600;) {
        if (random.next() < 0.05 && engine.begin(++session, 1, 0)) put.push([session, 1, 0]);
        const isEmpty = random.next() < 0.7;
        const frame = frameFor(isEmpty, slot);
        if (engine.append(slot, frame, 0)) {
          put.push([slot, isEmpty ? 'empty' : [...frame]]);
          slot += 1;
        }
        if (random.next() < 0.3) engine.publish();
        if (random.next() < 0.3) {
          to.left = Math.floor(random.next() * 6);
          driver.take(to, 4);
        }
      }
      engine.publish();
      to.left = Infinity;
      while (driver.take(to, 4) > 0);
      expect(given).toEqual(put);
    },
  );

  test('has one record of empty entries that follow on each other, and shows none before it must', () => {
    const { engine, ring, driver } = channel(2);
    const given: unknown[] = [];
    const empty = frameFor(true, 0);
    const due = [0, 1, 2].map((slot) => engine.append(slot, empty, 0) && engine.isDue);
    expect([due, ring.records]).toEqual([[false, false, true], 1]);
    engine.publish();
    expect(engine.isDue).toBe(false);
    engine.append(3, empty, 0);
    engine.append(4, frameFor(false, 4), 0);
    expect(engine.isDue).toBe(true);
    driver.take(taker(given), 9);
    expect(given).toEqual([
      [0, 'empty'],
      [1, 'empty'],
      [2, 'empty'],
    ]);
  });
});

describe('C1 through a ring', () => {
  /** An engine that is killed in a call, so that nothing behind it is done. */
  const KILLED = 'killed';

  /** An engine that takes what it is given, and is killed where it is told to be. */
  function engine(taken: unknown[], killedBy: (record: readonly unknown[]) => boolean): C1 {
    const take = (...record: unknown[]): boolean => {
      taken.push(record);
      if (killedBy(record)) throw new Error(KILLED);
      return true;
    };
    return {
      begin: (session, delivered, pointer) => take('begin', session, delivered, pointer),
      payload: (number) => take('payload', number),
    };
  }

  /** What the next engine takes, where the first one is killed by a record that the driver has put behind others. */
  function takenByNext(killedBy: (record: readonly unknown[]) => boolean): readonly unknown[] {
    const words = new SharedWords(new Int32Array(new SharedArrayBuffer(4 * ringWords(CAPACITY))));
    const place = { words, at: 0, capacity: CAPACITY };
    const ring = new RingWriter(place, NOBODY);
    const driver = new RingC1(ring, words);
    driver.begin(7, 2, 3);
    driver.payload(10, new Uint8Array(8), 0, 8);
    driver.payload(11, new Uint8Array(8), 0, 8);
    ring.publish();
    const first = new RingReader(place, NOBODY);
    expect(() => takeC1(first, words, engine([], killedBy), 9)).toThrow(KILLED);
    const taken: unknown[] = [];
    const next = new RingReader(place, NOBODY);
    takeC1(
      next,
      words,
      engine(taken, () => false),
      9,
    );
    expect(next.hasRecord()).toBe(false);
    return taken;
  }

  test('an engine that is killed after it has gone on with a session leaves no beginning of it to the next one', () => {
    const payloads = [
      ['payload', 10],
      ['payload', 11],
    ];
    for (const number of [10, 11]) expect(takenByNext(([, second]) => second === number)).toEqual(payloads);
  });

  test('an engine that is killed before that leaves it, as the record has not been taken', () => {
    expect(takenByNext(([kind]) => kind === 'begin')).toEqual([
      ['begin', 7, 2, 3],
      ['payload', 10],
      ['payload', 11],
    ]);
  });
});
