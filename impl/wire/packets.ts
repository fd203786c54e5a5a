/**
 * Packets of the out-of-band network as bytes, and back (docs/wire-format.md). Whatever bytes come in, decoding says what
 * is wrong with them, and does no more: it never throws, never reads beyond them, and makes nothing larger than they are.
 */
import type { AnswerPacket, EpochRecord, Install, LogImage, Mark, Packet, Start } from '../core/records.js';
import { majority, successorsNeeded } from '../core/ring.js';
import { ExoError, unreachable } from '../../errors/index.js';
import { alignedWords } from './aligned.js';
import { crc32cWords } from './crc32c.js';
import { FRAME_CHECK, checkFrame } from './frame.js';
import {
  HEADER_WORDS as FRAME_HEADER_WORDS,
  LIVES_VERSION,
  VERSION,
  epochOf,
  numberAt,
  slotOf,
  wordsOf,
} from './layout.js';
import { PacketWriter, imageWords, livesWords, memberWords, wordsFor } from './packet-writer.js';

/** What both ends have to have in common. */
export interface PacketRing {
  /** wire/configuration.ts */
  readonly configuration: number;
  readonly hosts: number;
  /** D1: whether its hosts have no disks, so that packets have lives in them; they have disks when left out. */
  readonly storage?: 'durable' | 'diskless';
}

/** Why bytes are no packet for this host. */
export interface PacketRefusal {
  readonly kind: 'refused';
  readonly reason: RefusedBecause;
}

export type RefusedBecause =
  | 'too-short'
  | 'other-format'
  | 'other-version'
  | 'other-configuration'
  | 'damaged'
  | 'unknown-kind'
  | 'number-too-large'
  | 'wrong-length'
  | 'no-such-host'
  | 'wrong-members'
  | 'wrong-mark'
  | 'wrong-frames'
  | 'inconsistent';

/** A packet is at most this long: the log that it carries is as large as memory allows on either side. */
export const PACKET_BYTES_MAX = 2 ** 31 - 8;

const KINDS = ['prepare', 'promise', 'start', 'install', 'fetch', 'join', 'refuse', 'hint'] as const;
/** D4: said only where hosts have no disks. */
const KINDS_OF_LIVES = [...KINDS, 'announce', 'answer'] as const;
/** Entries, which are frames, have kind 1. */
const FIRST_KIND = 2;
const MAGIC = 0x45 | (0x58 << 8);
const CRC_AT = 1;
const CONFIGURATION_AT = 2;
const FROM_AT = 3;
const HEADER_WORDS = 4;

/**
 * The bytes of a packet.
 *
 * @throws ExoError EXO411 where it is longer than 2 GiB, or one of its numbers is none that is decoded again, or it is none of a ring with
 * disks, or has no lives in one without.
 */
export function encodePacket(packet: Packet, ring: PacketRing): Uint8Array {
  const { configuration, hosts } = ring;
  const hasLives = ring.storage === 'diskless';
  const kind = kindsOf(ring).findIndex((name) => name === packet.kind);
  if (kind < 0) throw new ExoError('EXO411', `hosts with disks send no packet of the kind '${packet.kind}'`);
  const size = HEADER_WORDS + sizeOf(packet, hosts) + (hasLives ? lifeWords(packet, hosts) : 0);
  if (4 * size > PACKET_BYTES_MAX) {
    throw new ExoError('EXO411', `a packet has at most ${PACKET_BYTES_MAX} bytes, this one has ${4 * size}`);
  }
  const writer = new PacketWriter(size);
  writer.word(MAGIC | (versionOf(ring) << 16) | ((FIRST_KIND + kind) << 24));
  writer.word(0);
  writer.word(configuration);
  writer.host(packet.from, hosts);
  if (hasLives) writeLives(writer, packet, hosts);
  writeBody(writer, packet, hosts);
  const { words } = writer;
  words[CRC_AT] = checksumOf(words);
  return new Uint8Array(words.buffer);
}

/** The packet that the bytes are, or why they are none for this host. */
export function decodePacket(bytes: Uint8Array, ring: PacketRing): Packet | PacketRefusal {
  try {
    return decode(bytes, ring);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', reason: error.reason };
    throw error;
  }
}

/** Of all words but its own. The first is in it too: kinds differ in a bit. */
function checksumOf(words: Int32Array): number {
  return crc32cWords(words, CONFIGURATION_AT, words.length, crc32cWords(words, 0, 1));
}

