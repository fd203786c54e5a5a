import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { configurationDigest } from './configuration.js';
import {
  FRAME_CHECK,
  checkFrame,
  frameProblem,
  payloadPlace,
  readFrame,
  sealFrame,
  writeFrame,
  type FrameCheck,
  type FrameFields,
} from './frame.js';
import {
  BODY_BYTES_AT,
  CONFIGURATION_AT,
  EPOCH_AT,
  FRAME_BYTES_MAX,
  HEADER_WORDS,
  NUMBER_AT,
  PAYLOAD_BYTES_MAX,
  SLOT_AT,
  SOURCE_AT,
} from './layout.js';

const HOSTS = 7;
const CONFIGURATION = 0x12345678;
const FIELDS: FrameFields = {
  configuration: CONFIGURATION,
  history: 0x0badcafe,
  epoch: 2 ** 40 + 3,
  slot: 1_000_000,
  source: 5,
  firstNumber: 41,
  payloads: [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(6)],
};

/** That frame, byte by byte: whoever changes it changes the version of the format. docs/wire-format.md explains it. */
const GOLDEN =
  '45580101 672dec63 78563412 fecaad0b 0300000000010000 40420f0000000000 2900000000000000 05000200 0c000000 ' +
  '05000100 01020304 05060000';

function frameOf(fields: FrameFields): Int32Array {
  const words = new Int32Array(FRAME_BYTES_MAX >>> 2);
  return words.slice(0, writeFrame(fields, words, 0));
}

function check(words: Int32Array, bytes = 4 * words.length): FrameCheck {
  return checkFrame(words, 0, bytes, CONFIGURATION, HOSTS);
}

const number = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
);
const fields = fc
  .record({
    history: fc.integer(),
    epoch: number,
    slot: number,
    source: fc.nat({ max: HOSTS - 1 }),
    firstNumber: fc.maxSafeNat().map((one) => Math.min(one, 2 ** 53 - 1 - 64)),
    payloads: fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 12 }),
  })
  .map((all): FrameFields => ({
    ...all,
    configuration: CONFIGURATION,
    firstNumber: all.payloads.length === 0 ? 0 : all.firstNumber,
  }));

describe('a frame', () => {
  test('has these bytes', () => {
    const bytes = new Uint8Array(frameOf(FIELDS).buffer);
    expect(hexOf(bytes)).toBe(GOLDEN.replaceAll(' ', ''));
  });

  test('says what was written, wherever it stands', () => {
    fc.assert(
      fc.property(fields, fc.nat({ max: 9 }), (all, at) => {
        const words = new Int32Array(2_000).fill(-1);
        const count = writeFrame(all, words, at);
        expect(checkFrame(words, at, 4 * count, CONFIGURATION, HOSTS)).toBe(FRAME_CHECK.sound);
        expect(readFrame(words, at)).toEqual(all);
        all.payloads.forEach((payload, k) => {
          const place = payloadPlace(words, at, k);
          expect(new Uint8Array(words.buffer).slice(place.at, place.at + place.bytes)).toEqual(payload);
        });
        expect([words[at - 1] ?? -1, words[at + count]]).toEqual([-1, -1]);
      }),
    );
  });

  test('has room for a payload of 32 KiB, and for none that is longer', () => {
    const longest = new Uint8Array(PAYLOAD_BYTES_MAX).fill(7);
    const frame = frameOf({ ...FIELDS, payloads: [longest] });
    expect(check(frame)).toBe(FRAME_CHECK.sound);
    expect(readFrame(frame, 0).payloads).toEqual([longest]);
    const tooLong = new Uint8Array(PAYLOAD_BYTES_MAX + 1);
    expect(() => frameOf({ ...FIELDS, payloads: [tooLong] })).toThrow(ExoError);
    expect(() => frameOf({ ...FIELDS, payloads: [longest, longest] })).toThrow('bytes of a frame');
  });

  test('with any bit flipped is refused', () => {
    const frame = frameOf(FIELDS);
    for (let bit = 0; bit < 32 * frame.length; bit++) {
      const flipped = frame.slice();
      flipped[bit >>> 5] = (flipped[bit >>> 5] as number) ^ (1 << (bit & 31));
      expect(check(flipped), `bit ${bit}`).not.toBe(FRAME_CHECK.sound);
    }
  });

  test('cut off anywhere, or with anything behind it, is refused', () => {
    const words = new Int32Array(frameOf(FIELDS).length + 8);
    const bytes = 4 * writeFrame(FIELDS, words, 0);
    for (let length = 0; length < bytes + 32; length++) {
      const expected = length === bytes ? FRAME_CHECK.sound : FRAME_CHECK.size;
      expect(checkFrame(words, 0, length, CONFIGURATION, HOSTS), `${length} bytes`).toBe(expected);
    }
    expect(checkFrame(words, 0, 4 * words.length + 4, CONFIGURATION, HOSTS)).toBe(FRAME_CHECK.size);
  });
});

