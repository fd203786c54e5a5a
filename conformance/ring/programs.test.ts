import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { ringBounds, RECORDS_MAX } from './model.js';
import { readerProgram, recordOf, writerProgram, type Place, type Program } from './programs.js';
import { perform, type Access, type ScriptedWords } from './scripted-words.js';

const { RING, BELL } = implementation;
const BOUNDS = { capacity: 8, records: [2, 1], startsAt: [0] };

/** Words that are kept, by place: what a single thread finds when nobody else is there. */
class Memory {
  readonly words = new Map<number, number>();
  readonly accesses: string[] = [];

  /** Performs an operation to its end; where it sleeps it is woken at once. */
  perform<E>(program: Program<E>, place: Place<E>): readonly Place<E>[] {
    const answers: number[] = [];
    for (;;) {
      const performed = perform(answers, (words: ScriptedWords) => program.perform(place, words));
      for (const [at, value] of performed.stores) this.words.set(at, value);
      if (performed.done !== null) return performed.done;
      answers.push(this.answerTo(performed.access as Access));
    }
  }

  private answerTo(access: Access): number {
    const before = this.words.get(access.at) ?? 0;
    this.accesses.push(access.kind);
    if (access.kind === 'store' || access.kind === 'exchange') this.words.set(access.at, access.value);
    return before;
  }
}

/** Where a thread may be after an operation, and how much it has done by then. */
function placesOf<E>(places: readonly Place<E>[]): unknown {
  return places.map(({ operation, count, isStuck }) => [operation, count, isStuck]);
}

/** The one of some places at which that operation comes next. */
function at<E>(operation: Place['operation'], places: readonly Place<E>[]): Place<E> {
  const found = places.find((place) => place.operation === operation);
  if (found === undefined) throw new RangeError(`no ${operation} comes next`);
  return found;
}

const writer = writerProgram(implementation, BOUNDS);
const reader = readerProgram(implementation, BOUNDS);

describe('the writer', () => {
  test('puts every record, with the next one or a publication behind it', () => {
    const memory = new Memory();
    const first = writer.first(0);
    expect(first).toMatchObject({ operation: 'put', count: 0, end: { tail: 0, published: 0, head: 0 } });
    const one = memory.perform(writer, first);
    expect(placesOf(one)).toEqual([
      ['put', 1, false],
      ['publish', 1, false],
    ]);
    const both = memory.perform(writer, at('put', one));
    expect(placesOf(both)).toEqual([['publish', 2, false]]);
    expect([0, 1, 2, 3, 4].map((word) => memory.words.get(RING.records + word))).toEqual([
      2, 100, 101, 1, 200,
    ]);
    expect(placesOf(memory.perform(writer, at('publish', both)))).toEqual([['done', 2, false]]);
    expect(memory.words.get(RING.tail)).toBe(5);
  });

  test('goes on with the next record where a batch of fewer is published', () => {
    const memory = new Memory();
    const [, publish] = memory.perform(writer, writer.first(0));
    expect(placesOf(memory.perform(writer, publish as Place<never>))).toEqual([['put', 1, false]]);
  });

  test('publishes and sleeps where there is no room, and tries the same record again', () => {
    const memory = new Memory();
    const full = { ...writer.first(0), count: 1, end: { tail: 8, published: 8, head: 0 } };
    const stuck = memory.perform(writer, full);
    expect(placesOf(stuck)).toEqual([['publish', 1, true]]);
    const sleeping = memory.perform(writer, at('publish', stuck));
    expect(placesOf(sleeping)).toEqual([['sleep', 1, false]]);
    memory.accesses.length = 0;
    expect(placesOf(memory.perform(writer, at('sleep', sleeping)))).toEqual([['put', 1, false]]);
    expect(memory.accesses).toContain('wait');
  });

  test('does not sleep where there is room by then', () => {
    const memory = new Memory();
    memory.words.set(RING.head, 8);
    const place = {
      ...writer.first(0),
      operation: 'sleep',
      end: { tail: 8, published: 8, head: 0 },
    } as const;
    expect(placesOf(memory.perform(writer, place))).toEqual([['put', 0, false]]);
    expect(memory.accesses).not.toContain('wait');
  });
});

describe('the reader', () => {
  /** The memory in which both records are. */
  const filled = (): Memory => {
    const memory = new Memory();
    const one = memory.perform(writer, writer.first(0));
    memory.perform(writer, at('publish', memory.perform(writer, at('put', one))));
    return memory;
  };

  test('takes each record, whose words it reads late, and releases them', () => {
    const memory = filled();
    const one = memory.perform(reader, reader.first(0));
    expect(placesOf(one)).toEqual([
      ['take', 1, false],
      ['release', 1, false],
    ]);
    expect(at('take', one)).toMatchObject({ last: [], late: [RING.records + 1, RING.records + 2] });
    const both = memory.perform(reader, { ...at('take', one), last: [100, 101], late: [] });
    expect(both).toMatchObject([{ operation: 'release', count: 2, last: [], late: [RING.records + 4] }]);
    expect(placesOf(memory.perform(reader, at('release', both)))).toEqual([['done', 2, false]]);
    expect(memory.words.get(RING.head)).toBe(5);
  });

  test('keeps what it took last where there is no more, and sleeps', () => {
    const memory = new Memory();
    const stuck = memory.perform(reader, { ...reader.first(0), count: 1, last: [100, 101] });
    expect(stuck).toMatchObject([{ operation: 'release', count: 1, last: [100, 101], isStuck: true }]);
    const sleeping = memory.perform(reader, at('release', stuck));
    expect(placesOf(sleeping)).toEqual([['sleep', 1, false]]);
    expect(placesOf(memory.perform(reader, at('sleep', sleeping)))).toEqual([['take', 1, false]]);
    expect(memory.accesses).toContain('wait');
  });

  test.each([9, -2])('takes no record of %i words in a ring of eight', (count) => {
    const memory = filled();
    const { RingReader } = implementation;
    class Faulty extends RingReader {
      override peek(): number {
        super.peek();
        this.count = count;
        return 0;
      }
    }
    const faulty = readerProgram({ ...implementation, RingReader: Faulty }, BOUNDS);
    expect(() => memory.perform(faulty, faulty.first(0))).toThrow(`a record of ${count} words`);
  });

  test('sleeps at a bell of its own, and so does the writer', () => {
    expect([writer.bellAt, reader.bellAt]).toEqual([RING.writerBell, RING.readerBell]);
    expect(BELL.asleep).not.toBe(BELL.awake);
  });
});

test('no two records have a word in common, nor one that could be a number of words', () => {
  const { records } = ringBounds(RECORDS_MAX);
  const words = records.flatMap((length, number) => recordOf(number, length));
  expect(new Set(words).size).toBe(words.length);
  expect(Math.min(...words)).toBeGreaterThan(Math.max(...records));
  expect(recordOf(1, 3)).toEqual([200, 201, 202]);
});
