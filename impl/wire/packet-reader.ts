import type { EpochRecord, LogImage, Mark } from '../core/records.js';
import { majority, successorsNeeded } from '../core/ring.js';
import { expect } from './packet-refusal.js';
import { epochOf, HEADER_WORDS as FRAME_HEADER_WORDS, numberAt, slotOf, wordsOf } from './layout.js';
import { memberWords, wordsFor } from './packet-writer.js';
import { checkFrame, FRAME_CHECK } from './frame.js';

/** Reads the words of a packet one after the other, and refuses what may not stand there. */
export class PacketReader {
  /** A view of the bytes as a plain array, whatever the packet came in. */
  private readonly bytes: Uint8Array;

  constructor(
    private readonly words: Int32Array,
    private at: number,
    private readonly configuration: number,
    private readonly hosts: number,
  ) {
    this.bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at === this.words.length;
  }

  word(): number {
    return this.words[this.take(1)] as number;
  }

  flag(): boolean {
    const word = this.word();
    expect(word === 0 || word === 1, 'inconsistent');
    return word === 1;
  }

  number(): number {
    const number = numberAt(this.words, this.take(2));
    expect(number <= Number.MAX_SAFE_INTEGER, 'number-too-large');
    return number;
  }

  /** A view of this many bytes; zeros fill up the last word. */
  raw(length: number): Uint8Array {
    expect(length >= 0, 'wrong-length');
    const from = 4 * this.take(wordsFor(length));
    for (let i = from + length; i < 4 * this.at; i++) expect(this.bytes[i] === 0, 'inconsistent');
    return this.bytes.subarray(from, from + length);
  }

  epoch(): EpochRecord {
    const { hosts } = this;
    const number = this.number();
    const base = this.number();
    const snapshot = this.number();
    const from = this.take(memberWords(hosts));
    const members: number[] = [];
    for (let bit = 0; bit < 32 * memberWords(hosts); bit++) {
      if (((this.words[from + (bit >>> 5)] as number) & (1 << (bit & 31))) === 0) continue;
      expect(bit < hosts, 'no-such-host');
      members.push(bit);
    }
    expect(members.length >= majority(hosts) && members.includes(number % hosts), 'wrong-members');
    expect(snapshot <= base, 'inconsistent');
    return { number, members: Uint8Array.from(members), base, snapshot };
  }

  /** By host, a life that is known. */
  lives(): Float64Array {
    return Float64Array.from({ length: this.hosts }, () => this.number());
  }

  image(): LogImage {
    const delivered = this.number();
    const length = this.number();
    const mark = this.mark();
    const hasSnapshot = this.flag();
    const snapshot = this.raw(this.word());
    expect(hasSnapshot || snapshot.length === 0, 'inconsistent');
    expect(mark.length <= delivered && delivered <= length, 'inconsistent');
    const frames = this.raw(this.word());
    this.expectEntries(frames, mark, length);
    return { mark, snapshot: hasSnapshot ? snapshot : null, delivered, length, frames };
  }

  private mark(): Mark {
    const { hosts } = this;
    const length = this.number();
    const lastEpoch = this.number() - 1;
    const count = this.word();
    expect(count === Math.min(length, successorsNeeded(hosts)), 'wrong-mark');
    expect(lastEpoch < 0 === (length === 0), 'wrong-mark');
    const sources = this.raw(count);
    expect(
      sources.every((source) => source < hosts),
      'no-such-host',
    );
    const from = this.take(2 * hosts);
    const numbers = new Float64Array(hosts);
    for (let host = 0; host < hosts; host++) {
      const number = numberAt(this.words, from + 2 * host) - 1;
      expect(number < Number.MAX_SAFE_INTEGER, 'number-too-large');
      numbers[host] = number;
    }
    return { length, lastEpoch, sources, numbers };
  }

  /** Sound frames, one after the other, for the slots from the mark to the length; their epochs do not fall. */
  private expectEntries(frames: Uint8Array, mark: Mark, length: number): void {
    const first = frames.byteOffset - this.bytes.byteOffset;
    const end = (first + frames.length) >>> 2;
    expect(frames.length % 4 === 0, 'wrong-frames');
    let at = first >>> 2;
    let slot = mark.length;
    let epoch = mark.lastEpoch;
    for (; at < end; slot++) {
      expect(end - at >= FRAME_HEADER_WORDS, 'wrong-frames');
      const size = wordsOf(this.words, at);
      expect(size <= end - at, 'wrong-frames');
      const check = checkFrame(this.words, at, 4 * size, this.configuration, this.hosts);
      expect(check === FRAME_CHECK.sound, 'wrong-frames');
      expect(slotOf(this.words, at) === slot && epochOf(this.words, at) >= epoch, 'wrong-frames');
      epoch = epochOf(this.words, at);
      at += size;
    }
    expect(slot === length, 'wrong-frames');
  }

  /** The place of the next this many words; there are that many. */
  private take(count: number): number {
    const from = this.at;
    expect(count <= this.words.length - from, 'wrong-length');
    this.at = from + count;
    return from;
  }
}
