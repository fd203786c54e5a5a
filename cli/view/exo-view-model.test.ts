/**
 * What a page has of the model of a run of live actors: states of its machines held against what the actors wrote themselves, read by JSON alone; and
 * where a run is explained no further.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filmInPage, type Film } from '../../viewer/index.js';
import { makeBench } from '../run-exo.test.helper.js';

const EXAMPLE = path.join(import.meta.dirname, '../../docs/examples/live');
const MODEL = path.join(EXAMPLE, 'counter.js');
const bench = makeBench();

interface RawEvent {
  readonly actor: string;
  readonly action: string;
  readonly set?: { readonly value?: unknown };
}

function rawEvents(file: string): readonly RawEvent[] {
  const lines = bench.read(file).trim().split('\n');
  return lines.slice(1).map((line) => JSON.parse(line) as RawEvent);
}

/** What stands in the page that the command writes. */
async function film(...words: readonly string[]): Promise<Film> {
  const { code, stderr } = await bench.exoHere('view', ...words, '--out', 'page.html');
  expect([code, stderr]).toEqual([0, '']);
  return filmInPage(bench.read('page.html')) as Film;
}

beforeAll(() => {
  for (const words of [['good.ndjson'], ['bad.ndjson', 'faulty']])
    spawnSync(process.execPath, [path.join(EXAMPLE, 'run.js'), ...words], { cwd: bench.folder });
});
afterAll(bench.remove);

describe('the film of a run of live actors', () => {
  test('has at every step where each machine wrote that it was, and all properties', async () => {
    const {
      machines = {},
      charts,
      steps,
      properties,
      notices,
      title,
    } = await film('good.ndjson', '--model', MODEL);
    expect([charts?.length, Object.keys(machines).sort()]).toEqual([2, ['client', 'server']]);
    const now = new Map<string, unknown>();
    for (const [i, { actor, set }] of rawEvents('good.ndjson').entries()) {
      if (set?.value !== undefined) now.set(actor, set.value);
      const at = machines[actor]?.moments.findLast(({ step }) => step <= i + 1)?.at ?? [];
      const value = now.get(actor);
      if (typeof value === 'string') expect([i + 1, at]).toEqual([i + 1, ['', value]]);
    }
    expect(notices.at(-1)).toMatch(/^The model 'a counter over a lossy channel' explains all \d+ events\.$/);
    expect(properties?.map(({ name }) => name)).toEqual(expect.arrayContaining(['Explained']));
    expect(properties?.length).toBeGreaterThan(1);
    expect(steps.every(({ judged }) => judged?.broken.length === 0)).toBe(true);
    expect(title.verdict).toBe('accepted');
  });

  test('ends where the model explains it no further, and says why', async () => {
    const bad = await film('bad.ndjson', '--model', MODEL);
    const at = bad.steps.findIndex(({ judged }) => judged?.broken.includes('Explained') === true);
    const { actor, action } = rawEvents('bad.ndjson')[at - 1] ?? {};
    expect([actor, action]).toEqual(['server', 'Receive']);
    expect(bad.title.verdict).toBe('rejected');
    const because = bad.title.evidence?.because ?? '';
    expect(because).toContain('context.counted is [1,1] in the run, and [1] in the model');
    expect(because).toContain('guard isNew says no');
    expect(bad.steps.slice(at + 1).every(({ judged }) => judged === undefined)).toBe(true);
    expect(bad.steps[at]?.judged?.unknown?.length).toBe((bad.properties?.length ?? 0) - 1);
    expect(bad.machines?.['server']?.until).toBe(at);
  });

  test('names the model that is missing where none is given', async () => {
    const { notices, machines } = await film('good.ndjson');
    expect([machines, notices.at(-1)]).toEqual([undefined, expect.stringContaining('With --model')]);
  });
});
