/** Faults put into the specification by hand, checked with default reductions: those that take seconds. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const LONG = { tags: 'long', timeout: 240_000 } as const;

test('no fault that is put in by hand passes a check with default reductions', LONG, () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/hand-faults.mjs', '--quick'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(stdout).not.toContain('NOT CAUGHT');
  expect(stdout).toMatch(/\n5 faults by hand: 5 caught, 0 equivalent, 0 not as listed\n$/);
});