/**
 * Carries a reason out of the reader; never leaves this file. One is made for each reason, and once: where it was thrown
 * interests nobody, and whoever sends us nonsense should not make us write down stacks.
 */
class Refused extends Error {
  private static readonly made = new Map<RefusedBecause, Refused>();

  private constructor(readonly reason: RefusedBecause) {
    super(reason);
  }

  static because(reason: RefusedBecause): Refused {
    const one = Refused.made.get(reason) ?? new Refused(reason);
    Refused.made.set(reason, one);
    return one;
  }
}

function expect(condition: boolean, reason: RefusedBecause): void {
  if (!condition) throw Refused.because(reason);
}

function kindsOf({ storage }: PacketRing): readonly Packet['kind'][] {
  return storage === 'diskless' ? KINDS_OF_LIVES : KINDS;
}

function versionOf({ storage }: PacketRing): number {
  return storage === 'diskless' ? LIVES_VERSION : VERSION;
}

function decode(bytes: Uint8Array, ring: PacketRing): Packet {
  const { configuration, hosts } = ring;
  expect(bytes.length >= 4 * HEADER_WORDS, 'too-short');
  expect(bytes.length % 4 === 0 && bytes.length <= PACKET_BYTES_MAX, 'wrong-length');
  const words = alignedWords(bytes);
  const first = words[0] as number;
  expect((first & 0xffff) === MAGIC, 'other-format');
  expect(((first >>> 16) & 0xff) === versionOf(ring), 'other-version');
  expect(words[CONFIGURATION_AT] === configuration, 'other-configuration');
  expect(words[CRC_AT] === checksumOf(words), 'damaged');
  const kind = kindsOf(ring)[(first >>> 24) - FIRST_KIND];
  if (kind === undefined) throw Refused.because('unknown-kind');
  const reader = new Reader(words, HEADER_WORDS, configuration, hosts);
  const from = words[FROM_AT] as number;
  expect(from >= 0 && from < hosts, 'no-such-host');
  const packet =
    ring.storage === 'diskless' ? readWithLives(reader, kind, from) : readBody(reader, kind, from);
  expect(reader.isAtEnd, 'wrong-length');
  return packet;
}

/** D1: the body of a packet of a ring without disks: first what it says of lives, then what it is without them. */
function readWithLives(reader: Reader, kind: Packet['kind'], from: number): Packet {
  switch (kind) {
    case 'prepare':
    case 'fetch':
    case 'join': {
      const life = reader.number();
      return { ...readBody(reader, kind, from), life } as Packet;
    }
    case 'promise': {
      const lives = { life: reader.number(), starterLife: reader.number(), known: reader.lives() };
      return { ...readBody(reader, kind, from), ...lives } as Packet;
    }
    case 'start':
    case 'install': {
      const lives = reader.lives();
      const packet = readBody(reader, kind, from) as Start | Install;
      return { ...packet, epoch: { ...packet.epoch, lives } };
    }
    default:
      return readBody(reader, kind, from);
  }
}

function readAnswer(reader: Reader, from: number): AnswerPacket {
  const kind = 'answer';
  const [life, nonce, promised, agreed] = [
    reader.number(),
    reader.number(),
    reader.number(),
    reader.number(),
  ];
  const known = reader.lives();
  const installed = reader.flag() ? { lives: reader.lives(), ...reader.epoch() } : null;
  const log = reader.image();
  expect(installed === null || installed.number === promised, 'inconsistent');
  expect(installed === null || log.length >= installed.base, 'inconsistent');
  expect(agreed >= log.delivered && agreed <= log.length, 'inconsistent');
  expect(log.mark.length === 0 || log.snapshot !== null, 'inconsistent');
  return { kind, from, life, nonce, promised, installed, agreed, known, log };
}

