/** What a takeover costs after a crash, in virtual time: how long nothing is agreed, and what is sent. */
import { describe, expect, test } from 'vitest';
import { crashedRing } from '../testing/crashed-ring.js';
import { simulate } from './simulate.js';

const LINKS = { delayMs: [0.055, 0.055], outOfBandDelayMs: [0.1, 0.2] } as const;

describe('after a crash of one of', () => {
  const cases = [
    [3, 1, 123.1],
    [5, 0, 124.7],
    [5, 1, 118.3],
    [5, 2, 115.2],
    [64, 0, 124.7],
    [64, 1, 122.8],
    [64, 2, 116.6],
  ] as const;
  const agreeAgain = (hosts: number, seed: number, pause: number): void => {
    const gone = (3 + 11 * seed) % hosts;
    const { pauseMs, stallMs, packets } = crashedRing({ ...LINKS, hosts, seed }, gone, 30 + 0.7 * seed, 15);
    const { prepare, promise, start, join, fetch } = packets;
    expect({ prepare, promise, start, join, fetch }).toEqual({
      prepare: hosts - 1,
      promise: hosts - 2,
      start: hosts - 1,
      join: undefined,
      fetch: undefined,
    });
    expect(pauseMs.toFixed(1)).toBe(pause.toFixed(1));
    // takeoverMs 100 and graceMs 10; up to a step of 10 at random, and to a look of 5; and a round.
    expect(pauseMs).toBeLessThan(100 + 10 + 10 + 5 + hosts * 0.055 + 1);
    // It would be repeatMs, 20, if an entry had been lost on the way.
    expect(stallMs).toBeLessThan(5);
  };
  const title = '%d hosts the others agree again at once, each told once of the next epoch: seed %d';
  test.each(cases)(title, agreeAgain);
  test.each([[256, 3, 118.6]])(title, { tags: 'long' }, agreeAgain);
});

test('where every message takes longer than hosts wait, they wait longer each time until something is agreed', () => {
  const links = { delayMs: [100, 250], outOfBandDelayMs: [100, 200] } as const;
  const { verdict, takeovers } = simulate({ hosts: 7, seed: 3, rate: 1, durationMs: 1_000, ...links });
  // Each epoch has its first entries in time: as long as these counted for progress, nobody waited any longer, and nothing was agreed in a minute. As
  // long as something agreed made an end of all patience at once, there were 167.
  expect([verdict, takeovers]).toEqual(['agreed', 57]);
});
