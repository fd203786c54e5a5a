/** Faults put into the specification by hand, checked with default reductions: those that take seconds. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('no fault that is put in by hand passes a check with default reductions', () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/hand-faults.mjs', '--quick'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(stdout).not.toContain('NOT CAUGHT');
  expect(stdout).toMatch(/\n5 faults by hand: 5 caught, 0 equivalent, 0 not as listed\n$/);
}, 240_000);
