/** Seeds of `scripts/simulate-seeds.mjs` that have once found something: each is run with the options that are drawn from it. */
import { expect, test } from 'vitest';
import { drawnOptions } from './drawn-options.js';
import { simulate } from './simulate.js';

const SPLIT_SEEDS: readonly (readonly [seed: number, found: string])[] = [
  [12, 'a host that had left its epoch was blamed for compacting its base before the promise was durable'],
];
const SEEDS: readonly (readonly [seed: number, found: string])[] = [
  [1301, 'hosts that had promised could not compact, and a starter with a full log had no room for its base'],
];
const LONGER: typeof SEEDS = [
  [1544, 'frames that were kept held memory when they were taken, and a repetition put off asking again'],
];

function agrees(seed: number): void {
  expect(simulate(drawnOptions(seed))).toMatchObject({ verdict: 'agreed', reason: null });
}

test.each(SEEDS)('seed %i agrees, which has found that %s', agrees);
test.each(LONGER)('seed %i agrees, which has found that %s', { tags: 'long' }, agrees);

test.each(SPLIT_SEEDS)('seed %i agrees of split hosts, which has found that %s', (seed) => {
  expect(simulate({ ...drawnOptions(seed), offload: 'on' })).toMatchObject({
    verdict: 'agreed',
    reason: null,
  });
});
