/**
 * C1 and C2 through rings in shared memory. A record is a kind, a number of bytes, a number of 64 bits, and what else the kind has. Snapshots
 * are as long as applications make them, and go through in pieces.
 */
import { assert } from '../../errors/index.js';
import { countOf, FIRST_WORD, HEADER_WORDS, numberAt, putNumber, SLOT_AT, wordsOf } from '../wire/layout.js';
import { SourceWords } from '../wire/source-words.js';
import type { C1, C2 } from './channels.js';
import { Pieces, PieceWriter } from './pieces.js';
import { recordWordsMax, type RingReader, type RingWriter } from './ring.js';
import type { SharedWords } from './ring-words.js';
import { copyWords } from '../core/frame-ring.js';

const KIND = { begin: 1, payload: 2, reset: 3, append: 4, snapshot: 5, empties: 6 } as const;
const BYTES_AT = 1;
const NUMBER_AT = 2;
const REST_AT = 4;
const BEGIN_WORDS = 8;
/** How many entries there are, where a record of other kinds has its bytes. */
const ENTRIES_AT = BYTES_AT;
/** No piece of a snapshot has more words than this, so that others are let in between. */
const PIECE_WORDS_MAX = 4_096;

/** The driver's end of C1. What is put is seen by the engine once the ring is published. */
export class RingC1 implements C1 {
  private readonly source = new SourceWords();

  constructor(
    private readonly ring: RingWriter,
    private readonly shared: SharedWords,
  ) {}

  begin(session: number, delivered: number, pointer: number): boolean {
    const at = this.ring.claim(BEGIN_WORDS);
    if (at < 0) return false;
    putBegin(this.shared.array, at, session, delivered, pointer);
    return true;
  }

  payload(number: number, source: Uint8Array, at: number, bytes: number): boolean {
    const { array } = this.shared;
    const place = this.ring.claim(REST_AT + ((bytes + 3) >>> 2));
    if (place < 0) return false;
    array[place] = KIND.payload;
    array[place + BYTES_AT] = bytes;
    putNumber(array, place + NUMBER_AT, number);
    const words = this.source.of(source, at, (bytes + 3) & ~3);
    if (words === null) copyBytesIn(source, at, this.shared, place + REST_AT, bytes);
    else copyWords(words, at >>> 2, array, place + REST_AT, (bytes + 3) >>> 2);
    return true;
  }
}

/**
 * The engine's end of C2. What is put is seen by the driver once it is published. Empty entries one after the other are one record: nobody is
 * given anything of them, and a ring in which nothing waits has no others.
 */
export class RingC2 implements C2 {
  private readonly pieces: PieceWriter;
  /** Where the record is that the next empty entry joins, and its slot; -1 if it is to have a new one. */
  private emptiesAt = -1;
  private nextEmpty = 0;
  /** Empty entries that were put since the last publication. */
  private empties = 0;
  /** Whether something else was. */
  private hasOthers = false;

  constructor(
    private readonly ring: RingWriter,
    private readonly shared: SharedWords,
    capacity: number,
    /** Empty entries that may wait to be published. */
    private readonly emptiesMax = 0,
  ) {
    const headWords = REST_AT + 4;
    const pieceWords = Math.min(PIECE_WORDS_MAX, recordWordsMax(capacity) - headWords);
    this.pieces = new PieceWriter(4 * pieceWords);
  }

  /** Whether what was put is to be published now: a few empty entries may wait for others, because nobody waits for them. */
  get isDue(): boolean {
    return this.hasOthers || this.empties > this.emptiesMax;
  }

  /** Shows the driver all that was put. */
  publish(): void {
    this.emptiesAt = -1;
    this.empties = 0;
    this.hasOthers = false;
    this.ring.publish();
  }

  reset(): boolean {
    const at = this.claim(1);
    if (at < 0) return false;
    this.shared.array[at] = KIND.reset;
    return true;
  }

  begin(session: number, next: number, mark: number): boolean {
    this.pieces.forget();
    const at = this.claim(BEGIN_WORDS);
    if (at < 0) return false;
    putBegin(this.shared.array, at, session, next, mark);
    return true;
  }

  /** Puts as many pieces as there is room for; true once all are. */
  snapshot(mark: number, number: number, bytes: Uint8Array): boolean {
    return this.pieces.put(bytes, (from, size) => {
      const { array } = this.shared;
      const at = this.claim(REST_AT + 4 + ((size + 3) >>> 2));
      if (at < 0) return false;
      array[at] = KIND.snapshot;
      array[at + BYTES_AT] = size;
      putNumber(array, at + NUMBER_AT, mark);
      // Numbers begin at 0, and -1 says that there is none.
      putNumber(array, at + REST_AT, number + 1);
      array[at + REST_AT + 2] = from;
      array[at + REST_AT + 3] = bytes.length;
      copyBytesIn(bytes, from, this.shared, at + REST_AT + 4, size);
      return true;
    });
  }

  append(slot: number, words: Int32Array, at: number): boolean {
    if (countOf(words, at) === 0) return this.appendEmpties(slot, 1) > 0;
    const { array } = this.shared;
    const count = wordsOf(words, at);
    const place = this.claim(REST_AT + count);
    if (place < 0) return false;
    array[place] = KIND.append;
    putNumber(array, place + NUMBER_AT, slot);
    copyWords(words, at, array, place + REST_AT, count);
    return true;
  }

