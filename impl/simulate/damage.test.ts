import { describe, expect, it } from 'vitest';
import { CONFIGURATION, frameAfter } from '../testing/entries.js';
import { checkFrame } from '../wire/frame.js';
import { decodePacket, encodePacket } from '../wire/packets.js';
import { damaged } from './damage.js';
import { Random } from './random.js';

const HOSTS = 3;
const TIMES = 5_000;

function bitsThatDiffer(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, byte, i) => {
    let difference = byte ^ (other[i] ?? 0);
    let bits = 0;
    for (; difference !== 0; difference &= difference - 1) bits += 1;
    return sum + bits;
  }, 0);
}

describe('damage', () => {
  it('is one to three bits, or an end that is missing, in a copy', () => {
    const random = new Random(5);
    const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
    const found = new Set<number | string>();
    for (let i = 0; i < TIMES; i++) {
      const copy = damaged(bytes, random);
      if (copy.length < bytes.length) {
        expect(copy).toEqual(bytes.slice(0, copy.length));
        found.add('short');
      } else {
        found.add(bitsThatDiffer(bytes, copy));
      }
    }
    expect(new Set(found)).toEqual(new Set([1, 2, 3, 'short']));
    expect(bytes).toEqual(Uint8Array.from({ length: 40 }, (_, i) => i));
  });

  it('is found in every frame, and in every packet', () => {
    const random = new Random(6);
    const words = frameAfter([], { epoch: 0, source: 1, firstNumber: 3 }, HOSTS);
    const frame = new Uint8Array(words.buffer, 0, 4 * words.length);
    const ring = { configuration: CONFIGURATION, hosts: HOSTS };
    const packet = encodePacket({ kind: 'prepare', from: 1, epoch: 4, delivered: 2 }, ring);
    for (let i = 0; i < TIMES; i++) {
      const bytes = damaged(frame, random);
      const check = checkFrame(
        new Int32Array(bytes.slice(0, bytes.length & ~3).buffer),
        0,
        bytes.length,
        CONFIGURATION,
        HOSTS,
      );
      expect(check).not.toBe(0);
      expect(decodePacket(damaged(packet, random), ring).kind).toBe('refused');
    }
  });
});
