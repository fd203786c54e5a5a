/** O6: snapshots of an application on their way to its engine, in a ring of their own: behind payloads they could wait for ever. */
import { numberAt, putNumber } from '../wire/layout.js';
import { Pieces, PieceWriter } from './pieces.js';
import { copyBytesIn } from './ring-channels.js';
import { recordWordsMax, type RingReader, type RingWriter } from './ring.js';
import type { SharedWords } from './ring-words.js';

const SESSION_AT = 0;
const SLOT_AT = 2;
const FROM_AT = 4;
const WHOLE_AT = 5;
const BYTES_AT = 6;
const PIECE_AT = 7;

interface Snapshot {
  readonly session: number;
  readonly slot: number;
  readonly bytes: Uint8Array;
}

/** The driver's end: the newest snapshot goes through, piece by piece; one that is under way goes first. */
export class SnapshotWriter {
  private current: Snapshot | null = null;
  private following: Snapshot | null = null;
  private readonly pieces: PieceWriter;

  constructor(
    private readonly ring: RingWriter,
    private readonly shared: SharedWords,
    capacity: number,
  ) {
    this.pieces = new PieceWriter(4 * (recordWordsMax(capacity) - PIECE_AT));
  }

  /** The application's snapshot of the first `slot` entries; it is copied. */
  put(session: number, slot: number, snapshot: Uint8Array): void {
    const one = { session, slot, bytes: snapshot.slice() };
    if (this.current === null) this.current = one;
    else this.following = one;
  }

  /** Puts as much as there is room for. Returns whether it has put something. */
  goOn(): boolean {
    const before = this.ring.records;
    while (this.current !== null && this.putCurrent(this.current)) {
      this.current = this.following;
      this.following = null;
    }
    return this.ring.records > before;
  }

  private putCurrent({ session, slot, bytes }: Snapshot): boolean {
    const { array } = this.shared;
    return this.pieces.put(bytes, (from, size) => {
      const at = this.ring.claim(PIECE_AT + ((size + 3) >>> 2));
      if (at < 0) return false;
      putNumber(array, at + SESSION_AT, session);
      putNumber(array, at + SLOT_AT, slot);
      array[at + FROM_AT] = from;
      array[at + WHOLE_AT] = bytes.length;
      array[at + BYTES_AT] = size;
      copyBytesIn(bytes, from, this.shared, at + PIECE_AT, size);
      return true;
    });
  }
}

/** The engine's end. It always takes all that there is. */
export class SnapshotReader {
  private readonly pieces = new Pieces();

  constructor(
    private readonly ring: RingReader,
    private readonly shared: SharedWords,
  ) {}

  /** Hands over the snapshots that have come whole. Returns whether anything has come. */
  take(to: { compact(session: number, slot: number, snapshot: Uint8Array): void }): boolean {
    const { ring } = this;
    const { array, bytes } = this.shared;
    let at = ring.peek();
    if (at < 0) return false;
    for (; at >= 0; at = ring.peek()) {
      const from = 4 * (at + PIECE_AT);
      const piece = bytes.subarray(from, from + (array[at + BYTES_AT] as number));
      const whole = this.pieces.add(piece, array[at + FROM_AT] as number, array[at + WHOLE_AT] as number);
      if (whole !== null) to.compact(numberAt(array, at + SESSION_AT), numberAt(array, at + SLOT_AT), whole);
      ring.take();
    }
    ring.release();
    return true;
  }
}
