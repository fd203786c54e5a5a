import { afterAll, expect, test } from 'vitest';
import { filmInPage } from '../../viewer/index.js';
import { makeBench } from '../run-exo.test.helper.js';

const { exoHere, read, remove } = makeBench();
afterAll(remove);

test('exo demo finds seven steps, and leaves a page and a trace that is replayed', async () => {
  const { code, stdout } = await exoHere('demo', '--no-open', '--out', 'seven.html');
  expect(code).toBe(0);
  expect(stdout).toContain('✘ Agreement is violated after 7 steps');
  expect(stdout).toMatch(/\*?\[B0\] C0 D0/);
  expect(stdout).toContain('the picture  seven.html');
  const page = read('seven.html');
  expect(page).toMatch(/^<!doctype html>/i);
  const film = filmInPage(page);
  expect(Object.keys(film?.machines ?? {})).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(film?.steps.map(({ judged }) => judged?.broken)).toEqual([
    [],
    [],
    [],
    [],
    [],
    [],
    [],
    ['Agreement'],
  ]);
  const replayed = await exoHere('replay', 'seven.itf.json', '--quiet');
  expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringContaining('Agreement')]);
});

test('exo demo says in one line where it cannot write', async () => {
  const { code, stderr } = await exoHere('demo', '--no-open', '--out', 'none/seven.html');
  expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO331: [^\n]*\n$/)]);
});
