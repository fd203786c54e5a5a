import type { Packet } from '../core/records.js';
import { alignedWords } from '../wire/aligned.js';
import type { SealedNetwork } from '../wire/authentication.js';
import { encodePacket, type PacketRing } from '../wire/packets.js';
import { EVENT, type Events } from './events.js';
import type { FramePool, PooledFrame } from './frame-pool.js';
import type { Interval } from './options.js';
import { Partition } from './partition.js';
import type { Sealing } from './sealing.js';
import type { Random } from './random.js';

/** How one of the two networks treats what is sent over it. */
export interface LinkOptions {
  readonly delayMs: Interval;
  readonly losses: number;
  readonly duplicates: number;
  readonly corruption: number;
}

/** What networks have done so far. */
export interface NetworkCounts {
  /** Copies of frames, by receiver, that were put on their way: over the medium, and out of band. */
  broadcasts: number;
  packets: number;
  /** At random. */
  lost: number;
  duplicated: number;
  corrupted: number;
  /** Because of a partition. */
  cut: number;
}

/** Told of what is sent, where a trace is made. */
export type WhenSent = (from: number, to: number, what: PooledFrame | Packet, isLost: boolean) => void;

/** The broadcast medium, and the network beside it. */
export class Network {
  readonly counts: NetworkCounts = {
    broadcasts: 0,
    packets: 0,
    lost: 0,
    duplicated: 0,
    corrupted: 0,
    cut: 0,
  };
  readonly partition: Partition;
  /** The host that hears no broadcasts, and the one that nobody hears; null for none. */
  deaf: number | null = null;
  mute: number | null = null;
  whenSent: WhenSent | null = null;
  private readonly medium: Link;
  private readonly outOfBand: Link;
  private lastPacket: Packet | null = null;
  private lastBytes: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly ring: PacketRing,
    private readonly events: Events,
    private readonly pool: FramePool,
    private readonly sealing: Sealing | null,
    options: { readonly medium: LinkOptions; readonly outOfBand: LinkOptions },
    random: Random,
  ) {
    this.partition = new Partition(ring.hosts);
    this.medium = new Link(options.medium, random.split('medium'));
    this.outOfBand = new Link(options.outOfBand, random.split('out of band'));
  }

  /** From now on nothing is lost, repeated, changed or cut. */
  heal(): void {
    this.partition.heal();
    this.deaf = this.mute = null;
    this.medium.isFaulty = this.outOfBand.isFaulty = false;
  }

  broadcast(from: number, words: Int32Array, at: number, bytes: number): void {
    const frame = this.copy(from, 'medium', words, at, bytes);
    const { hosts } = this.ring;
    const isCut = this.partition.isCut || this.deaf !== null || this.mute !== null;
    for (let to = 0; to < hosts; to++) {
      if (to === from) continue;
      this.counts.broadcasts += 1;
      const isLost = (isCut && this.cuts(from, to, true)) || this.loses(this.medium);
      if (this.whenSent !== null) this.whenSent(from, to, frame, isLost);
      if (!isLost) this.putFrame(this.medium, to, frame, ON_MEDIUM);
    }
    this.pool.freeIfUnused(frame);
  }

  /** A frame to one host, out of band. */
  resend(from: number, to: number, words: Int32Array, at: number, bytes: number): void {
    const frame = this.copy(from, 'out-of-band', words, at, bytes);
    this.counts.packets += 1;
    const isLost = this.cuts(from, to, false) || this.loses(this.outOfBand);
    if (this.whenSent !== null) this.whenSent(from, to, frame, isLost);
    if (!isLost) this.putFrame(this.outOfBand, to, frame, OUT_OF_BAND);
    this.pool.freeIfUnused(frame);
  }

  send(from: number, to: number, packet: Packet): void {
    this.counts.packets += 1;
    const isLost = this.cuts(from, to, false) || this.loses(this.outOfBand);
    if (this.whenSent !== null) this.whenSent(from, to, packet, isLost);
    if (isLost) return;
    const link = this.outOfBand;
    const encoded = this.bytesOf(packet);
    const bytes = this.sealing === null ? encoded : this.sealing.seal(from, 'out-of-band', encoded);
    this.put(link, to, bytes, EVENT.packet, EVENT.brokenPacket, OUT_OF_BAND);
    if (this.duplicates(link)) this.put(link, to, bytes, EVENT.packet, EVENT.brokenPacket, OUT_OF_BAND);
  }

  private cuts(from: number, to: number, isMedium: boolean): boolean {
    const isLame = isMedium && (to === this.deaf || from === this.mute);
    const isCut = isLame || this.partition.cuts(from, to, isMedium);
    if (isCut) this.counts.cut += 1;
    return isCut;
  }

  private loses(link: Link): boolean {
    const isLost = link.loses();
    if (isLost) this.counts.lost += 1;
    return isLost;
  }

  private duplicates(link: Link): boolean {
    const isDuplicated = link.duplicates();
    if (isDuplicated) this.counts.duplicated += 1;
    return isDuplicated;
  }

  /** A copy of a frame, behind which its seal stands where there is one. */
  private copy(
    from: number,
    network: SealedNetwork,
    words: Int32Array,
    at: number,
    bytes: number,
  ): PooledFrame {
    const { sealing, pool } = this;
    if (sealing === null) return pool.copy(words, at, bytes);
    const message = new Uint8Array(words.buffer, words.byteOffset + 4 * at, bytes);
    const sealed = sealing.seal(from, network, message);
    return pool.copy(alignedWords(sealed), 0, sealed.length);
  }

  private putFrame(link: Link, to: number, frame: PooledFrame, mark: number): void {
    frame.copies += 1;
    this.put(link, to, frame, EVENT.frame, EVENT.brokenFrame, mark);
    if (this.duplicates(link)) {
      frame.copies += 1;
      this.put(link, to, frame, EVENT.frame, EVENT.brokenFrame, mark);
    }
  }

  /** On its way to a host, as an event of one kind or of the other. */
  private put(
    link: Link,
    to: number,
    what: PooledFrame | Uint8Array,
    sound: number,
    broken: number,
    mark: number,
  ): void {
    const { events } = this;
    const isCorrupted = link.corrupts();
    if (isCorrupted) this.counts.corrupted += 1;
    events.push(events.now + link.delay(), isCorrupted ? broken : sound, to, mark, what);
  }

  /** What is said to many is encoded once. */
  private bytesOf(packet: Packet): Uint8Array {
    if (packet !== this.lastPacket) {
      this.lastBytes = encodePacket(packet, this.ring);
      this.lastPacket = packet;
    }
    return this.lastBytes;
  }
}

