import { sealFrame, UNSEALED } from '../wire/frame.js';
import { alignedWords } from '../wire/aligned.js';
import { countOf, CRC_AT, firstNumberOf, wordsOf } from '../wire/layout.js';
import { successorsNeeded } from './ring.js';
import { weightOfOldest } from './history.js';

/** How much of a log is kept in memory. */
export interface LogSize {
  /** Entries after the mark; a power of two is made of it. */
  readonly entriesMax: number;
  /** Bytes of frames after the mark. */
  readonly bytesMax: number;
  /** For how many of them memory is taken at first, and half as much again whenever that is too little; left out, 65,536. */
  readonly bytesAtFirst?: number;
}

const BYTES_AT_FIRST = 65_536;

/** What a log keeps, and what can be read from it: frames in a ring of words, the place and the source of each, and a mark for what is compacted. */
export class LogMemory {
  /** The frames. Word `placeOf(slot)` is the first of a frame. Another array once the log has grown, and so is `bytes`. */
  words: Int32Array;
  bytes: Uint8Array;
  /** The slot of the first entry that is kept: how much the mark stands for. */
  start = 0;
  /** The next slot (s31: seq). */
  length = 0;
  /** The epoch of the last entry; -1 if there is none (R5). */
  lastEpoch = -1;
  /** Of the last h sources. */
  digest = 0;
  /** What the application made of the entries before `start`; null if there are none. */
  snapshot: Uint8Array | null = null;
  /** By host, the number of its last payload in the log; -1 if it has none (R11). */
  readonly lastNumbers: Float64Array;
  protected places: Int32Array;
  protected sources: Uint8Array;
  protected mask: number;
  protected readonly entriesMax: number;
  protected readonly bytesMax: number;
  /** How many words of memory the log may take, as a rule. */
  protected readonly wordsMax: number;
  protected readonly history: number;
  protected readonly weight: number;
  /** Where the next frame goes. */
  protected head = 0;
  protected markEpoch = -1;
  protected readonly markNumbers: Float64Array;

  constructor(hosts: number, { entriesMax, bytesMax, bytesAtFirst = BYTES_AT_FIRST }: LogSize) {
    this.history = successorsNeeded(hosts);
    this.weight = weightOfOldest(this.history);
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
    this.wordsMax = bytesMax >>> 2;
    // Sources before the first entry that is kept are kept too, as far as a history reaches back.
    const capacity = capacityFor(entriesMax, this.history);
    this.mask = capacity - 1;
    this.places = new Int32Array(capacity);
    this.sources = new Uint8Array(capacity);
    this.words = new Int32Array(Math.min(bytesMax, bytesAtFirst) >>> 2);
    this.bytes = new Uint8Array(this.words.buffer);
    this.lastNumbers = new Float64Array(hosts).fill(-1);
    this.markNumbers = new Float64Array(hosts).fill(-1);
  }

  /** The word at which a slot's frame begins. The slot must be kept. */
  placeOf(slot: number): number {
    return this.places[slot & this.mask] as number;
  }

  /** The source of a slot that is kept, or that is among the h before the first one kept. */
  sourceAt(slot: number): number {
    return this.sources[slot & this.mask] as number;
  }

  /** The number of the last payload in a slot's entry, which must be kept; -1 if it is an empty message. */
  lastNumberAt(slot: number): number {
    const place = this.placeOf(slot);
    const count = countOf(this.words, place);
    return count === 0 ? -1 : firstNumberOf(this.words, place) + count - 1;
  }

  /** The number of a host's last payload before the first entry that is kept; -1 if it has none. */
  markNumberOf(host: number): number {
    return this.markNumbers[host] as number;
  }

  /** The frames of slots from `from` to before `to`, one after the other, each with its CRC. */
  framesOf(from: number, to: number): Uint8Array {
    const frames = new Uint8Array(4 * this.wordsIn(from, to));
    const words = alignedWords(frames);
    let at = 0;
    for (let slot = from; slot < to; slot++) {
      const place = this.placeOf(slot);
      const end = 4 * (place + wordsOf(this.words, place));
      frames.set(this.bytes.subarray(4 * place, end), at);
      if (this.words[place + CRC_AT] === UNSEALED) sealFrame(words, at >>> 2);
      at += end - 4 * place;
    }
    return frames;
  }

  /** How many words the frames of slots from `from` to before `to` have. */
  protected wordsIn(from: number, to: number): number {
    let count = 0;
    for (let slot = from; slot < to; slot++) count += wordsOf(this.words, this.placeOf(slot));
    return count;
  }
}

/** A power of two: the places of a log with a number of entries. */
function capacityFor(entries: number, history: number): number {
  return 2 ** Math.ceil(Math.log2(entries + history + 1));
}
