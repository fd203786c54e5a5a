import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { growthOf } from './soak-verdict.js';

const BUILT = fileURLToPath(new URL('../dist/bench/soak.js', import.meta.url));
const BOUND = { bytesEach: 10, bytesByTheWay: 1_000, handles: 0 };

function looks(bytesOf: (k: number) => number, handlesOf: (k: number) => number = () => 7) {
  return Array.from({ length: 20 }, (_, k) => ({ at: 10 * k, bytes: bytesOf(k), handles: handlesOf(k) }));
}

describe('a long run', () => {
  test.each([
    ['that stays as it is', looks(() => 5_000), false, false],
    ['that grows in its first half only', looks((k) => 100_000 * Math.min(k, 9)), false, false],
    ['that has more for a moment', looks((k) => (k === 18 ? 900_000 : 5_000)), false, false],
    ['that grows as fast as is allowed', looks((k) => 100 * k), false, false],
    ['that grows faster', looks((k) => 1_000 * k), true, false],
    [
      'that leaves a handle open each time',
      looks(
        () => 0,
        (k) => k,
      ),
      false,
      true,
    ],
  ])('%s', (_, some, isHeapGrowing, isHandlesGrowing) => {
    expect(growthOf(some, BOUND)).toMatchObject({ isHeapGrowing, isHandlesGrowing });
  });

  test('by time tells twenty looks and what has grown', { tags: 'long', timeout: 120_000 }, () => {
    expect(existsSync(BUILT), 'dist/ is built: npm run build').toBe(true);
    const { status, stdout } = spawnSync(process.execPath, [BUILT, '--time', '5s'], { encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[20]).toMatch(
      /^the heap (does not grow|grows): -?\d+ bytes, of at most \d+; handles do not grow: -?\d+$/,
    );
    expect([0, 1]).toContain(status);
  });

  test.each(['4s', 'an hour'])('takes no time such as %s', (time) => {
    const { status, stderr } = spawnSync(process.execPath, [BUILT, '--time', time], { encoding: 'utf8' });
    expect(stderr).toMatch(/^soak: --time takes a time from 5s/);
    expect(status).toBe(151);
  });
});
