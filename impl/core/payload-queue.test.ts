import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrame, sealFrame } from '../wire/frame.js';
import { FIRST_WORD, FRAME_BYTES_MAX, HEADER_BYTES, putNumber } from '../wire/layout.js';
import { PayloadQueue } from './payload-queue.js';

/** How long a frame is with payloads of these sizes, as docs/wire-format.md says. */
function frameBytes(sizes: readonly number[]): number {
  const lengths = Math.ceil((2 * sizes.length) / 4) * 4;
  const payloads = sizes.reduce((sum, size) => sum + size, 0);
  return HEADER_BYTES + Math.ceil((lengths + payloads) / 4) * 4;
}

/** The payloads of the first frame that a queue with these payloads fills. */
function packed(
  payloads: readonly { readonly number: number; readonly size: number }[],
  limits: { readonly packPayloadsMax: number; readonly packBytesMax: number },
): readonly number[] {
  const queue = new PayloadQueue({ payloadsMax: 64, bytesMax: 2 ** 20, ...limits });
  payloads.forEach(({ number, size }) => queue.push(number, new Uint8Array(size).fill(number)));
  const words = new Int32Array(FRAME_BYTES_MAX / 4);
  const count = queue.frameWords(-1);
  queue.fill(words, new Uint8Array(words.buffer), 0, 1);
  words[0] = FIRST_WORD;
  putNumber(words, 4, 0);
  sealFrame(words, 0);
  const frame = readFrame(words, 0);
  expect(count).toBe(frameBytes(frame.payloads.map(({ length }) => length)) / 4);
  frame.payloads.forEach((payload, k) => {
    expect(payload).toEqual(new Uint8Array(payload.length).fill(frame.firstNumber + k));
  });
  return frame.payloads.map(({ length }) => length);
}

test('a frame takes as many consecutive payloads as its limits allow, the first one whatever its length', () => {
  const gaps = fc.constantFrom(1, 1, 1, 1, 2);
  const sizes = fc.constantFrom(0, 1, 2, 3, 7, 64, 300);
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: gaps, size: sizes }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: HEADER_BYTES, max: 2_000 }),
      (drawn, packPayloadsMax, packBytesMax) => {
        let number = -1;
        const payloads = drawn.map(({ gap, size }) => ({ number: (number += gap), size }));
        const first = payloads[0]?.number ?? 0;
        const fits = (count: number): boolean =>
          count === 1 ||
          (count <= packPayloadsMax &&
            payloads.slice(0, count).every((payload, k) => payload.number === first + k) &&
            frameBytes(payloads.slice(0, count).map(({ size }) => size)) <= packBytesMax);
        let count = 1;
        while (count < payloads.length && fits(count + 1)) count += 1;
        expect(packed(payloads, { packPayloadsMax, packBytesMax })).toEqual(
          payloads.slice(0, count).map(({ size }) => size),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('payloads that follow on each other go from one queue to another as they would one by one', () => {
  const size = { payloadsMax: 16, packPayloadsMax: 1, packBytesMax: 0 };
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('push'),
      gap: fc.constantFrom(1, 1, 1, 2),
      size: fc.constantFrom(0, 1, 4, 63),
    }),
    fc.record({ kind: fc.constant('pass'), most: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('drop'), count: fc.integer({ min: 1, max: 8 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const from = new PayloadQueue({ ...size, bytesMax: 512 });
      const [together, alone] = [300, 300].map((bytesMax) => new PayloadQueue({ ...size, bytesMax }));
      if (together === undefined || alone === undefined) throw new Error('there are two');
      let last = -1;
      let sent = 0;
      for (const one of steps) {
        if (one.kind === 'push' && 'gap' in one) {
          if (from.push(last + one.gap, new Uint8Array(one.size).fill(last))) last += one.gap;
        } else if ('most' in one && sent < from.length) {
          const taken = together.pushRun(from, sent, Math.min(one.most, from.length - sent));
          for (let k = 0; k < taken; k++) expect(passedAlone(from, sent + k, alone)).toBe(true);
          if (taken === 0) expect(passedAlone(from, sent, alone)).toBe(false);
          sent += taken;
        } else if ('count' in one && sent > 0) {
          const upTo = from.numberAt(Math.min(one.count, sent) - 1);
          sent -= Math.min(one.count, sent);
          for (const queue of [from, together, alone]) queue.dropUpTo(upTo);
        }
        expect(waitingIn(together)).toEqual(waitingIn(alone));
      }
    }),
    { numRuns: 300 },
  );
});

function passedAlone(from: PayloadQueue, place: number, to: PayloadQueue): boolean {
  return from.offer(place, {
    payload: (number, source, at, bytes) => to.push(number, source, at, bytes),
  });
}

function waitingIn(queue: PayloadQueue): readonly unknown[] {
  const found: unknown[] = [];
  queue.forEach((number, payload) => found.push([number, [...payload]]));
  return found;
}