  appendEmpties(slot: number, count: number): number {
    const { array } = this.shared;
    if (this.emptiesAt < 0 || slot !== this.nextEmpty) {
      const place = this.ring.claim(REST_AT);
      if (place < 0) return 0;
      array[place] = KIND.empties;
      array[place + ENTRIES_AT] = 0;
      putNumber(array, place + NUMBER_AT, slot);
      this.emptiesAt = place;
    }
    const at = this.emptiesAt + ENTRIES_AT;
    array[at] = (array[at] as number) + count;
    this.nextEmpty = slot + count;
    this.empties += count;
    return count;
  }

  /** Room for a record of another kind, behind which no empty entry joins one before it; -1 if there is none. */
  private claim(count: number): number {
    const at = this.ring.claim(count);
    if (at < 0) return at;
    this.emptiesAt = -1;
    this.hasOthers = true;
    return at;
  }
}

/** The engine's side of C1: gives up to `most` records to the edge. Returns how many it has taken. */
export function takeC1(ring: RingReader, { array, bytes }: SharedWords, to: C1, most: number): number {
  let taken = 0;
  for (; taken < most; taken++) {
    const at = ring.peek();
    if (at < 0) break;
    const number = numberAt(array, at + NUMBER_AT);
    const isPayload = array[at] === KIND.payload;
    const isTaken = isPayload
      ? to.payload(number, bytes, 4 * (at + REST_AT), array[at + BYTES_AT] as number)
      : to.begin(number, numberAt(array, at + REST_AT), numberAt(array, at + REST_AT + 2));
    if (!isTaken) break;
    ring.take();
    // O3, O9: an engine that is killed now leaves no session in C1 that the next one would go on with.
    if (!isPayload) ring.release();
  }
  if (taken > 0) ring.release();
  return taken;
}

/** The driver's side of C2: gives records to the driver. */
export class C2Reader {
  private readonly pieces = new Pieces();
  /** The frame of an empty entry, with nothing in it but that, and its slot. */
  private readonly empty = new Int32Array(HEADER_WORDS).fill(FIRST_WORD, 0, 1);
  /** Entries of a record of empty ones that the driver has taken. */
  private emptiesTaken = 0;

  constructor(
    private readonly ring: RingReader,
    private readonly shared: SharedWords,
  ) {}

  /** Gives up to `most` records to the driver. Returns how many it has taken. */
  take(to: C2, most: number): number {
    const { ring } = this;
    let taken = 0;
    for (; taken < most; taken++) {
      const at = ring.peek();
      if (at < 0 || !this.give(to, at)) break;
      ring.take();
    }
    if (taken > 0) ring.release();
    return taken;
  }

  private give(to: C2, at: number): boolean {
    const { array } = this.shared;
    const number = numberAt(array, at + NUMBER_AT);
    switch (array[at]) {
      case KIND.append:
        return to.append(number, array, at + REST_AT);
      case KIND.empties:
        return this.giveEmpties(to, number, array[at + ENTRIES_AT] as number);
      case KIND.begin:
        return to.begin(number, numberAt(array, at + REST_AT), numberAt(array, at + REST_AT + 2));
      case KIND.reset:
        return to.reset();
      default:
        assert(array[at] === KIND.snapshot, 'C2 has records of five kinds');
        return this.giveSnapshot(to, number, at);
    }
  }

  /** The driver may take some of them now, and the others later. */
  private giveEmpties(to: C2, slot: number, count: number): boolean {
    const { empty } = this;
    const left = count - this.emptiesTaken;
    if (to.appendEmpties !== undefined) this.emptiesTaken += to.appendEmpties(slot + this.emptiesTaken, left);
    for (; this.emptiesTaken < count; this.emptiesTaken++) {
      const next = slot + this.emptiesTaken;
      putNumber(empty, SLOT_AT, next);
      if (!to.append(next, empty, 0)) return false;
    }
    this.emptiesTaken = 0;
    return true;
  }

  private giveSnapshot(to: C2, mark: number, at: number): boolean {
    const { array, bytes } = this.shared;
    const from = 4 * (at + REST_AT + 4);
    const piece = bytes.subarray(from, from + (array[at + BYTES_AT] as number));
    const whole = this.pieces.add(
      piece,
      array[at + REST_AT + 2] as number,
      array[at + REST_AT + 3] as number,
    );
    return whole === null || to.snapshot(mark, numberAt(array, at + REST_AT) - 1, whole);
  }
}

function putBegin(array: Int32Array, at: number, session: number, one: number, other: number): void {
  array[at] = KIND.begin;
  putNumber(array, at + NUMBER_AT, session);
  putNumber(array, at + REST_AT, one);
  putNumber(array, at + REST_AT + 2, other);
}

/** Beyond this many bytes the runtime's copy is faster than a loop. */
const LOOP_BYTES_MAX = 48;

/** Copies bytes to where a word begins. */
export function copyBytesIn(
  from: Uint8Array,
  at: number,
  to: SharedWords,
  place: number,
  size: number,
): void {
  const { bytes } = to;
  const byte = 4 * place;
  if (size > LOOP_BYTES_MAX) bytes.set(from.subarray(at, at + size), byte);
  else for (let i = 0; i < size; i++) bytes[byte + i] = from[at + i] as number;
}
