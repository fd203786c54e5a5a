import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { canMap } from '../impl/offload/mapped-memory.js';
import type { Figure } from './figures.js';

const BENCH = fileURLToPath(new URL('../dist/bench/offload.js', import.meta.url));

test(
  'a run measures messages, latency, packed payloads, and an idle ring, each beside what it is held against',
  { tags: 'long' },
  () => {
    expect(existsSync(BENCH), 'dist/ is built: npm run build').toBe(true);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [BENCH, '--quick', '--json', '--runs', '1'],
      {
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    const figures = JSON.parse(stdout) as readonly Figure[];
    // A message between two processes, empty and not, by its median and its fastest, takes memory that they share.
    expect(figures.length).toBe(canMap() ? 72 : 68);
    for (const { value } of figures) expect(value).toBeGreaterThan(0);
    expect(figures.filter(({ peer }) => peer === 'the aim').length).toBe(50);
  },
);

test('an option that there is not is refused in one line', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, '--seconds', 'many'], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([151, '']);
  expect(stderr).toMatch(/^bench: --seconds takes 1 to 60, not 'many'\n$/);
});