/** What an event of an arrival is marked with: the network over which it comes. */
export const ON_MEDIUM = 0;
export const OUT_OF_BAND = 1;

/** One network, with a stream of randomness for each thing that may happen on it. */
class Link {
  isFaulty: boolean;
  private readonly least: number;
  private readonly spread: number;
  private readonly delays: Random;
  private readonly losses: Random;
  private readonly copies: Random;
  private readonly damages: Random;

  constructor(
    private readonly options: LinkOptions,
    random: Random,
  ) {
    const { delayMs, losses, duplicates, corruption } = options;
    this.least = delayMs[0];
    this.spread = delayMs[1] - delayMs[0];
    this.isFaulty = losses > 0 || duplicates > 0 || corruption > 0;
    this.delays = random.split('delays');
    this.losses = random.split('losses');
    this.copies = random.split('duplicates');
    this.damages = random.split('corruption');
  }

  delay(): number {
    return this.spread === 0 ? this.least : this.least + this.spread * this.delays.next();
  }

  loses(): boolean {
    return this.isFaulty && this.losses.happens(this.options.losses);
  }

  duplicates(): boolean {
    return this.isFaulty && this.copies.happens(this.options.duplicates);
  }

  corrupts(): boolean {
    return this.isFaulty && this.damages.happens(this.options.corruption);
  }
}
