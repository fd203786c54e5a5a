/** A run that grows, held against the specification while it does. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filmOfFiles } from './film-file.js';
import { LiveExplanation } from './live-explained.js';
import { LiveRun } from './live.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-live-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const RUN = path.resolve('viewer/testing/traces/simulated-crashes.ndjson');
const LINES = fs.readFileSync(RUN, 'utf8').trimEnd().split('\n');

/** A run in a file that grows, and a clock that somebody moves. */
function begin(name: string, explain?: boolean) {
  const file = path.join(folder, name);
  const live = new LiveRun(file);
  let now = 0;
  const explanation = new LiveExplanation(live, explain === undefined ? {} : { explain }, () => now);
  return {
    file,
    explanation,
    write: (from: number, to: number) => fs.appendFileSync(file, `${LINES.slice(from, to).join('\n')}\n`),
    lookAt: async (ms: number) => {
      now = ms;
      live.part(0, 0);
      await explanation.look();
      return explanation.known(0);
    },
  };
}

test('is explained once it rests, as far as it has come, and again when it has grown', async () => {
  const { write, lookAt, explanation } = begin('rests.ndjson');
  write(0, 100);
  expect(await lookAt(0)).toBeNull();
  expect(await lookAt(900)).toBeNull();
  const first = await lookAt(1000);
  expect(first?.steps).toBe(100);
  expect(explanation.known(100)).toBeNull();
  write(100, LINES.length);
  expect((await lookAt(1100))?.steps).toBe(100);
  const last = await lookAt(2100);
  const { steps, ...film } = await filmOfFiles([RUN]);
  expect(last?.film).toEqual(film);
  const judged = steps.map((_, i) => last?.judged.findLast(({ from }) => from <= i)?.is ?? undefined);
  expect(judged).toEqual(steps.map((step) => step.judged));
});

test('one that never rests is explained all the same, now and then', async () => {
  const { write, lookAt } = begin('restless.ndjson');
  for (let i = 0; i < 22; i++) {
    write(i * 10, i * 10 + 10);
    const known = await lookAt(i * 500);
    expect(known?.steps ?? 0, `${i}`).toBe(i < 20 ? 0 : 210);
  }
});

test('nothing is explained that is not to be', async () => {
  const { write, lookAt } = begin('plain.ndjson', false);
  write(0, 100);
  expect(await lookAt(0)).toBeNull();
  expect(await lookAt(60_000)).toBeNull();
});

test('what another run in the same file was explained as is forgotten', async () => {
  const { file, write, lookAt } = begin('again.ndjson');
  write(0, 100);
  await lookAt(0);
  expect((await lookAt(1000))?.steps).toBe(100);
  fs.writeFileSync(file, `${LINES.slice(0, 50).join('\n')}\n`);
  expect(await lookAt(1100)).toBeNull();
  expect((await lookAt(2100))?.steps).toBe(50);
});
