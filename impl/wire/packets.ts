/**
 * Packets of the out-of-band network as bytes, and back (docs/wire-format.md). Whatever bytes come in, decoding says what
 * is wrong with them, and does no more: it never throws, never reads beyond them, and makes nothing larger than they are.
 */
import type { Packet } from '../core/records.js';
import { ExoError } from '../../errors/index.js';
import { alignedWords } from './aligned.js';
import { crc32cWords } from './crc32c.js';
import { LIVES_VERSION, VERSION } from './layout.js';
import { PacketWriter } from './packet-writer.js';
import { expect, Refused, type PacketRefusal } from './packet-refusal.js';
import { PacketReader } from './packet-reader.js';
import { readBody, readWithLives } from './packet-bodies-read.js';
import { lifeWords, sizeOf, writeBody, writeLives } from './packet-bodies-written.js';

/** What both ends have to have in common. */
export interface PacketRing {
  /** The digest of what all hosts of a ring have in common, `configurationDigest`. */
  readonly configuration: number;
  readonly hosts: number;
  /** D1: whether its hosts have no disks, so that packets have lives in them; they have disks when left out. */
  readonly storage?: 'durable' | 'diskless';
}

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
 *
 * @example
 * const ring = { hosts: 3, configuration: configurationDigest({ hosts: 3, cluster: 'rack 1' }) };
 * const bytes = encodePacket({ kind: 'prepare', from: 1, epoch: 4, delivered: 7 }, ring);
 * console.log(decodePacket(bytes, ring)); // { kind: 'prepare', from: 1, epoch: 4, delivered: 7 }
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

/**
 * The packet that the bytes are, or why they are none for this host.
 *
 * @example
 * const ring = { hosts: 3, configuration: configurationDigest({ hosts: 3, cluster: 'rack 1' }) };
 * console.log(decodePacket(new Uint8Array(8), ring).kind); // refused
 */
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
  const reader = new PacketReader(words, HEADER_WORDS, configuration, hosts);
  const from = words[FROM_AT] as number;
  expect(from >= 0 && from < hosts, 'no-such-host');
  const packet =
    ring.storage === 'diskless' ? readWithLives(reader, kind, from) : readBody(reader, kind, from);
  expect(reader.isAtEnd, 'wrong-length');
  return packet;
}
