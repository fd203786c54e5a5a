/**
 * A ring of records between two threads, one of which writes and the other reads: a bounded FIFO in memory that they share, without
 * locks and system calls. Explored access by access in conformance/ring.
 */
import { assert, ExoError } from '../../errors/index.js';
import type { Bell } from './bell.js';
import type { RingWords } from './ring-words.js';

/**
 * What of a ring is where, in words from its first one. Tail and head have one writer each, and are on cache lines of their own,
 * with the bells of both threads, if they have none elsewhere. A record is its number of words and then these, one after
 * the other; it never goes over the end of the ring: a marker in place of the number says that the next one is at the beginning.
 */
export const RING = { tail: 0, head: 16, readerBell: 32, writerBell: 48, records: 64 } as const;

const WRAP_MARKER = -1;
/** What stands before the words of a record. */
export const RECORD_HEAD_WORDS = 1;
const CAPACITY_MIN = 4;
const CAPACITY_MAX = 2 ** 30;

/** Where a ring is. Both ends have to be given the same. */
export interface RingPlace {
  readonly words: RingWords;
  /** The first word of the ring. */
  readonly at: number;
  /** Words for records: a power of two, 4 to 2^30. A record has at most half of them, less one. */
  readonly capacity: number;
}

/** Whether a number is a power of two within bounds, as the capacities of rings are. */
export function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return Number.isInteger(Math.log2(value)) && value >= least && value <= most;
}

/** How many words a ring takes altogether. */
export function ringWords(capacity: number): number {
  return RING.records + capacity;
}

/** Words of the longest record that a ring takes, so that there is room for it, wherever the ring has come to, once it is empty. */
export function recordWordsMax(capacity: number): number {
  return capacity / 2 - RECORD_HEAD_WORDS;
}

/** Where the ends of a ring are, in words of all time modulo 2^32, as the writer has it. */
export interface RingWriterState {
  readonly tail: number;
  readonly published: number;
  readonly head: number;
}

/** As the reader has it. */
export interface RingReaderState {
  readonly head: number;
  readonly released: number;
  readonly tail: number;
}

/** The end that puts records in. What is put is seen by the reader once it is published: batches cost one publication. */
export class RingWriter {
  /** Records that were put. */
  records = 0;
  /** How often there was no room. */
  refused = 0;
  private readonly mask: number;
  private readonly first: number;
  /** Where the next record goes. */
  private tail: number;
  /** Up to where the reader may know. */
  private published: number;
  /** Where the reader was when it was last looked for: it can only be further. */
  private head: number;

  /**
   * Goes on where the ring is.
   *
   * @throws ExoError EXO401 if the capacity is none.
   */
  constructor(
    private readonly place: RingPlace,
    private readonly bell: Pick<Bell, 'ring'>,
  ) {
    expectCapacity(place);
    this.mask = place.capacity - 1;
    this.first = place.at + RING.records;
    this.tail = place.words.load(place.at + RING.tail);
    this.published = this.tail;
    this.head = place.words.load(place.at + RING.head);
  }

  /** Puts a record of some words of `source`. Returns whether there was room. */
  put(source: Int32Array, from: number, count: number): boolean {
    const at = this.claim(count);
    if (at < 0) return false;
    this.place.words.writeAll(at, source, from, count);
    return true;
  }

  /** Room for a record, which the caller writes at once, plainly. Returns where it begins, or -1 if there is none. */
  claim(count: number): number {
    const { words } = this.place;
    const total = this.totalOf(count);
    if (!this.hasRoom(total)) {
      this.refused += 1;
      return -1;
    }
    let at = this.first + (this.tail & this.mask);
    if (total > count + RECORD_HEAD_WORDS) {
      words.write(at, WRAP_MARKER);
      at = this.first;
    }
    words.write(at, count);
    this.tail = (this.tail + total) | 0;
    this.records += 1;
    return at + RECORD_HEAD_WORDS;
  }

  /** Shows the reader all records that were put, and wakes it if it sleeps. */
  publish(): void {
    if (this.tail === this.published) return;
    this.place.words.store(this.place.at + RING.tail, this.tail);
    this.published = this.tail;
    this.bell.ring();
  }

