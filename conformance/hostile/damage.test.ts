import { describe, expect, test } from 'vitest';
import { checkFrame, decodePacket, encodePacket, Random, wordsOfFrames } from '../../impl/parts.js';
import { BODY_BYTES_AT, HEADER_WORDS } from '../../impl/wire/layout.js';
import { frameOf, imageOf, CONFIGURATION } from '../compare/logs.js';
import { damaged, forgedFrame, forgedPacket } from './damage.js';
import { areAlike, outcomeOf } from './outcome.js';

const HOSTS = 3;
const RING = { configuration: CONFIGURATION, hosts: HOSTS };
const ENTRY = { epoch: 0, source: 0, payload: 0 } as const;
const FRAME = frameOf({ kind: 'entry', slot: 0, history: [], ...ENTRY });

/** A randomness that answers as it is told: whether what may happen does. */
function happening(happens: boolean): Random {
  return Object.assign(new Random(1), { happens: () => happens });
}

function check(words: Int32Array): number {
  return checkFrame(words, 0, 4 * words.length, CONFIGURATION, HOSTS);
}

describe('damaged words', () => {
  const words = Int32Array.from({ length: 8 }, (_, i) => 100 + i);

  test('are the same for the same seed, and leave what is damaged as it is', () => {
    const forms = (seed: number): readonly (readonly number[])[] => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => [...damaged(words, random)]);
    };
    expect(forms(1)).toEqual(forms(1));
    expect(forms(1)).not.toEqual(forms(2));
    expect([...words]).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
  });

  test('are shorter, longer, and of the same length', () => {
    const random = new Random(1);
    const lengths = Array.from({ length: 200 }, () =>
      Math.sign(damaged(words, random).length - words.length),
    );
    expect(new Set(lengths)).toEqual(new Set([-1, 0, 1]));
  });

  test('are none where there were none', () => {
    expect(damaged(new Int32Array(), new Random(1))).toHaveLength(0);
  });
});

describe('forged bytes', () => {
  const changed = FRAME.with(4, 7);

  test('are a frame whose checksum fits again', () => {
    expect(check(FRAME)).toBe(0);
    expect(check(changed)).not.toBe(0);
    expect(check(forgedFrame(changed, happening(false)))).toBe(0);
    expect(changed).toEqual(FRAME.with(4, 7));
  });

  test('are of the length that they say, as a rule', () => {
    const longer = Int32Array.from([...FRAME, 0]);
    expect(check(forgedFrame(longer, happening(false)))).not.toBe(0);
    const bodyBytes = (happens: boolean): number | undefined =>
      forgedFrame(longer, happening(happens))[BODY_BYTES_AT];
    expect(bodyBytes(false)).toBe(4 * (FRAME.length - HEADER_WORDS));
    expect(bodyBytes(true)).toBe(4 * (longer.length - HEADER_WORDS));
  });

  test('are left as they are where they are too short for a header', () => {
    const short = FRAME.slice(0, 11);
    expect(forgedFrame(short, happening(true))).toBe(short);
    const three = FRAME.slice(0, 3);
    expect(forgedPacket(three, happening(true))).toBe(three);
  });

  test('are a packet whose checksum fits again, and those of its frames where it is to be so', () => {
    const log = imageOf([ENTRY], 0, HOSTS, 0, false);
    const words = wordsOfFrames(encodePacket({ kind: 'promise', from: 1, epoch: 4, log }, RING));
    const bytesOf = (sent: Int32Array): Uint8Array => new Uint8Array(sent.slice().buffer);
    // The last word is one of the payload, so that the checksum of its frame no longer fits.
    const spoilt = words.with(words.length - 1, 0);
    expect(decodePacket(bytesOf(spoilt), RING)).toEqual({ kind: 'refused', reason: 'damaged' });
    expect(decodePacket(bytesOf(forgedPacket(spoilt, happening(false))), RING).kind).toBe('refused');
    expect(decodePacket(bytesOf(forgedPacket(spoilt, happening(true))), RING)).toMatchObject({
      ...{ kind: 'promise', from: 1, epoch: 4 },
    });
  });
});

describe('outcomes', () => {
  const throwing = (thrown: unknown) => (): never => {
    throw thrown;
  };

  test.each<[call: () => unknown, outcome: object]>([
    [() => [1, 2], { returned: [1, 2] }],
    [throwing(Object.assign(new Error('no'), { code: 'EXO401' })), { thrown: 'EXO401' }],
    [throwing(new RangeError('no')), { thrown: 'RangeError' }],
    [throwing(Object.assign(new TypeError('no'), { code: 7 })), { thrown: 'TypeError' }],
  ])('are what a call returns, or by what it throws: %#', (call, outcome) => {
    expect(outcomeOf(call)).toEqual(outcome);
  });

  test('are alike where they are deeply, and of the same types', () => {
    expect(areAlike({ returned: new Uint8Array([1]) }, { returned: new Uint8Array([1]) })).toBe(true);
    expect(areAlike({ returned: new Uint8Array([1]) }, { returned: [1] })).toBe(false);
    expect(areAlike({ returned: 0 }, { returned: -0 })).toBe(false);
    expect(areAlike({ thrown: 'EXO401' }, { returned: 'EXO401' })).toBe(false);
  });
});
