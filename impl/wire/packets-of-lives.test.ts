import { describe, expect, test } from 'vitest';
import type { AnswerPacket, EpochRecord, Packet } from '../core/records.js';
import { CONFIGURATION, imageOf, type TestEntry } from '../testing/entries.js';
import { configurationDigest } from './configuration.js';
import { crc32cWords } from './crc32c.js';
import { decodePacket, encodePacket, type PacketRing } from './packets.js';
import type { RefusedBecause } from './packet-refusal.js';

const HOSTS = 3;
const RING: PacketRing = { configuration: CONFIGURATION, hosts: HOSTS, storage: 'diskless' };
const WITH_DISKS: PacketRing = { configuration: CONFIGURATION, hosts: HOSTS };

const ENTRIES: readonly TestEntry[] = [{ epoch: 0, source: 0, firstNumber: null }];
const IMAGE = imageOf(ENTRIES, HOSTS, {});
const KNOWN = Float64Array.of(0, 2, 2 ** 40);
const EPOCH: EpochRecord = {
  number: 4,
  members: Uint8Array.of(1, 2),
  base: 1,
  snapshot: 0,
  lives: Float64Array.of(0, 2, 1),
};
const ANSWER: AnswerPacket = {
  kind: 'answer',
  from: 1,
  life: 2,
  nonce: 3,
  promised: 4,
  installed: EPOCH,
  agreed: 1,
  known: KNOWN,
  log: IMAGE,
};

const PACKETS: readonly Packet[] = [
  { kind: 'prepare', from: 1, life: 2, epoch: 4, delivered: 2 },
  { kind: 'promise', from: 2, life: 2 ** 40, starterLife: 2, known: KNOWN, epoch: 4, log: IMAGE },
  { kind: 'start', from: 1, epoch: EPOCH, log: IMAGE },
  { kind: 'install', from: 0, epoch: EPOCH, log: IMAGE },
  { kind: 'fetch', from: 2, life: 7, epoch: 4, length: 5, upTo: 9, delivered: 2 },
  { kind: 'join', from: 2, life: 7, promised: 4, isInstalled: true, delivered: 0 },
  { kind: 'refuse', from: 0, promised: 9 },
  { kind: 'hint', from: 2, epoch: 4, slot: 3 },
  { kind: 'announce', from: 2, life: 7, nonce: 8 },
  ANSWER,
  { ...ANSWER, installed: null },
];

/** Byte by byte, 32 a line. */
const GOLDEN: readonly (readonly string[])[] = [
  ['4558020224b39324ed5e00000100000002000000000000000400000000000000', '0200000000000000'],
  [
    '45580203c7e4f327ed5e00000200000000000000000100000200000000000000',
    '0000000000000000020000000000000000000000000100000400000000000000',
    '0000000000000000010000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000030000000455801014bc72586ed5e0000000000000000000000000000',
    '000000000000000000000000000000000000000000000000',
  ],
  [
    '455802040a20cad2ed5e00000100000000000000000000000200000000000000',
    '0100000000000000040000000000000001000000000000000000000000000000',
    '0600000000000000000000000100000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '000000000000000030000000455801014bc72586ed5e00000000000000000000',
    '00000000000000000000000000000000000000000000000000000000',
  ],
  [
    '455802056c2091c4ed5e00000000000000000000000000000200000000000000',
    '0100000000000000040000000000000001000000000000000000000000000000',
    '0600000000000000000000000100000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '000000000000000030000000455801014bc72586ed5e00000000000000000000',
    '00000000000000000000000000000000000000000000000000000000',
  ],
  [
    '45580206a2c198a2ed5e00000200000007000000000000000400000000000000',
    '050000000000000009000000000000000200000000000000',
  ],
  ['455802078bf05bd7ed5e00000200000007000000000000000400000000000000', '000000000000000001000000'],
  ['45580208288da21eed5e0000000000000900000000000000'],
  ['45580209f9eefb0bed5e00000200000004000000000000000300000000000000'],
  ['4558020a1e5121f3ed5e00000200000007000000000000000800000000000000'],
  [
    '4558020b1837318ced5e00000100000002000000000000000300000000000000',
    '0400000000000000010000000000000000000000000000000200000000000000',
    '0000000000010000010000000000000000000000020000000000000001000000',
    '0000000004000000000000000100000000000000000000000000000006000000',
    '0000000000000000010000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000030000000455801014bc72586ed5e0000000000000000000000000000',
    '000000000000000000000000000000000000000000000000',
  ],
  [
    '4558020b0025e2e6ed5e00000100000002000000000000000300000000000000',
    '0400000000000000010000000000000000000000000000000200000000000000',
    '0000000000010000000000000000000000000000010000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000030000000455801014bc72586ed5e0000',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '00000000',
  ],
];

