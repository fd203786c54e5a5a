import { expect, test } from 'vitest';
import { lockStep } from './check.js';

test('cores without disks are the same as the specification along random runs, crashes and recoveries in them', async () => {
  const { verdict, divergence, totals } = await lockStep({
    storage: 'diskless',
    runs: 6,
    commandsMax: 120,
    seed: 3,
  });
  expect([verdict, divergence]).toEqual(['same', null]);
  expect(totals.runs).toBe(6);
  expect(totals.epochs).toBeGreaterThan(10);
});