type Change = (words: Int32Array) => void;
const put =
  (at: number, value: number): Change =>
  (words) => {
    words[at] = value;
  };

/** What is wrong with a frame whose CRC fits, and what it is called. */
const WRONG: readonly (readonly [what: string, code: FrameCheck, change: Change])[] = [
  ['no frame', FRAME_CHECK.magic, put(0, 0x01014142)],
  ['another version', FRAME_CHECK.version, put(0, 0x01025845)],
  ['another kind', FRAME_CHECK.kind, put(0, 0x02015845)],
  ['another ring', FRAME_CHECK.configuration, put(CONFIGURATION_AT, 1)],
  ['an epoch of 2^53', FRAME_CHECK.number, put(EPOCH_AT + 1, 2 ** 21)],
  ['a slot of 2^63', FRAME_CHECK.number, put(SLOT_AT + 1, -(2 ** 31))],
  ['a number of 2^53', FRAME_CHECK.number, put(NUMBER_AT + 1, 2 ** 21)],
  [
    'a last number of 2^53',
    FRAME_CHECK.number,
    (words) => {
      words[NUMBER_AT] = -1;
      words[NUMBER_AT + 1] = 2 ** 21 - 1;
    },
  ],
  ['no such host', FRAME_CHECK.source, put(SOURCE_AT, HOSTS | (2 << 16))],
  ['something beside the source', FRAME_CHECK.padding, put(SOURCE_AT, 5 | (1 << 8) | (2 << 16))],
  ['more payloads than there are', FRAME_CHECK.lengths, put(SOURCE_AT, 5 | (3 << 16))],
  ['65,535 payloads', FRAME_CHECK.lengths, put(SOURCE_AT, 5 | (0xffff << 16))],
  ['fewer payloads than there are', FRAME_CHECK.padding, put(SOURCE_AT, 5 | (1 << 16))],
  ['a body, and no payload', FRAME_CHECK.lengths, put(SOURCE_AT, 5)],
  ['a payload above 32 KiB', FRAME_CHECK.lengths, put(HEADER_WORDS, 0x8001)],
  ['payloads shorter than the body', FRAME_CHECK.lengths, put(HEADER_WORDS, 1 | (1 << 16))],
  ['something behind the last payload', FRAME_CHECK.padding, put(HEADER_WORDS + 2, 0x01000605)],
  ['a longer body', FRAME_CHECK.size, put(BODY_BYTES_AT, 16)],
  ['a body of 2 GiB', FRAME_CHECK.size, put(BODY_BYTES_AT, 2 ** 31 - 4)],
  ['a body of less than nothing', FRAME_CHECK.size, put(BODY_BYTES_AT, -4)],
];

