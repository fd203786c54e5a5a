/** What the two threads at a ring do: one puts all records of a list, the other takes as many; both sleep where they cannot go on. */
import type { RingReaderState, RingWriterState } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { CurrentWords } from './current-words.js';
import type { ScriptedWords } from './scripted-words.js';

/** What of the implementation is explored. */
export type RingImplementation = Pick<Implementation, 'Bell' | 'BELL' | 'RING' | 'RingReader' | 'RingWriter'>;

export type Operation = 'put' | 'publish' | 'take' | 'release' | 'sleep' | 'done';

/** Where a thread is between two operations. */
export interface Place<E = RingWriterState | RingReaderState> {
  readonly operation: Operation;
  /** What the thread's end of the ring keeps to itself. */
  readonly end: E;
  /** Records that were put, or taken. */
  readonly count: number;
  /** The words of the record that was taken last, as far as they were read; empty for the writer. */
  readonly last: readonly number[];
  /** Where the other words of that record are: they are read at any time before the thread's next atomic store. */
  readonly late: readonly number[];
  /** Whether there was no room, or no record: the thread sleeps behind the operation that comes next. */
  readonly isStuck: boolean;
}

/** One thread: performs the operation of a place, and says which places may come next. */
export interface Program<E = RingWriterState | RingReaderState> {
  readonly name: 'writer' | 'reader';
  /** The word at which the thread sleeps. */
  readonly bellAt: number;
  first(position: number): Place<E>;
  perform(place: Place<E>, words: ScriptedWords): readonly Place<E>[];
}

export interface RingBounds {
  /** Words of the ring for records: a power of two, at least 4. */
  readonly capacity: number;
  /** Words of each record that is put, in order. */
  readonly records: readonly number[];
  /** Where head and tail stand at the beginning, in words; any of these. */
  readonly startsAt: readonly number[];
}

/** The words of a record: none of them looks like another one's, like a number of words, or like a marker. */
export function recordOf(number: number, words: number): readonly number[] {
  return Array.from({ length: words }, (_, i) => 100 * (number + 1) + i);
}

/** Puts every record, in batches of any size. */
export function writerProgram(
  { Bell, BELL, RING, RingWriter }: RingImplementation,
  { capacity, records }: RingBounds,
): Program<RingWriterState> {
  const current = new CurrentWords();
  const bell = new Bell(current, RING.readerBell, () => current.wake(RING.readerBell));
  const own = new Bell(current, RING.writerBell, () => undefined);
  const writer = new RingWriter({ words: current, at: 0, capacity }, bell);
  return {
    name: 'writer',
    bellAt: RING.writerBell,
    first: (at) => first('put', { tail: at, published: at, head: at }),
    perform: (place, words) => {
      current.use(words);
      writer.load(place.end);
      const { operation, count } = place;
      const wanted = records[count] ?? 0;
      if (operation === 'put') {
        const isPut = writer.put(Int32Array.from(recordOf(count, wanted)), 0, wanted);
        const here = { ...place, end: writer.save(), count: count + (isPut ? 1 : 0) };
        return afterRecord(here, isPut, records.length, 'put', 'publish');
      }
      if (operation === 'publish') {
        writer.publish();
        return afterBatch({ ...place, end: writer.save() }, records.length, 'put');
      }
      if (own.arm(() => writer.isRoomFor(wanted))) {
        words.wait(RING.writerBell, BELL.asleep);
        own.disarm();
      }
      return [{ ...place, end: writer.save(), operation: 'put' }];
    },
  };
}

/** Takes as many records as are put, and releases them in batches of any size. */
export function readerProgram(
  { Bell, BELL, RING, RingReader }: RingImplementation,
  { capacity, records }: RingBounds,
): Program<RingReaderState> {
  const current = new CurrentWords();
  const bell = new Bell(current, RING.writerBell, () => current.wake(RING.writerBell));
  const own = new Bell(current, RING.readerBell, () => undefined);
  const reader = new RingReader({ words: current, at: 0, capacity }, bell);
  return {
    name: 'reader',
    bellAt: RING.readerBell,
    first: (at) => first('take', { head: at, released: at, tail: at }),
    perform: (place, words) => {
      current.use(words);
      reader.load(place.end);
      const { operation, count } = place;
      if (operation === 'take') {
        const at = reader.peek();
        const isTaken = at >= 0;
        const late = isTaken ? wordsFrom(at, reader.count, capacity) : place.late;
        if (isTaken) reader.take();
        const last = isTaken ? [] : place.last;
        const here = { ...place, end: reader.save(), last, late, count: count + (isTaken ? 1 : 0) };
        return afterRecord(here, isTaken, records.length, 'take', 'release');
      }
      if (operation === 'release') {
        reader.release();
        return afterBatch({ ...place, end: reader.save() }, records.length, 'take');
      }
      if (own.arm(() => reader.hasRecord())) {
        words.wait(RING.readerBell, BELL.asleep);
        own.disarm();
      }
      return [{ ...place, end: reader.save(), operation: 'take' }];
    },
  };
}

function first<E>(operation: Operation, end: E): Place<E> {
  return { operation, end, count: 0, last: [], late: [], isStuck: false };
}

/** Behind a record comes the next one, or the batch ends; it ends where there is no room or no record, and where all are done. */
function afterRecord<E>(
  place: Place<E>,
  isDone: boolean,
  all: number,
  next: Operation,
  ending: Operation,
): readonly Place<E>[] {
  const ended: Place<E> = { ...place, operation: ending, isStuck: !isDone };
  return isDone && place.count < all ? [{ ...place, operation: next }, ended] : [ended];
}

function afterBatch<E>(place: Place<E>, all: number, next: Operation): readonly Place<E>[] {
  const { count, isStuck } = place;
  return [{ ...place, operation: count === all ? 'done' : isStuck ? 'sleep' : next, isStuck: false }];
}

/** @throws Error if no record can have that number of words. */
function wordsFrom(at: number, count: number, capacity: number): readonly number[] {
  if (count < 0 || count > capacity) throw new Error(`a record of ${count} words`);
  return Array.from({ length: count }, (_, i) => at + i);
}
