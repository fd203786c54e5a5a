/**
 * The broadcast medium and the out-of-band network of engines in one process: a queue among those of one thread, and a ring from each thread to
 * each other one. A frame that finds no room in a ring is lost, as on any medium.
 */
import type { Packet } from '../core/records.js';
import type { Host } from '../host/host.js';
import { countOf } from '../wire/layout.js';
import { encodePacket, type PacketRing } from '../wire/packets.js';
import { FrameQueue } from './frame-queue.js';
import { engineThreads, type SharedMemory } from './layout.js';
import { Link, TO_ALL, type Hearer } from './link.js';

/** Frames that may wait for engines of the same thread. */
const LOCAL = { entriesMax: 1_024, bytesMax: 2 ** 20 };
/** Looks at the rings from other threads before anything else is looked at. */
const LOOKS = 16;

/** An engine of this thread. */
interface Member extends Hearer {
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
    let count = 0;
    for (const link of this.links) count += this.takeFrom(link, most);
    if (this.packets.length > 0) count += this.deliverPackets(most);
    if (this.queue.length > 0) count += this.deliverQueue();
    return count;
  }

  /**
   * Looks some times whether another thread has said something: nothing else finds a message as soon. Returns whether that is so, as far as it is
   * known without waiting for the memory.
   */
  look(): boolean {
    const { links } = this;
    if (links.length === 0) return false;
    for (let k = 0; k < LOOKS; k++) for (const link of links) if (link.mayHaveNews()) return true;
    return false;
  }

  /** Shows the other threads what was put for them. */
  publish(): void {
    for (const link of this.links) link.publish();
  }

  /** What is said in answer is shown at once: it may be all that another thread waits for. */
  private takeFrom(link: Link, most: number): number {
    const count = link.take(this.members, most);
    if (count > 0) this.publish();
    link.release(count);
    return count;
  }

  private deliverQueue(): number {
    let count = 0;
    for (const member of this.members) count += this.deliverTo(member);
    // What those have said who came later may be all that is waited for, or what those say whose next turn it is.
    for (const member of this.members) {
      if (!this.tellWaiting()) break;
      count += this.deliverTo(member);
    }
    this.tellWaiting();
    this.dropHeard();
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

/** With all that it has taken. */
function goOn(member: Member): void {
  if (!member.hasTaken) return;
  member.hasTaken = false;
  member.host.goOn();
}
