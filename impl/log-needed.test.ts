import { describe, expect, test } from 'vitest';
import { logNeeded } from './log-needed.js';
import { simulate } from './simulate/simulate.js';

describe('the room that a log needs', () => {
  test.each([
    [2, 3],
    [3, 3],
    [4, 5],
    [5, 5],
    [33, 33],
    [256, 257],
  ])(
    'is for what an epoch may leave unagreed and a majority more: %d hosts, %d entries',
    (hosts, entries) => {
      const { bytes, ...rest } = logNeeded({ hosts, packBytesMax: 1_400, payloadBytesMax: 0 });
      expect([rest, bytes]).toEqual([{ entries }, (entries + 1) * 1_400]);
    },
  );

  test('is for the longest frames that there may be, and one of them more', () => {
    expect(logNeeded({ hosts: 3, packBytesMax: 1_399, payloadBytesMax: 5 }).bytes).toBe(4 * 1_400);
    expect(logNeeded({ hosts: 3, packBytesMax: 48, payloadBytesMax: 32_768 }).bytes).toBe(4 * 32_820);
  });

  test(
    'is enough: rings with no more agree, through crashes, with the longest payloads',
    { tags: 'long' },
    () => {
      for (const hosts of [3, 9]) {
        const { entries, bytes } = logNeeded({ hosts, packBytesMax: 1_400, payloadBytesMax: 32_768 });
        const host = { logEntriesMax: Math.max(16, entries), logBytesMax: bytes };
        const result = simulate({
          hosts,
          durationMs: 120,
          crashes: 2,
          downMs: [60, 80],
          payloadBytes: [32_768, 32_768],
          waiting: 1,
          compactEvery: 1,
          settleMs: 2_000,
          host: { ...host, takeoverMs: 30, backOffMs: 10, takeoverStepMs: 1 },
        });
        expect([hosts, result.verdict, result.reason]).toEqual([hosts, 'agreed', null]);
        expect(result.takeovers).toBeGreaterThan(0);
      }
    },
  );
});
