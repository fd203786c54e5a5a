/**
 * Packets and frames that a sound host would hardly send: their fields fit each other as a rule, and now and then one does
 * not. Their bytes are made by the codec that runs, so that what is wrong with them stands behind sound checksums.
 */
import {
  majority,
  successorsNeeded,
  writeFrame,
  type AnswerPacket,
  type EpochRecord,
  type FrameFields,
  type LogImage,
  type Mark,
  type Packet,
  type PacketRing,
  type Random,
} from '../../impl/parts.js';
import { allHosts } from '../../spec/ring.js';

const KINDS = ['prepare', 'promise', 'start', 'install', 'fetch', 'join', 'refuse', 'hint'] as const;
const KINDS_OF_LIVES = [...KINDS, 'announce', 'answer'] as const;
const FRAME_WORDS_MAX = 64;
/** At the ends of what a field may be, and beyond. */
const ODD_NUMBERS = [-1, 0.5, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2, 2 ** 53 - 1, 2 ** 53];
/** How often a field is something else than it should be. */
const WRONG = 0.03;

/** Makes packets and frames for one ring, from one stream of randomness. */
export class HostileSender {
  constructor(
    private readonly random: Random,
    private readonly ring: PacketRing,
  ) {}

  /** A packet of any kind. */
  packet(): Packet {
    const { random, ring } = this;
    const from = this.host();
    if (ring.storage !== 'diskless') return this.bodyOf(random.pick(KINDS), from);
    return this.withLives(this.bodyOf(random.pick(KINDS_OF_LIVES), from));
  }

  /** What a frame says. */
  frame(): FrameFields {
    const { random } = this;
    const payloads = Array.from({ length: random.pick([0, 1, 1, 2, 3, 5]) }, () =>
      this.bytes(random.pick([0, 1, 3, 4, 9])),
    );
    return {
      configuration: this.ring.configuration,
      history: random.bits(),
      epoch: this.number(),
      slot: this.number(),
      source: this.host(),
      firstNumber: payloads.length === 0 && !this.isWrong() ? 0 : this.number(),
      payloads,
    };
  }

  private bodyOf(kind: Packet['kind'], from: number): Packet {
    switch (kind) {
      case 'prepare':
        return { kind, from, epoch: this.number(), delivered: this.number() };
      case 'promise':
        return { kind, from, epoch: this.number(), log: this.image() };
      case 'start': {
        const log = this.image();
        return { kind, from, epoch: this.epoch(this.isWrong() ? this.number() : log.length), log };
      }
      case 'install': {
        const log = this.image();
        return { kind, from, epoch: this.epoch(this.upTo(log.length)), log };
      }
      case 'fetch': {
        const [epoch, length, upTo, delivered] = [this.number(), this.number(), this.number(), this.number()];
        return { kind, from, epoch, length, upTo, delivered };
      }
      case 'join': {
        const isInstalled = this.random.happens(0.5);
        return { kind, from, promised: this.number(), isInstalled, delivered: this.number() };
      }
      case 'refuse':
        return { kind, from, promised: this.number() };
      case 'hint':
        return { kind, from, epoch: this.number(), slot: this.number() };
      case 'announce':
        return { kind, from, life: this.number(), nonce: this.number() };
      case 'answer':
        return this.answer(from);
    }
  }

  private answer(from: number): AnswerPacket {
    const log = this.image();
    const lives = this.lives();
    const promised = this.number();
    const record = { ...this.epoch(this.upTo(log.length)), lives };
    const number = this.isWrong() ? this.number() : promised;
    return {
      ...{ kind: 'answer', from, life: this.number(), nonce: this.number(), promised, known: this.lives() },
      installed: this.random.happens(0.3) ? null : this.startedBy({ ...record, number }),
      agreed: this.isWrong() ? this.number() : log.delivered + this.upTo(log.length - log.delivered),
      log,
    };
  }

  /** D1: with what hosts without disks say of lives; now and then without. */
  private withLives(packet: Packet): Packet {
    if (this.isWrong()) return packet;
    switch (packet.kind) {
      case 'prepare':
      case 'fetch':
      case 'join':
        return { ...packet, life: this.number() };
      case 'promise':
        return { ...packet, life: this.number(), starterLife: this.number(), known: this.lives() };
      case 'start':
      case 'install':
        return { ...packet, epoch: { ...packet.epoch, lives: this.lives() } };
      default:
        return packet;
    }
  }

