import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochRecord, LogImage, Packet } from '../core/records.js';
import { majority } from '../core/ring.js';
import { CONFIGURATION, framesOf, imageOf, markOf, type TestEntry } from '../testing/entries.js';
import { crc32cWords } from './crc32c.js';
import { PACKET_BYTES_MAX, decodePacket, encodePacket } from './packets.js';
import type { RefusedBecause } from './packet-refusal.js';

const HOSTS = 3;
const RING = { configuration: CONFIGURATION, hosts: HOSTS };

const ENTRIES: readonly TestEntry[] = [
  { epoch: 0, source: 0, firstNumber: 0 },
  { epoch: 0, source: 1, firstNumber: null },
  { epoch: 4, source: 1, firstNumber: 0 },
];
const EPOCH: EpochRecord = { number: 4, members: Uint8Array.of(0, 1, 2), base: 3, snapshot: 1 };
const IMAGE = imageOf(ENTRIES, HOSTS, { from: 1, snapshot: Uint8Array.of(7, 8, 9) });

const PACKETS: readonly Packet[] = [
  { kind: 'prepare', from: 1, epoch: 4, delivered: 2 },
  { kind: 'promise', from: 2, epoch: 4, log: IMAGE },
  { kind: 'start', from: 1, epoch: EPOCH, log: IMAGE },
  { kind: 'install', from: 0, epoch: EPOCH, log: IMAGE },
  { kind: 'fetch', from: 2, epoch: 4, length: 5, upTo: 9, delivered: 2 ** 40 },
  { kind: 'join', from: 2, promised: 2 ** 53 - 1, isInstalled: true, delivered: 0 },
  { kind: 'refuse', from: 0, promised: 9 },
  { kind: 'hint', from: 2, epoch: 4, slot: 2 ** 33 },
];

/** EPOCH's last numbers and members, and IMAGE: a start and an install go on alike. */
const EPOCH_AND_LOG: readonly string[] = [
  '0100000000000000070000000100000000000000030000000000000001000000',
  '0000000001000000000000000100000000000000010000000000000000000000',
  '0000000000000000000000000100000003000000070809006c00000045580101',
  '5ec39a46ed5e0000010000000000000000000000010000000000000000000000',
  '0000000001000000000000004558010126e0faf2ed5e00000200000004000000',
  '0000000002000000000000000000000000000000010001000c00000008000000',
  '0100000102030405',
];

/** Byte by byte, 32 a line. */
const GOLDEN: Readonly<Record<Exclude<Packet['kind'], 'announce' | 'answer'>, readonly string[]>> = {
  prepare: ['45580102b671e76bed5e00000100000004000000000000000200000000000000'],
  promise: [
    '4558010321801761ed5e00000200000004000000000000000100000000000000',
    '0300000000000000010000000000000001000000000000000100000000000000',
    '0100000000000000000000000000000000000000000000000100000003000000',
    '070809006c000000455801015ec39a46ed5e0000010000000000000000000000',
    '0100000000000000000000000000000001000000000000004558010126e0faf2',
    'ed5e000002000000040000000000000002000000000000000000000000000000',
    '010001000c000000080000000100000102030405',
  ],
  start: ['45580104244bbaf3ed5e00000100000004000000000000000300000000000000', ...EPOCH_AND_LOG],
  install: ['455801053e036b76ed5e00000000000004000000000000000300000000000000', ...EPOCH_AND_LOG],
  fetch: [
    '4558010625a670feed5e00000200000004000000000000000500000000000000',
    '09000000000000000000000000010000',
  ],
  join: ['45580107a930c3e8ed5e000002000000ffffffffffff1f000000000000000000', '01000000'],
  refuse: ['45580108558b190fed5e0000000000000900000000000000'],
  hint: ['4558010900c62b19ed5e00000200000004000000000000000000000002000000'],
};

/** Packets of rings of 2 to 256 hosts, with logs of some entries. */
const rings = fc
  .integer({ min: 2, max: 256 })
  .chain((hosts) => fc.record({ hosts: fc.constant(hosts), packet: packetOf(hosts) }));

