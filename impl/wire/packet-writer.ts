/** Writes the body of a packet (docs/wire-format.md), and knows beforehand how many words that takes. */
import type { EpochRecord, LogImage, Mark } from '../core/records.js';
import { expectWhole } from './expect-whole.js';
import { putNumber } from './layout.js';

/** The words that the members of an epoch take up. */
export function memberWords(hosts: number): number {
  return Math.ceil(hosts / 32);
}

/** The words that the lives of all hosts take up. */
export function livesWords(hosts: number): number {
  return 2 * hosts;
}

/** The words that a log takes up. */
export function imageWords({ mark, snapshot, frames }: LogImage): number {
  const markWords = 2 + 2 + 1 + wordsFor(mark.sources.length) + 2 * mark.numbers.length;
  return 4 + markWords + 2 + wordsFor(snapshot?.length ?? 0) + 1 + wordsFor(frames.length);
}

/** The words that this many bytes take up. */
export function wordsFor(bytes: number): number {
  return Math.ceil(bytes / 4);
}

/** What an error says of any number of a packet. */
const NUMBER = 'a number in a packet';
/** What an error says of a life, which every host of a ring without disks has. */
const LIFE = 'a life in a packet of hosts without disks';

/** Writes one part after the other. Nothing is written that is not read again: numbers beyond that are an `EXO411`. */
export class PacketWriter {
  readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(size: number) {
    this.words = new Int32Array(size);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  word(value: number): void {
    this.words[this.at++] = value;
  }

  host(value: number, hosts: number): void {
    expectWhole(NUMBER, value, hosts - 1);
    this.word(value);
  }

  number(value: number): void {
    expectWhole(NUMBER, value, Number.MAX_SAFE_INTEGER);
    putNumber(this.words, this.at, value);
    this.at += 2;
  }

  /** Bytes, and zeros up to the next word. */
  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, 4 * this.at);
    this.at += wordsFor(bytes.length);
  }

  epoch({ number, members, base, snapshot }: EpochRecord, hosts: number): void {
    this.number(number);
    this.number(base);
    this.number(snapshot);
    const bits = new Int32Array(memberWords(hosts));
    for (const host of members) {
      expectWhole(NUMBER, host, hosts - 1);
      bits[host >>> 5] = (bits[host >>> 5] as number) | (1 << (host & 31));
    }
    for (const word of bits) this.word(word);
  }

  /** D1: the life of a sender. */
  life(life: number | undefined): void {
    expectWhole(LIFE, life ?? -1, Number.MAX_SAFE_INTEGER);
    this.number(life ?? 0);
  }

  /** D1: by host, a life that is known. */
  lives(lives: Float64Array | undefined, hosts: number): void {
    expectWhole(LIFE, lives?.length === hosts ? hosts : -1, hosts);
    lives?.forEach((life) => this.number(life));
  }

  image({ mark, snapshot, delivered, length, frames }: LogImage): void {
    this.number(delivered);
    this.number(length);
    this.mark(mark);
    this.word(snapshot === null ? 0 : 1);
    this.word(snapshot?.length ?? 0);
    if (snapshot !== null) this.raw(snapshot);
    this.word(frames.length);
    this.raw(frames);
  }

  /** What may be -1 is written one higher. */
  private mark({ length, lastEpoch, sources, numbers }: Mark): void {
    this.number(length);
    this.number(lastEpoch + 1);
    this.word(sources.length);
    this.raw(sources);
    for (const number of numbers) this.number(number + 1);
  }
}