  private lives(): Float64Array {
    const { hosts } = this.ring;
    return Float64Array.from({ length: this.isWrong() ? hosts - 1 : hosts }, () => this.number());
  }

  private epoch(base: number): EpochRecord {
    const { hosts } = this.ring;
    const members = allHosts(hosts).filter(() => this.random.happens(0.8));
    const most = Math.max(0, base);
    return this.startedBy({
      number: this.number(),
      members: Uint8Array.from(members),
      base,
      snapshot: this.isWrong() ? most + 1 : this.upTo(most),
    });
  }

  /** R5: with members that may be; now and then too few, or without the starter. */
  private startedBy(epoch: EpochRecord): EpochRecord {
    const { hosts } = this.ring;
    const starter = epoch.number % hosts;
    const members = this.isWrong() ? [...epoch.members].slice(1) : [starter, ...epoch.members];
    for (let host = 0; new Set(members).size < majority(hosts) && !this.isWrong(); host++) members.push(host);
    return { ...epoch, members: Uint8Array.from([...new Set(members)].sort((a, b) => a - b)) };
  }

  private image(): LogImage {
    const mark = this.mark();
    const { random } = this;
    const count = random.pick([0, 0, 1, 2, 3]);
    const length = Math.max(0, mark.length + count + this.offBy());
    const kept = mark.length > 0 && random.happens(0.8);
    return {
      mark,
      snapshot: kept || this.isWrong() ? this.bytes(random.below(6)) : null,
      delivered: Math.max(0, mark.length + this.upTo(count) + this.offBy()),
      length,
      frames: this.entries(mark, count),
    };
  }

  private mark(): Mark {
    const { random, ring } = this;
    const length = random.pick([0, 0, 1, 2, 3, 7]);
    const count = Math.max(0, Math.min(length, successorsNeeded(ring.hosts)) + this.offBy());
    return {
      length,
      lastEpoch: length === 0 && !this.isWrong() ? -1 : random.below(4) - (this.isWrong() ? 1 : 0),
      sources: Uint8Array.from({ length: count }, () => this.host()),
      numbers: Float64Array.from({ length: ring.hosts }, () => this.number() - 1),
    };
  }

  /** Frames of the slots behind a mark; now and then one of another slot, or of an earlier epoch. */
  private entries({ length, lastEpoch }: Mark, count: number): Uint8Array {
    let epoch = Math.max(0, lastEpoch);
    const frames = Array.from({ length: count }, (_, i) => {
      epoch = Math.max(0, epoch + this.random.pick([0, 0, 0, 1]) + this.offBy());
      const fields = { ...this.soundFrame(), epoch, slot: Math.max(0, length + i + this.offBy()) };
      const words = new Int32Array(FRAME_WORDS_MAX);
      return words.subarray(0, writeFrame(fields, words, 0));
    });
    const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.byteLength, 0));
    let at = 0;
    for (const frame of frames) {
      bytes.set(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength), at);
      at += frame.byteLength;
    }
    return bytes;
  }

  /** A frame that can be written. */
  private soundFrame(): FrameFields {
    const { configuration, hosts } = this.ring;
    const payloads = Array.from({ length: this.random.below(3) }, () => this.bytes(this.random.below(6)));
    const firstNumber = payloads.length === 0 ? 0 : this.random.below(9);
    const source = this.isWrong() && hosts < 256 ? hosts : this.random.below(hosts);
    return { configuration, history: this.random.bits(), epoch: 0, slot: 0, source, firstNumber, payloads };
  }

  private number(): number {
    return this.isWrong() ? this.random.pick(ODD_NUMBERS) : this.random.below(9);
  }

  private host(): number {
    const { hosts } = this.ring;
    return this.isWrong() ? this.random.pick([-1, hosts, 255, 256]) : this.random.below(hosts);
  }

  private upTo(most: number): number {
    return most <= 0 ? 0 : this.random.below(most + 1);
  }

  private offBy(): number {
    return this.isWrong() ? this.random.pick([-1, 1]) : 0;
  }

  private bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.random.below(256));
  }

  private isWrong(): boolean {
    return this.random.happens(WRONG);
  }
}