  /** Whether a record of a number of words would find room, the reader looked for anew: what is to be asked before sleeping. */
  isRoomFor(count: number): boolean {
    this.lookForReader();
    return this.hasRoom(this.totalOf(count));
  }

  save(): RingWriterState {
    return { tail: this.tail, published: this.published, head: this.head };
  }

  load({ tail, published, head }: RingWriterState): void {
    this.tail = tail;
    this.published = published;
    this.head = head;
  }

  /** The words of a record with its head, and with the rest of the ring where it does not fit there. */
  private totalOf(count: number): number {
    assert(count >= 0 && count <= recordWordsMax(this.place.capacity), 'a record fits into half of a ring');
    const needed = count + RECORD_HEAD_WORDS;
    const rest = this.place.capacity - (this.tail & this.mask);
    return needed <= rest ? needed : rest + needed;
  }

  private hasRoom(total: number): boolean {
    if (total <= this.room) return true;
    this.lookForReader();
    return total <= this.room;
  }

  private lookForReader(): void {
    this.head = this.place.words.load(this.place.at + RING.head);
  }

  private get room(): number {
    return this.place.capacity - ((this.tail - this.head) | 0);
  }
}

/** The end that takes records out. Their words are the reader's until they are released: batches cost one release. */
export class RingReader {
  /** Records that were taken. */
  records = 0;
  /** How many words the record has that `peek` has found. */
  count = 0;
  private readonly mask: number;
  private readonly first: number;
  /** Where the next record is. */
  private head: number;
  /** Up to where the writer may know. */
  private released: number;
  /** Where the writer was when it was last looked for: it can only be further. */
  private tail: number;

  /**
   * Goes on where the ring is.
   *
   * @throws ExoError EXO401 if the capacity is none.
   */
  constructor(
    private readonly place: RingPlace,
    private readonly bell: Pick<Bell, 'ring'>,
  ) {
    expectCapacity(place);
    this.mask = place.capacity - 1;
    this.first = place.at + RING.records;
    this.head = place.words.load(place.at + RING.head);
    this.released = this.head;
    this.tail = place.words.load(place.at + RING.tail);
  }

  /** Where the words of the oldest record that is not taken begin, or -1 if there is none; `count` is their number. */
  peek(): number {
    if (!this.hasRecord()) return -1;
    const { words, capacity } = this.place;
    const index = this.head & this.mask;
    let at = this.first + index;
    let count = words.read(at);
    if (count === WRAP_MARKER) {
      this.head = (this.head + capacity - index) | 0;
      at = this.first;
      count = words.read(at);
    }
    this.count = count;
    return at + RECORD_HEAD_WORDS;
  }

  /** Goes on behind the record that `peek` has found. Its words stay as they are until `release`. */
  take(): void {
    this.head = (this.head + RECORD_HEAD_WORDS + this.count) | 0;
    this.records += 1;
  }

  /** Gives the writer the room of all records that were taken, and wakes it if it sleeps. */
  release(): void {
    if (this.head === this.released) return;
    this.place.words.store(this.place.at + RING.head, this.head);
    this.released = this.head;
    this.bell.ring();
  }

  /** Words of records that were taken and are not released. */
  get unreleased(): number {
    return (this.head - this.released) | 0;
  }

  /** Whether there is a record, the writer looked for anew if none is known: what is to be asked before sleeping. */
  hasRecord(): boolean {
    if (this.head !== this.tail) return true;
    this.tail = this.place.words.load(this.place.at + RING.tail);
    return this.head !== this.tail;
  }

  /** Whether there seems to be a record: what others have published may be seen late. */
  mayHaveRecord(): boolean {
    return this.head !== this.tail || this.place.words.read(this.place.at + RING.tail) !== this.tail;
  }

  save(): RingReaderState {
    return { head: this.head, released: this.released, tail: this.tail };
  }

  load({ head, released, tail }: RingReaderState): void {
    this.head = head;
    this.released = released;
    this.tail = tail;
  }
}

function expectCapacity({ capacity }: RingPlace): void {
  if (isPowerOfTwo(capacity, CAPACITY_MIN, CAPACITY_MAX)) return;
  throw new ExoError(
    'EXO401',
    `a ring has a capacity of ${capacity} words; accepted: a power of two, ${CAPACITY_MIN} to ${CAPACITY_MAX}`,
  );
}