function packetOf(hosts: number): fc.Arbitrary<Packet> {
  const number = fc.oneof(fc.nat(), fc.maxSafeNat());
  const from = fc.nat({ max: hosts - 1 });
  const log = logOf(hosts);
  const epoch = (base: number, snapshot: number): fc.Arbitrary<EpochRecord> =>
    fc
      .record({ number, others: fc.shuffledSubarray(range(hosts), { minLength: majority(hosts) }) })
      .map(({ number: one, others }): EpochRecord => ({
        number: one,
        members: Uint8Array.from([...new Set([...others, one % hosts])].sort((a, b) => a - b)),
        base,
        snapshot,
      }));
  const withEpoch = <K extends 'start' | 'install'>(kind: K): fc.Arbitrary<Packet> =>
    log.chain((image) =>
      fc
        .record({ from, epoch: epoch(image.length, image.delivered) })
        .map((rest) => ({ kind, ...rest, log: image }) as Packet),
    );
  return fc.oneof(
    fc.record({ kind: fc.constant('prepare' as const), from, epoch: number, delivered: number }),
    fc.record({ kind: fc.constant('promise' as const), from, epoch: number, log }),
    withEpoch('start'),
    withEpoch('install'),
    fc.record({
      kind: fc.constant('fetch' as const),
      from,
      epoch: number,
      length: number,
      upTo: number,
      delivered: number,
    }),
    fc.record({
      kind: fc.constant('join' as const),
      from,
      promised: number,
      isInstalled: fc.boolean(),
      delivered: number,
    }),
    fc.record({ kind: fc.constant('refuse' as const), from, promised: number }),
    fc.record({ kind: fc.constant('hint' as const), from, epoch: number, slot: number }),
  );
}

function logOf(hosts: number): fc.Arbitrary<LogImage> {
  const entry = fc.record({
    source: fc.nat({ max: hosts - 1 }),
    firstNumber: fc.option(fc.nat()),
    payload: fc.uint8Array({ maxLength: 40 }),
  });
  return fc
    .record({
      list: fc.array(entry, { maxLength: 6 }),
      cut: fc.nat(),
      agreed: fc.nat(),
      snapshot: fc.option(fc.uint8Array({ maxLength: 20 })),
    })
    .map(({ list, cut, agreed, snapshot }) => {
      const entries = list.map(({ source, firstNumber, payload }, k): TestEntry => {
        return { epoch: 3 * (k >>> 1), source, firstNumber, payloads: [payload] };
      });
      const from = cut % (entries.length + 1);
      const delivered = from + (agreed % (entries.length - from + 1));
      return imageOf(entries, hosts, { from, delivered, snapshot });
    });
}

function range(hosts: number): number[] {
  return Array.from({ length: hosts }, (_, host) => host);
}

