/** Faulty versions that differ in one thing, and what is said of them. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { Random } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { compareAuthentication } from './authentication.js';
import { compareCalls } from './calls.js';
import { compareCodecs } from './codec.js';

const { checkFrame, decodePacket, encodePacket, hostOptions, Opener, readFrame, Sealer, writeFrame } =
  implementation;

function faulty(altered: Partial<Implementation>): Implementation {
  return { ...implementation, ...altered };
}

describe('compareAuthentication', () => {
  const compared = (impl: Implementation): string | null => compareAuthentication(impl, new Random(1));

  test('finds the implementation that runs the same', () => {
    expect(compared(implementation)).toBeNull();
  });

  test.each<[what: string, altered: Partial<Implementation>, how: string]>([
    [
      'seals with another byte',
      {
        Sealer: class extends Sealer {
          override seal(message: Uint8Array): Uint8Array {
            const sealed = super.seal(message);
            return sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1);
          }
        },
      },
      'sealing',
    ],
    [
      'takes a session that there is not',
      {
        Sealer: class extends Sealer {
          constructor(options: implementation.SealerOptions) {
            super({ ...options, session: Math.abs(options.session) });
          }
        },
      },
      'sealing',
    ],
    [
      'opens nothing',
      {
        Opener: class extends Opener {
          override open(): ReturnType<implementation.Opener['open']> {
            return super.open(new Uint8Array());
          }
        },
      },
      'opening',
    ],
  ])('finds one that %s', (_, altered, how) => {
    expect(compared(faulty(altered))).toBe(how);
  });
});

describe('compareCodecs', () => {
  /** The first difference in some packets and frames. */
  const compared = (impl: Implementation, messages = 60): string | null => {
    const random = new Random(1);
    for (let i = 0; i < messages; i++) {
      const found = compareCodecs(impl, random);
      if (found !== null) return found;
    }
    return null;
  };

  test('finds the implementation that runs the same', () => {
    expect(compared(implementation)).toBeNull();
  });

  test.each<[what: string, altered: Partial<Implementation>, how: RegExp]>([
    [
      'encodes another byte',
      { encodePacket: (packet, ring) => encodePacket(packet, ring).with(0, 0) },
      /^encoding a [a-z]+$/,
    ],
    [
      'decodes everything as damaged',
      { decodePacket: () => ({ kind: 'refused', reason: 'damaged' }) },
      /^decoding a [a-z]+$/,
    ],
    [
      'writes to what it decodes',
      {
        decodePacket: (bytes, ring) => {
          const packet = decodePacket(bytes, ring);
          bytes.fill(0);
          return packet;
        },
      },
      /^decoding a [a-z]+$/,
    ],
    [
      'writes a frame one word on',
      { writeFrame: (fields, words, at) => writeFrame(fields, words, at) + 1 },
      /^encoding a frame$/,
    ],
    ['takes every frame for sound', { checkFrame: () => 0 }, /^checking a frame$/],
    [
      'takes no frame',
      { checkFrame: (...frame) => (checkFrame(...frame) === 0 ? 6 : checkFrame(...frame)) },
      /^checking a frame$/,
    ],
    [
      'reads another slot',
      { readFrame: (words, at) => ({ ...readFrame(words, at), slot: 0 }) },
      /^checking a frame$/,
    ],
    [
      'finds payloads elsewhere',
      { payloadPlace: () => ({ at: 0, bytes: 0 }) as never },
      /^checking a frame$/,
    ],
  ])('finds one that %s', (_, altered, how) => {
    expect(compared(faulty(altered))).toMatch(how);
  });
});

describe('compareCalls', () => {
  test('finds the implementation that runs the same', () => {
    expect(compareCalls(implementation)).toBeNull();
  });

  test.each<[what: string, altered: Partial<Implementation>, where: string]>([
    [
      'takes a payload though it has not started',
      {
        Host: class extends implementation.Host {
          override submit(payload: Uint8Array): ReturnType<implementation.Host['submit']> {
            try {
              return super.submit(payload);
            } catch {
              return 0;
            }
          }
        },
      },
      'start(-1) of life 0',
    ],
    [
      'compacts nothing',
      {
        Host: class extends implementation.Host {
          override compact(): ReturnType<implementation.Host['compact']> {
            return undefined as never;
          }
        },
      },
      'compact(-1)',
    ],
    [
      'takes any option',
      {
        hostOptions: (options) =>
          hostOptions({ hosts: 3, self: 0, ...('unknown' in options ? {} : options) }),
      },
      'hostOptions({"unknown":1})',
    ],
  ])('finds one that %s', (_, altered, where) => {
    expect(compareCalls(faulty(altered))).toBe(where);
  });
});