describe('what is wrong with a frame', () => {
  test.each(WRONG)('is found and named: %s', (_, code, change) => {
    const frame = frameOf(FIELDS);
    change(frame);
    resealed(frame);
    expect(frameProblem(check(frame))).toBe(frameProblem(code));
  });

  test('of one payload is found too, where its length has a word of its own', () => {
    const one = { ...FIELDS, payloads: [Uint8Array.of(1, 2, 3, 4, 5)] };
    const wrong: readonly (readonly [FrameCheck, Change])[] = [
      [FRAME_CHECK.padding, put(HEADER_WORDS, 5 | (1 << 16))],
      [FRAME_CHECK.lengths, put(HEADER_WORDS, 4)],
      [FRAME_CHECK.lengths, put(HEADER_WORDS, 9)],
      [FRAME_CHECK.lengths, put(HEADER_WORDS, 0xffff)],
      [FRAME_CHECK.padding, put(HEADER_WORDS + 2, 0x0105)],
    ];
    for (const [code, change] of wrong) {
      const frame = frameOf(one);
      change(frame);
      sealFrame(frame, 0);
      expect(frameProblem(check(frame))).toBe(frameProblem(code));
    }
  });

  test('of an empty message: a number of a payload that it does not have', () => {
    const frame = frameOf({ ...FIELDS, firstNumber: 0, payloads: [] });
    expect(check(frame)).toBe(FRAME_CHECK.sound);
    frame[NUMBER_AT] = 1;
    sealFrame(frame, 0);
    expect(check(frame)).toBe(FRAME_CHECK.number);
  });

  test('has a text of its own for every code', () => {
    const texts = Object.values(FRAME_CHECK).map(frameProblem);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('is named whatever the bytes are, and nothing is written', () => {
    const anyWords = fc.array(
      fc.oneof(fc.integer(), fc.constantFrom(0, 0x01015845, CONFIGURATION, 1, 5 | (1 << 16))),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(anyWords, fc.boolean(), (list, isSealed) => {
        const words = Int32Array.from(list);
        if (isSealed && words.length >= HEADER_WORDS) {
          words[0] = 0x01015845;
          words[CONFIGURATION_AT] = CONFIGURATION;
          words[BODY_BYTES_AT] = 4 * (words.length - HEADER_WORDS);
          resealed(words);
        }
        const before = words.slice();
        const code = check(words);
        expect(words).toEqual(before);
        expect(Object.values(FRAME_CHECK)).toContain(code);
        if (code !== FRAME_CHECK.sound) return;
        const again = new Int32Array(words.length);
        expect(writeFrame(readFrame(words, 0), again, 0)).toBe(words.length);
        expect(again).toEqual(words);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Seals a frame, if it is as long as it says. */
function resealed(words: Int32Array): void {
  if (words[BODY_BYTES_AT] === 4 * (words.length - HEADER_WORDS)) sealFrame(words, 0);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('what cannot be written', () => {
  const tooMuch: readonly (readonly [string, Partial<FrameFields>])[] = [
    ['epoch', { epoch: 2 ** 53 }],
    ['slot', { slot: -1 }],
    ['slot', { slot: 0.5 }],
    ['source', { source: 256 }],
    ['firstNumber', { firstNumber: 2 ** 53 - 1 }],
    ['firstNumber', { payloads: [] }],
  ];
  test.each(tooMuch)('%s', (name, change) => {
    expect(() => frameOf({ ...FIELDS, ...change })).toThrow(new RegExp(`^${name}: whole, from 0 to`));
  });

  test('what there is no room for', () => {
    expect(() => writeFrame(FIELDS, new Int32Array(10), 0)).toThrow('bytes of a frame');
  });
});

describe('the configuration digest', () => {
  test('is another one for another ring', () => {
    const digests = [2, 3, 4, 255, 256].flatMap((hosts) =>
      ['exo', 'exo2', 'Exo', 'é'].map((cluster) => configurationDigest({ hosts, cluster })),
    );
    expect(new Set(digests).size).toBe(digests.length);
    expect(configurationDigest({ hosts: 3, cluster: 'exo' })).toBe(
      configurationDigest({ hosts: 3, cluster: 'exo' }),
    );
  });

  test('is this one', () => {
    expect(configurationDigest({ hosts: 3, cluster: 'exo' }) >>> 0).toBe(0x4d3012e4);
  });
});