describe('a packet', () => {
  test('is decoded as what was encoded, of every kind', () => {
    for (const packet of PACKETS) {
      expect(plain(decodePacket(encodePacket(packet, RING), RING))).toEqual(plain(packet));
    }
  });

  test('is so in any ring, and wherever its bytes begin', () => {
    fc.assert(
      fc.property(rings, fc.nat({ max: 3 }), ({ hosts, packet }, shift) => {
        const ring = { configuration: CONFIGURATION, hosts };
        const bytes = encodePacket(packet, ring);
        for (const memory of [new Uint8Array(bytes.length + shift), Buffer.alloc(bytes.length + shift)]) {
          const moved = memory.subarray(shift);
          moved.set(bytes);
          const decoded = decodePacket(moved, ring);
          expect(plain(decoded)).toEqual(plain(packet));
          if ('log' in decoded) expect(decoded.log.frames.constructor).toBe(Uint8Array);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('has these bytes', () => {
    const found = Object.fromEntries(
      PACKETS.map((packet) => [packet.kind, hexOf(encodePacket(packet, RING)).match(/.{1,64}/g)]),
    );
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
      for (let length = 0; length < bytes.length; length++) {
        expect(decodePacket(bytes.subarray(0, length), RING).kind, `${packet.kind}, ${length} bytes`).toBe(
          'refused',
        );
      }
    }
  });
});

describe('a packet that nobody would decode is not encoded', () => {
  const wrong: readonly (readonly [what: string, packet: Packet, message: string])[] = [
    ['from no host', { kind: 'refuse', from: 3, promised: 9 }, 'whole, from 0 to 2, not 3'],
    ['a number below 0', { kind: 'refuse', from: 0, promised: -1 }, 'to 9007199254740991, not -1'],
    ['a number of 2^53', { kind: 'refuse', from: 0, promised: 2 ** 53 }, 'not 9007199254740992'],
    ['half a number', { kind: 'prepare', from: 1, epoch: 0.5, delivered: 0 }, 'whole, from 0'],
    ['no number', { kind: 'fetch', from: 2, epoch: 4, length: NaN, upTo: 9, delivered: 0 }, 'not NaN'],
    [
      'a member that is no host',
      { kind: 'start', from: 1, epoch: { ...EPOCH, members: Uint8Array.of(0, 1, 3) }, log: IMAGE },
      'whole, from 0 to 2, not 3',
    ],
    [
      'a last payload of 2^53',
      {
        kind: 'promise',
        from: 2,
        epoch: 4,
        log: { ...IMAGE, mark: { ...IMAGE.mark, numbers: Float64Array.of(2 ** 53 - 1, -1, -1) } },
      },
      'not 9007199254740992',
    ],
  ];
  test.each(wrong)('%s', (_, packet, message) => {
    expect(() => encodePacket(packet, RING)).toThrow(message);
    expect(() => encodePacket(packet, RING)).toThrow(expect.objectContaining({ code: 'EXO411' }));
  });
});

type Change = (words: Int32Array) => void;
const put =
  (at: number, value: number): Change =>
  (words) => {
    words[at] = value;
  };

/** Where fields of a promise stand: its epoch, and then those of its log. */
const LOG_AT = 6;
const MARK_AT = LOG_AT + 4;
const SOURCES_AT = MARK_AT + 4;
const SNAPSHOT_AT = SOURCES_AT + 2 + 2 * HOSTS;
const FRAMES_AT = SNAPSHOT_AT + 3;

/** What is wrong with a packet whose CRC fits: in the promise if nothing else is said. */
type Wrong = readonly [what: string, reason: RefusedBecause, change: Change, kind?: Packet['kind']];

const WRONG: readonly Wrong[] = [
  ['another format', 'other-format', put(0, 0x02010000)],
  ['another version', 'other-version', put(0, 0x45 | (0x58 << 8) | (2 << 16) | (2 << 24))],
  ['another ring', 'other-configuration', put(2, 1)],
  ['a kind that there is not', 'unknown-kind', put(0, 0x45 | (0x58 << 8) | (1 << 16) | (99 << 24))],
  ['an entry, which is a frame', 'unknown-kind', put(0, 0x45 | (0x58 << 8) | (1 << 16) | (1 << 24))],
  ['from no host', 'no-such-host', put(3, HOSTS)],
  ['from a host below 0', 'no-such-host', put(3, -1)],
  ['an epoch of 2^53', 'number-too-large', put(5, 2 ** 21)],
  ['more agreed than there is', 'inconsistent', put(LOG_AT, 4)],
  ['less agreed than is compacted', 'inconsistent', put(LOG_AT, 0)],
  ['a mark without its sources', 'wrong-mark', put(SOURCES_AT, 0)],
  ['a mark with 2^31 - 1 sources', 'wrong-mark', put(SOURCES_AT, 2 ** 31 - 1)],
  ['a mark without its epoch', 'wrong-mark', put(MARK_AT + 2, 0)],
  ['a source that is no host', 'no-such-host', put(SOURCES_AT + 1, HOSTS)],
  ['something behind the sources', 'inconsistent', put(SOURCES_AT + 1, 1 << 8)],
  ['a payload number of 2^53', 'number-too-large', put(SOURCES_AT + 3, 2 ** 22)],
  ['a snapshot, or not, or neither', 'inconsistent', put(SNAPSHOT_AT, 2)],
  ['bytes of a snapshot that is not there', 'inconsistent', put(SNAPSHOT_AT, 0)],
  ['a snapshot of 2 GiB', 'wrong-length', put(SNAPSHOT_AT + 1, 2 ** 31 - 1)],
  ['a snapshot of less than nothing', 'wrong-length', put(SNAPSHOT_AT + 1, -1)],
  ['frames of 2 GiB', 'wrong-length', put(FRAMES_AT, 2 ** 31 - 4)],
  ['frames that end within one', 'wrong-frames', put(FRAMES_AT + 12, 2 ** 20)],
  ['a frame that is damaged', 'wrong-frames', put(FRAMES_AT + 2, 7)],
  ['more entries than it says', 'wrong-frames', put(LOG_AT + 2, 2)],
  ['fewer members than a majority', 'wrong-members', put(10, 0b010), 'start'],
  ['a starter that is no member', 'wrong-members', put(10, 0b101), 'start'],
  ['a member that is no host', 'no-such-host', put(10, 0b1111), 'start'],
  ['another base than its log has', 'inconsistent', put(6, 2), 'start'],
  ['more known than the base', 'inconsistent', put(8, 4), 'start'],
  ['a longer base than its log', 'inconsistent', put(6, 4), 'install'],
  ['installed, or not, or neither', 'inconsistent', put(8, 2), 'join'],
];

describe('what is wrong with a packet', () => {
  test.each(WRONG.map((wrong) => [wrong[0], wrong] as const))('is found and named: %s', (_, wrong) => {
    const [, reason, change, kind = 'promise'] = wrong;
    const packet = PACKETS.find((one) => one.kind === kind) as Packet;
    const words = wordsOf(encodePacket(packet, RING));
    change(words);
    expect(decodePacket(sealed(words), RING)).toEqual({ kind: 'refused', reason });
  });

  test('its CRC, its length, and what stands behind its end', () => {
    const words = wordsOf(encodePacket(PACKETS[0] as Packet, RING));
    const longer = Int32Array.from([...words, 0]);
    const damaged = words.slice();
    damaged[4] = 5;
    expect(decodePacket(bytesOf(damaged), RING)).toEqual({ kind: 'refused', reason: 'damaged' });
    expect(decodePacket(sealed(longer), RING)).toEqual({ kind: 'refused', reason: 'wrong-length' });
    expect(decodePacket(sealed(words.slice(0, 6)), RING)).toEqual({
      kind: 'refused',
      reason: 'wrong-length',
    });
    expect(decodePacket(bytesOf(words).subarray(0, 21), RING)).toEqual({
      kind: 'refused',
      reason: 'wrong-length',
    });
    expect(decodePacket(new Uint8Array(15), RING)).toEqual({ kind: 'refused', reason: 'too-short' });
  });

  test('entries that are not in order: a slot left out, an epoch that falls', () => {
    const frames = framesOf([...ENTRIES.slice(0, 2), { epoch: 0, source: 2, firstNumber: 0 }], HOSTS, 1);
    const fallen = framesOf([ENTRIES[2] as TestEntry, ...ENTRIES.slice(0, 2)], HOSTS, 1);
    const mark = markOf([ENTRIES[2] as TestEntry], HOSTS);
    const left = { ...IMAGE, frames: frames.subarray(frames.length / 2), length: 2 };
    for (const log of [left, { ...IMAGE, mark, frames: fallen }]) {
      const bytes = encodePacket({ kind: 'promise', from: 2, epoch: 4, log: { ...log, delivered: 1 } }, RING);
      expect(decodePacket(bytes, RING)).toEqual({ kind: 'refused', reason: 'wrong-frames' });
    }
  });

  test('is a length beyond what a packet may have, found before anything is read', () => {
    const huge = Object.defineProperty(new Uint8Array(64), 'length', { value: PACKET_BYTES_MAX + 4 });
    expect(decodePacket(huge, RING)).toEqual({ kind: 'refused', reason: 'wrong-length' });
  });

  test('never takes more memory than the bytes do, whatever they claim', () => {
    const words = wordsOf(encodePacket(PACKETS[1] as Packet, RING));
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 3; at < words.length; at++) {
      for (const claim of [2 ** 31 - 1, -1, -(2 ** 31), 2 ** 30]) {
        const wrong = words.slice();
        wrong[at] = claim;
        const bytes = sealed(wrong);
        decodePacket(bytes, RING);
      }
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });

  test('is named whatever the bytes are: they are never written, and nothing is thrown', () => {
    const some = fc.constantFrom(...PACKETS).map((packet) => encodePacket(packet, RING));
    const place = fc.nat();
    const changes = fc.array(
      fc.tuple(place, fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 31 - 1))),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof(some, fc.uint8Array({ maxLength: 80 })),
        changes,
        fc.boolean(),
        (bytes, list, isSealed) => {
          const words = wordsOf(bytes);
          for (const [at, value] of list) if (words.length > 0) words[at % words.length] = value;
          const sent = isSealed && words.length > 3 ? sealed(words) : bytesOf(words);
          const copy = sent.slice();
          const decoded = decodePacket(sent, RING);
          expect(sent).toEqual(copy);
          if (decoded.kind !== 'refused') expect(hexOf(encodePacket(decoded, RING))).toBe(hexOf(sent));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.slice(0, bytes.length & ~3).buffer);
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.slice().buffer);
}

function sealed(words: Int32Array): Uint8Array {
  words[1] = crc32cWords(words, 2, words.length, crc32cWords(words, 0, 1));
  return bytesOf(words);
}

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
