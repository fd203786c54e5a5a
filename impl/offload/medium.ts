/**
 * The broadcast medium and the out-of-band network of engines in one process: a queue among those of one thread, and a ring from each thread to
 * each other one. A frame that finds no room in a ring is lost, as on any medium.
 */
import type { Packet } from '../core/records.js';
import type { Host } from '../host/host.js';
import { countOf, wordsOf } from '../wire/layout.js';
import { decodePacket, encodePacket, type PacketRing } from '../wire/packets.js';
import { FrameQueue } from './frame-queue.js';
import { engineThreads, type SharedMemory } from './layout.js';
import { Pieces, PieceWriter } from './pieces.js';
import { copyBytesIn } from './ring-channels.js';
import type { RingReader, RingWriter } from './ring.js';
import type { SharedWords } from './ring-words.js';
import { copyWords } from '../core/frame-ring.js';

/** Frames that may wait for engines of the same thread. */
const LOCAL = { entriesMax: 1_024, bytesMax: 2 ** 20 };
const TO_ALL = -1;

/** An engine of this thread. */
interface Member {
  readonly self: number;
  readonly host: Host;
  /** How many of the frames that wait it has been given. */
  heard: number;
  /** Whether it has taken an entry that it has not gone on with. */
  hasTaken: boolean;
}

/** What engines of one thread send to each other and to those of other threads. */
export class Medium {
  /** Frames that were lost because there was no room for them. */
  lost = 0;
  private readonly queue = new FrameQueue(LOCAL);
  private readonly packets: { readonly to: number; readonly packet: Packet }[] = [];
  private readonly links: readonly Link[];
  private readonly members: Member[] = [];

  constructor(
    memory: SharedMemory,
    thread: number,
    private readonly activity: { payloads: number },
    private readonly ring: PacketRing,
  ) {
    const others = engineThreads(memory.plan).filter((other) => other !== thread);
    this.links = others.map((other) => new Link(memory, thread, other, activity, ring));
  }

  /** An engine of this thread hears from now on. */
  join(self: number, host: Host): void {
    this.members.push({ self, host, heard: this.queue.length, hasTaken: false });
  }

  /** The frame at word `at` is for all others. */
  broadcast(from: number, words: Int32Array, at: number): void {
    this.activity.payloads += countOf(words, at);
    if (this.members.length > 1 && !this.queue.push(words, at, TO_ALL - from)) this.lost += 1;
    for (const link of this.links) if (!link.putFrame(TO_ALL, words, at)) this.lost += 1;
  }

  /** The frame at word `at` is for one of them. */
  resend(to: number, words: Int32Array, at: number): void {
    const link = this.linkTo(to);
    const isTaken = link === null ? this.queue.push(words, at, to) : link.putFrame(to, words, at);
    if (!isTaken) this.lost += 1;
  }

  send(to: number, packet: Packet): void {
    const link = this.linkTo(to);
    if (link === null) this.packets.push({ to, packet });
    else link.putPacket(to, encodePacket(packet, this.ring));
  }

  /**
   * Gives each engine of this thread what it has not heard yet, one engine after the other, in ring order: as a rule that takes the token once
   * around, and each host goes on once with all that it has heard in between. Then up to `most` messages of each other thread. Returns how many.
   */
  poll(most: number): number {
    let count = this.deliverPackets(most);
    for (const member of this.members) count += this.deliverTo(member);
    // What those have said who came later may be all that is waited for, or what those say whose next turn it is.
    for (const member of this.members) {
      if (!this.tellWaiting()) break;
      count += this.deliverTo(member);
    }
    this.tellWaiting();
    this.dropHeard();
    for (const link of this.links) count += this.takeFrom(link, most);
    return count;
  }

  /** Shows the other threads what was put for them. */
  publish(): void {
    for (const link of this.links) link.publish();
  }

  /** What is said in answer is shown at once: it may be all that another thread waits for. */
  private takeFrom(link: Link, most: number): number {
    const count = link.take(this.members, most);
    if (count === 0) return 0;
    this.publish();
    link.release();
    return count;
  }