function readBody(reader: Reader, kind: Packet['kind'], from: number): Packet {
  switch (kind) {
    case 'prepare':
      return { kind, from, epoch: reader.number(), delivered: reader.number() };
    case 'promise':
      return { kind, from, epoch: reader.number(), log: reader.image() };
    case 'start': {
      const packet = { kind, from, epoch: reader.epoch(), log: reader.image() } as const;
      const { epoch, log } = packet;
      expect(log.length === epoch.base && log.delivered <= epoch.base, 'inconsistent');
      return packet;
    }
    case 'install': {
      const packet = { kind, from, epoch: reader.epoch(), log: reader.image() } as const;
      expect(packet.log.length >= packet.epoch.base, 'inconsistent');
      return packet;
    }
    case 'fetch':
      return {
        kind,
        from,
        epoch: reader.number(),
        length: reader.number(),
        upTo: reader.number(),
        delivered: reader.number(),
      };
    case 'join':
      return {
        kind,
        from,
        promised: reader.number(),
        delivered: reader.number(),
        isInstalled: reader.flag(),
      };
    case 'refuse':
      return { kind, from, promised: reader.number() };
    case 'hint':
      return { kind, from, epoch: reader.number(), slot: reader.number() };
    case 'announce':
      return { kind, from, life: reader.number(), nonce: reader.number() };
    case 'answer':
      return readAnswer(reader, from);
    default:
      return unreachable(kind);
  }
}

/** What a packet of a ring without disks says of lives before its body. */
function writeLives(writer: PacketWriter, packet: Packet, hosts: number): void {
  switch (packet.kind) {
    case 'prepare':
    case 'fetch':
    case 'join':
      writer.life(packet.life);
      return;
    case 'promise':
      writer.life(packet.life);
      writer.life(packet.starterLife);
      writer.lives(packet.known, hosts);
      return;
    case 'start':
    case 'install':
      writer.lives(packet.epoch.lives, hosts);
      return;
    default:
      return;
  }
}

/** The words of that. */
function lifeWords({ kind }: Packet, hosts: number): number {
  switch (kind) {
    case 'prepare':
    case 'fetch':
    case 'join':
      return 2;
    case 'promise':
      return 4 + livesWords(hosts);
    case 'start':
    case 'install':
      return livesWords(hosts);
    default:
      return 0;
  }
}

function writeAnswer(writer: PacketWriter, packet: AnswerPacket, hosts: number): void {
  const { life, nonce, promised, agreed, known, installed, log } = packet;
  for (const number of [life, nonce, promised, agreed]) writer.number(number);
  writer.lives(known, hosts);
  writer.word(installed === null ? 0 : 1);
  if (installed !== null) {
    writer.lives(installed.lives, hosts);
    writer.epoch(installed, hosts);
  }
  writer.image(log);
}

function writeBody(writer: PacketWriter, packet: Packet, hosts: number): void {
  switch (packet.kind) {
    case 'prepare':
      writer.number(packet.epoch);
      writer.number(packet.delivered);
      return;
    case 'promise':
      writer.number(packet.epoch);
      writer.image(packet.log);
      return;
    case 'start':
    case 'install':
      writer.epoch(packet.epoch, hosts);
      writer.image(packet.log);
      return;
    case 'fetch':
      writer.number(packet.epoch);
      writer.number(packet.length);
      writer.number(packet.upTo);
      writer.number(packet.delivered);
      return;
    case 'join':
      writer.number(packet.promised);
      writer.number(packet.delivered);
      writer.word(packet.isInstalled ? 1 : 0);
      return;
    case 'refuse':
      writer.number(packet.promised);
      return;
    case 'hint':
      writer.number(packet.epoch);
      writer.number(packet.slot);
      return;
    case 'announce':
      writer.life(packet.life);
      writer.number(packet.nonce);
      return;
    case 'answer':
      writeAnswer(writer, packet, hosts);
      return;
    default:
      unreachable(packet);
  }
}

/** The words of a packet's body. */
function sizeOf(packet: Packet, hosts: number): number {
  switch (packet.kind) {
    case 'prepare':
      return 4;
    case 'promise':
      return 2 + imageWords(packet.log);
    case 'start':
    case 'install':
      return epochWords(hosts) + imageWords(packet.log);
    case 'fetch':
      return 8;
    case 'join':
      return 5;
    case 'refuse':
      return 2;
    case 'hint':
    case 'announce':
      return 4;
    case 'answer': {
      const record = packet.installed === null ? 0 : livesWords(hosts) + epochWords(hosts);
      return 8 + livesWords(hosts) + 1 + record + imageWords(packet.log);
    }
    default:
      return unreachable(packet);
  }
}

/** The words of the record of an epoch, without lives. */
function epochWords(hosts: number): number {
  return 6 + memberWords(hosts);
}

class Reader {
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