describe('a packet of hosts without disks', () => {
  test.each(PACKETS.map((packet) => [packet.kind, packet] as const))(
    '%s comes back as it was',
    (_, packet) => {
      expect(plain(decodePacket(encodePacket(packet, RING), RING))).toEqual(plain(packet));
    },
  );

  test('has these bytes, of version 2', () => {
    const found = PACKETS.map((packet) => hexOf(encodePacket(packet, RING)).match(/.{1,64}/g));
    expect(found).toEqual(GOLDEN);
  });

  test('with any bit flipped, or cut off anywhere, is refused', () => {
    for (const packet of PACKETS) {
      const bytes = encodePacket(packet, RING);
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const flipped = bytes.slice();
        flipped[bit >>> 3] = (flipped[bit >>> 3] as number) ^ (1 << (bit & 7));
        expect(decodePacket(flipped, RING).kind, `${packet.kind}, bit ${bit}`).toBe('refused');
      }
      for (let length = 0; length < bytes.length; length++)
        expect(decodePacket(bytes.subarray(0, length), RING).kind).toBe('refused');
    }
  });

  test('is refused by hosts with disks, and theirs by hosts without', () => {
    for (const packet of PACKETS) {
      const refused = { kind: 'refused', reason: 'other-version' };
      expect(decodePacket(encodePacket(packet, RING), WITH_DISKS)).toEqual(refused);
      if (packet.kind === 'announce' || packet.kind === 'answer') continue;
      expect(decodePacket(encodePacket(packet, WITH_DISKS), RING)).toEqual(refused);
    }
  });

  test('has another digest of its configuration', () => {
    const ring = { hosts: HOSTS, cluster: 'rack 1' };
    const durable = configurationDigest(ring);
    expect(configurationDigest({ ...ring, storage: 'durable' })).toBe(durable);
    expect(configurationDigest({ ...ring, storage: 'diskless' })).not.toBe(durable);
  });
});

/** Words of an answer: those of its fields that are followed by lives, and then by a record. */
const [PROMISED_AT, AGREED_AT, FLAG_AT] = [8, 10, 18];

const WRONG: readonly (readonly [what: string, reason: RefusedBecause, at: number, value: number])[] = [
  ['installed, or not, or neither', 'inconsistent', FLAG_AT, 2],
  ['an epoch installed that is not the promised one', 'inconsistent', PROMISED_AT, 5],
  ['more agreed than it has', 'inconsistent', AGREED_AT, 2],
  ['a life of 2^53', 'number-too-large', 5, 2 ** 21],
  ['a known life of 2^53', 'number-too-large', FLAG_AT - 1, 2 ** 21],
];

describe('what is wrong with a packet that has lives in it', () => {
  test.each(WRONG)('is found and named: %s', (_, reason, at, value) => {
    const words = new Int32Array(encodePacket(ANSWER, RING).buffer.slice(0));
    words[at] = value;
    words[1] = crc32cWords(words, 2, words.length, crc32cWords(words, 0, 1));
    expect(decodePacket(new Uint8Array(words.buffer), RING)).toEqual({ kind: 'refused', reason });
  });

  const UNMADE: readonly (readonly [what: string, packet: Packet, ring: PacketRing])[] = [
    ['an announcement of hosts with disks', { kind: 'announce', from: 2, life: 7, nonce: 8 }, WITH_DISKS],
    ['a prepare without a life', { kind: 'prepare', from: 1, epoch: 4, delivered: 2 }, RING],
    [
      'a record without lives',
      {
        kind: 'start',
        from: 1,
        epoch: { number: 4, members: EPOCH.members, base: 1, snapshot: 0 },
        log: IMAGE,
      },
      RING,
    ],
    ['lives of fewer hosts', { ...ANSWER, known: Float64Array.of(0, 1) }, RING],
  ];
  test.each(UNMADE)('is not encoded: %s', (_, packet, ring) => {
    expect(() => encodePacket(packet, ring)).toThrow(expect.objectContaining({ code: 'EXO411' }));
  });
});

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Views and copies of the same bytes are alike. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part,
    ),
  );
}
