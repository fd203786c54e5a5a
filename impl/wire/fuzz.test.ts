import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'scripts', 'fuzz-wire.mjs');

function fuzz(...words: readonly string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...words], { encoding: 'utf8' });
}

test('the fuzzer, guided by coverage, finds nothing in its short form', () => {
  const { status, stdout, stderr } = fuzz('--inputs', '100000', '--seed', '7');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^✔ 100,000 inputs, [\d,]+ of them sound, none that the codec mistreats: /);
  expect(status).toBe(0);
});

test('the fuzzer says what it takes', () => {
  const { status, stdout, stderr } = fuzz('--inputs', 'many');
  expect([status, stdout]).toEqual([151, '']);
  expect(stderr).toBe("--inputs takes a whole number of at least 1, not 'many'\n");
});
