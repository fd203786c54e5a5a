import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Figure } from './figures.js';

const BENCH = fileURLToPath(new URL('../dist/bench/core.js', import.meta.url));

function bench(words: readonly string[]) {
  expect(existsSync(BENCH), 'dist/ is built: npm run build').toBe(true);
  return spawnSync(process.execPath, [BENCH, ...words], { encoding: 'utf8' });
}

test('a run measures step, codec, disk and heap, each beside what it is held against', () => {
  const { status, stdout, stderr } = bench(['--quick', '--json', '--runs', '1']);
  expect(status, stderr).toBe(0);
  const figures = JSON.parse(stdout) as readonly Figure[];
  expect(figures.map(({ name }) => name)).toEqual([
    'ns a step, 5 hosts',
    'ns a step, 256 hosts',
    'ns a step, 256 hosts',
    'ns to encode and decode, 5 hosts',
    'ns to encode and decode, 5 hosts',
    'ns to encode and decode, 256 hosts',
    'ns to encode and decode, 256 hosts',
    'entries a second on disk, groups of 1,024',
    'bytes a message left on the heap',
    'collections in 32,768 messages',
  ]);
  for (const { name, value, peer, peerValue, ratio } of figures) {
    // A collection in between takes away more than was left.
    if (name.startsWith('bytes')) expect(value).not.toBeNaN();
    else expect(value).toBeGreaterThanOrEqual(0);
    expect([peerValue === null, ratio === null]).toEqual([peer === '', peer === '']);
  }
});

test('an option that there is not is refused in one line', () => {
  const { status, stdout, stderr } = bench(['--runs', 'many']);
  expect([status, stdout]).toEqual([151, '']);
  expect(stderr).toBe("bench: --runs takes 1 to 99, not 'many'\n");
});
