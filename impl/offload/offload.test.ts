import { describe, expect, test } from 'vitest';
import { OffloadRing } from '../testing/offload-ring.js';

/** Logs that hold little, so that they are full at times. */
const SMALL = {
  logEntriesMax: 16,
  logBytesMax: 65_536,
  payloadBytesMax: 64,
  packBytesMax: 400,
  queuePayloadsMax: 2,
};

describe('engines and drivers under resets, crashes, losses and stalls', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'deliver one order, and in the end everything (seed %i)',
    (seed) => {
      const ring = new OffloadRing({ hosts: 3, seed, capacity: 1 + (seed % 3), losses: 0.02, host: SMALL });
      ring.run(20_000);
      expect(ring.counts.resets).toBeGreaterThan(10);
      expect(ring.counts.crashes).toBeGreaterThan(10);
      expect(ring.settle(400_000)).toBe(true);
      expect(ring.order.payloads.length).toBeGreaterThan(20);
    },
  );
});
