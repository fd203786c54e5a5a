/** What two threads of engines say to each other: frames, each a record of the ring between them, and packets in pieces. */
import { copyWords, type FrameRun } from '../core/frame-ring.js';
import type { Host } from '../host/host.js';
import { countOf, wordsOf } from '../wire/layout.js';
import { decodePacket, type PacketRing } from '../wire/packets.js';
import type { SharedMemory } from './layout.js';
import { Pieces, PieceWriter } from './pieces.js';
import { copyBytesIn } from './ring-channels.js';
import { RECORD_HEAD_WORDS, type RingReader, type RingWriter } from './ring.js';
import type { SharedWords } from './ring-words.js';

/** An engine of this thread. */
export interface Hearer {
  readonly self: number;
  readonly host: Host;
}

/** Whom a frame is for, where it is for all. */
export const TO_ALL = -1;

const KIND = { frame: 1, piece: 2 } as const;
const TO_AT = 1;
const FRAME_AT = 2;
const FROM_AT = 2;
const WHOLE_AT = 3;
const BYTES_AT = 4;
const PIECE_AT = 5;
const PIECE_BYTES_MAX = 4_096;
/** Packets that may wait for room; older ones are lost. */
const PACKETS_MAX = 256;

/** The room of what was taken is given back once it is this part of a ring, or after this number of turns without a message. */
const RELEASES_A_ROUND = 16;
const IDLE_TURNS = 8;
/** Frames that are given to engines together, at most. */
const RUN_MAX = 64;

/** The words of a line of the cache. */
const LINE_WORDS = 16;

/** The least number of words, this one or above, with which a record and its head fill lines of the cache: a message moves none that another one is in. */
function wholeLines(words: number): number {
  return ((words + RECORD_HEAD_WORDS + LINE_WORDS - 1) & -LINE_WORDS) - RECORD_HEAD_WORDS;
}

/** The two rings between this thread and another one. */
export class Link implements FrameRun {
  /** The hosts whose engines the other thread runs. */
  readonly hosts: readonly number[];
  private readonly out: RingWriter;
  private readonly inbox: RingReader;
  private readonly shared: SharedWords;
  private readonly waiting: { readonly to: number; readonly bytes: Uint8Array }[] = [];
  private readonly sent = new PieceWriter(PIECE_BYTES_MAX);
  private readonly pieces = new Pieces();
  /** Where frames begin that came one after the other, and are for all: they stand in the ring until they are released. */
  private readonly places = new Int32Array(RUN_MAX);
  private run = 0;
  /** Turns without a message. */
  private idleTurns = 0;
  private readonly releaseWords: number;

  constructor(
    memory: SharedMemory,
    thread: number,
    other: number,
    private readonly activity: { payloads: number },
    private readonly ring: PacketRing,
  ) {
    this.hosts = memory.plan.engines.flatMap((one, host) => (one === other ? [host] : []));
    this.out = memory.writer(memory.medium(thread, other), other);
    this.inbox = memory.reader(memory.medium(other, thread), other);
    this.shared = memory.words;
    this.releaseWords = memory.plan.mediumWords / RELEASES_A_ROUND;
  }

  putFrame(to: number, words: Int32Array, at: number): boolean {
    const { array } = this.shared;
    const count = wordsOf(words, at);
    const place = this.out.claim(wholeLines(FRAME_AT + count));
    if (place < 0) return false;
    array[place] = KIND.frame;
    array[place + TO_AT] = to;
    copyWords(words, at, array, place + FRAME_AT, count);
    return true;
  }

  putPacket(to: number, bytes: Uint8Array): void {
    this.waiting.push({ to, bytes });
    // The first may be under way.
    if (this.waiting.length > PACKETS_MAX) this.waiting.splice(1, 1);
  }

  publish(): void {
    const { waiting } = this;
    for (let one = waiting[0]; one !== undefined && this.putPieces(one.to, one.bytes); one = waiting[0])
      waiting.shift();
    this.out.publish();
  }

  get words(): Int32Array {
    return this.shared.array;
  }

  placeOf(index: number): number {
    return this.places[index] as number;
  }

  take(members: readonly Hearer[], most: number): number {
    const { inbox, shared } = this;
    const { array } = shared;
    const last = Math.min(most, RUN_MAX);
    let count = 0;
    for (; count < last; count++) {
      // What has come behind the first of them is known here, or it is found the next time.
      if (count > 0 && !inbox.mayHaveRecord()) break;
      const at = inbox.peek();
      if (at < 0) break;
      if (array[at] === KIND.frame && array[at + TO_AT] === TO_ALL) this.collect(at + FRAME_AT);
      else this.giveOther(members, at);
      inbox.take();
    }
    if (this.run > 0) this.giveRun(members);
    return count;
  }

  mayHaveNews(): boolean {
    return this.inbox.mayHaveRecord();
  }

  /**
   * What was taken is done with: its room is the other thread's again. That is said when there is much of it, or nothing has come for a while: whoever
   * says it with each message has the other thread wait for the memory.
   */
  release(taken: number): void {
    const { inbox } = this;
    this.idleTurns = taken > 0 ? 0 : this.idleTurns + 1;
    if (inbox.unreleased >= this.releaseWords || this.idleTurns === IDLE_TURNS) inbox.release();
  }

  private collect(at: number): void {
    this.places[this.run++] = at;
    this.activity.payloads += countOf(this.shared.array, at);
  }

  /** Each engine is given all that came for all together, as it is given what engines of this thread say. */
  private giveRun(members: readonly Hearer[]): void {
    const { run } = this;
    this.run = 0;
    for (const { host } of members) host.hear(this, 0, run);
  }

  private giveOther(members: readonly Hearer[], at: number): void {
    const { array } = this.shared;
    if (this.run > 0) this.giveRun(members);
    if (array[at] !== KIND.frame) {
      this.givePiece(members, at);
      return;
    }
    this.collect(at + FRAME_AT);
    const to = array[at + TO_AT];
    this.giveRun(members.filter(({ self }) => self === to));
  }

  private givePiece(members: readonly Hearer[], at: number): void {
    const { array, bytes } = this.shared;
    const from = 4 * (at + PIECE_AT);
    const piece = bytes.subarray(from, from + (array[at + BYTES_AT] as number));
    const whole = this.pieces.add(piece, array[at + FROM_AT] as number, array[at + WHOLE_AT] as number);
    if (whole === null) return;
    const packet = decodePacket(whole, this.ring);
    if (packet.kind === 'refused') return;
    members.find(({ self }) => self === array[at + TO_AT])?.host.packet(packet);
  }

  private putPieces(to: number, bytes: Uint8Array): boolean {
    return this.sent.put(bytes, (from, size) => {
      const { array } = this.shared;
      const at = this.out.claim(wholeLines(PIECE_AT + ((size + 3) >>> 2)));
      if (at < 0) return false;
      array[at] = KIND.piece;
      array[at + TO_AT] = to;
      array[at + FROM_AT] = from;
      array[at + WHOLE_AT] = bytes.length;
      array[at + BYTES_AT] = size;
      copyBytesIn(bytes, from, this.shared, at + PIECE_AT, size);
      return true;
    });
  }
}
