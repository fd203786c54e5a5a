/** `exo explain`, built. */
import { afterAll, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';
import { CHAPTERS } from './catalogue.js';

const bench = makeBench();
afterAll(bench.remove);

test('prints what causes an error and what to do', async () => {
  const { code, stdout } = await bench.exoHere('explain', 'exo103');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^EXO103: A machine has something that cannot be explored\n\n/);
  expect(stdout.replaceAll('\n', ' ')).toContain(
    'Decision 3 (docs/decisions/0003-what-xstate-machines-are-refused.md)',
  );
  expect(stdout).toContain('\n\nWhat to do: ');
});

test('takes the number of a code too', async () => {
  const byNumber = await bench.exoHere('explain', '103');
  expect([byNumber.code, byNumber.stdout]).toEqual([0, (await bench.exoHere('explain', 'EXO103')).stdout]);
});

test('lists all codes', async () => {
  const { code, stdout } = await bench.exoHere('explain');
  expect(code).toBe(0);
  const codes = CHAPTERS.flatMap(({ entries }) => Object.keys(entries));
  expect(codes.filter((one) => !stdout.includes(`  ${one}  `))).toEqual([]);
});

test('refuses what is no code', async () => {
  const { code, stderr } = await bench.exoHere('explain', 'EXO999');
  expect(code).toBe(151);
  expect(stderr).toContain('EXO381');
});