  private deliverPackets(most: number): number {
    const { packets } = this;
    let count = 0;
    for (; count < most && packets.length > 0; count++) {
      const { to, packet } = packets.shift() as (typeof packets)[number];
      this.members.find(({ self }) => self === to)?.host.packet(packet);
    }
    return count;
  }

  /** Gives what there is to those who wait for agreement alone. Returns whether somebody still does. */
  private tellWaiting(): boolean {
    let isWaiting = false;
    for (const member of this.members) {
      const { engine } = member.host;
      if (engine?.isWaiting !== true) continue;
      this.deliverTo(member);
      if (engine.isWaiting) isWaiting = true;
    }
    return isWaiting;
  }

  /** Whatever the engine broadcasts while it goes on waits for the others. */
  private deliverTo(member: Member): number {
    const { queue } = this;
    const { self, host, heard } = member;
    const end = queue.length;
    if (heard === end) return 0;
    let to = heard;
    while (to < end && isFor(queue.tagOf(to), self)) to += 1;
    if (to === end) host.hear(queue, heard, end);
    else this.deliverSome(member, heard, end);
    // What it has said meanwhile is for others.
    member.heard = queue.length;
    return end - heard;
  }

  /** Delivers frames to a member, where some of them are for others. */
  private deliverSome(member: Member, heard: number, end: number): void {
    const { queue } = this;
    const { self, host } = member;
    for (let from = heard; from < end;) {
      let to = from;
      while (to < end && isFor(queue.tagOf(to), self)) to += 1;
      if (to > from && host.soundFrames(queue, from, to)) member.hasTaken = true;
      from = to + 1;
    }
    goOn(member);
  }

  /** What everybody has heard waits no more. */
  private dropHeard(): void {
    const { queue, members } = this;
    let heard = queue.length;
    for (const member of members) if (member.heard < heard) heard = member.heard;
    if (heard === 0) return;
    queue.shift(heard);
    for (const member of members) member.heard -= heard;
  }

  private linkTo(host: number): Link | null {
    return this.links.find((link) => link.hosts.includes(host)) ?? null;
  }
}

/** Whether a frame is for a host: it has the number of that, or of whom it is from that broadcast it. */
function isFor(tag: number, self: number): boolean {
  return tag >= 0 ? self === tag : self !== TO_ALL - tag;
}

function give(member: Member, words: Int32Array, at: number): void {
  if (member.host.soundFrameAt(words, at)) member.hasTaken = true;
}

/** With all that it has taken. */
function goOn(member: Member): void {
  if (!member.hasTaken) return;
  member.hasTaken = false;
  member.host.goOn();
}

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

/** The two rings between this thread and another one. */
class Link {
  /** The hosts whose engines the other thread runs. */
  readonly hosts: readonly number[];
  private readonly out: RingWriter;
  private readonly inbox: RingReader;
  private readonly shared: SharedWords;
  private readonly waiting: { readonly to: number; readonly bytes: Uint8Array }[] = [];
  private readonly sent = new PieceWriter(PIECE_BYTES_MAX);
  private readonly pieces = new Pieces();

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
  }

  putFrame(to: number, words: Int32Array, at: number): boolean {
    const { array } = this.shared;
    const count = wordsOf(words, at);
    const place = this.out.claim(FRAME_AT + count);
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

  take(members: readonly Member[], most: number): number {
    const { inbox, shared } = this;
    const { array } = shared;
    let count = 0;
    for (; count < most; count++) {
      const at = inbox.peek();
      if (at < 0) break;
      if (array[at] === KIND.frame) this.giveFrame(members, at);
      else this.givePiece(members, at);
      inbox.take();
    }
    if (count === 0) return 0;
    for (const member of members) goOn(member);
    return count;
  }

  /** What was taken is done with: its room is the other thread's again. */
  release(): void {
    this.inbox.release();
  }

  private giveFrame(members: readonly Member[], at: number): void {
    const { array } = this.shared;
    const to = array[at + TO_AT] as number;
    this.activity.payloads += countOf(array, at + FRAME_AT);
    for (const member of members) if (to < 0 || to === member.self) give(member, array, at + FRAME_AT);
  }

  private givePiece(members: readonly Member[], at: number): void {
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
      const at = this.out.claim(PIECE_AT + ((size + 3) >>> 2));
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
