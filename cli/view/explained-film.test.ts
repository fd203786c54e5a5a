/**
 * What a page has of the specification of its run: the states of the specified hosts, held against what the hosts themselves wrote, read by JSON
 * alone; and how far a run that is none of the specification is shown.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { simulate } from '../../impl/parts.js';
import type { Film } from '../../viewer/index.js';
import { HAS_CHROMIUM, pagesOfTests } from '../../viewer/testing/pages.js';
import { filmOfFiles } from './film-file.js';

const TRACES = path.join(import.meta.dirname, '../../viewer/testing/traces');
const REAL = path.join(TRACES, 'real-run.ndjson.gz');
const CRASHES = path.join(TRACES, 'simulated-crashes.ndjson');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-explained-'));

afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

interface RawEvent {
  readonly actor: string;
  readonly action: string;
  readonly set?: { readonly status?: string; readonly agreed?: number };
}

function linesOf(file: string): readonly string[] {
  const bytes = fs.readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n');
}

function rawEvents(file: string): readonly RawEvent[] {
  return linesOf(file)
    .slice(1)
    .map((line) => JSON.parse(line) as RawEvent);
}

/** By step, what each host says that it is. */
function statusesBy(events: readonly RawEvent[]): readonly Readonly<Record<string, string>>[] {
  const now: Record<string, string> = {};
  return events.map(({ actor, action, set }) => {
    if (action === 'Crash') now[actor] = 'down';
    else now[actor] = set?.status ?? now[actor] ?? '';
    return { ...now };
  });
}

/** The innermost state of a host's chart at a step. */
function stateIn(film: Film, host: string, step: number): string {
  const at = film.machines?.[host]?.moments.findLast((moment) => moment.step <= step)?.at ?? [];
  return at.at(-1)?.split('.').at(-1) ?? '';
}

function written(name: string, lines: readonly string[]): string {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** The simulated run with one host that says at a step that it has agreed what it has not. */
function lyingRun(): { readonly file: string; readonly step: number } {
  const lines = linesOf(CRASHES);
  const step = rawEvents(CRASHES).findIndex(({ set }) => (set?.agreed ?? 0) > 2) + 1;
  const event = JSON.parse(lines[step] ?? '') as RawEvent;
  const lie = JSON.stringify({ ...event, set: { ...event.set, agreed: 900 } });
  return { file: written('lying.ndjson', lines.toSpliced(step, 1, lie)), step };
}

describe('the film of a run', () => {
  test('does not blame hosts for what another did after its trace was cut off', async () => {
    const [header = '', ...lines] = linesOf(REAL);
    const { actors } = JSON.parse(header) as { readonly actors: readonly string[] };
    const files = actors.map((actor, i) => {
      const own = lines.filter((line) => line.startsWith(`{"actor":"${actor}"`));
      const head = JSON.stringify({
        ...(JSON.parse(header) as object),
        observed: [actor],
        ordering: 'actors',
      });
      const isLast = i === actors.length - 1;
      const file = written(`${actor}.ndjson`, [head, ...(isLast ? own.slice(0, own.length / 2) : own)]);
      if (isLast) fs.appendFileSync(file, '{"actor":');
      return file;
    });
    const { notices } = await filmOfFiles(files);
    expect(notices.join('\n')).toContain(
      'takes a message that a host may have sent after its trace was cut off',
    );
  });

  test.each([REAL, CRASHES])(
    'has at every step the state that each host of %s wrote itself',
    async (file) => {
      const film = await filmOfFiles([file]);
      const events = rawEvents(file);
      for (const [i, statuses] of statusesBy(events).entries()) {
        for (const [host, status] of Object.entries(statuses)) {
          expect([i + 1, host, stateIn(film, host, i + 1)]).toEqual([i + 1, host, status]);
        }
      }
      const places = new Set(
        film.charts?.flatMap(({ lines, boxes }) => [
          ...lines.map(({ place }) => place),
          ...boxes.flatMap(({ texts }) => texts.map(({ place }) => place ?? null)),
        ]),
      );
      const took = Object.values(film.machines ?? {}).flatMap(({ moments }) =>
        moments.flatMap((one) => one.took),
      );
      expect(took.length).toBeGreaterThan(100);
      expect(took.filter((place) => !places.has(place))).toEqual([]);
      const agreed = events.findIndex(({ set }) => (set?.agreed ?? 0) > 0) + 1;
      expect(film.steps.findIndex(({ judged }) => judged?.reached.includes('SomethingAgreed'))).toBe(agreed);
      expect(film.notices.join()).toContain(`explains all ${events.length} events`);
    },
  );

  test('has charts of engines and of drivers', async () => {
    const lines: string[] = [];
    simulate(
      { hosts: 3, seed: 3, durationMs: 3, offload: 'on' },
      { runOut: (text) => lines.push(text.trim()) },
    );
    const film = await filmOfFiles([written('offload.ndjson', lines)]);
    expect(film.charts?.map(({ name }) => name)).toEqual(['host', 'driver']);
    expect(Object.keys(film.machines ?? {}).sort()).toEqual(
      ['A', 'B', 'C'].flatMap((name) => [name, `${name}, driver`]),
    );
    expect(film.notices.join()).toMatch(/Validity and Fifo hold at each/);
  });

  test('ends where the specification explains it no further, and says why', async () => {
    const { file, step } = lyingRun();
    const film = await filmOfFiles([file]);
    expect(film.title.verdict).toBe('rejected');
    expect(film.title.evidence?.because).toMatch(/agreed is 900 in the run/);
    expect(film.steps.map(({ judged }) => judged?.broken.join())).toEqual(
      film.steps.map((_, i) => (i < step ? '' : i === step ? 'Explained' : undefined)),
    );
    for (const { until, moments } of Object.values(film.machines ?? {})) {
      expect(until).toBeGreaterThanOrEqual(step);
      expect(moments.every((moment) => moment.step < step)).toBe(true);
    }
  });

  test('says what is left out, and why', async () => {
    const lines = linesOf(CRASHES);
    const header = JSON.parse(lines[0] ?? '') as object;
    const other = written('other.ndjson', [JSON.stringify({ ...header, model: 'lamp' }), ...lines.slice(1)]);
    const torn = written('torn.ndjson', [...lines, '{"actor":"A","n":90,"action":"Dance"}']);
    const told = { [other]: 'one of lamp', [torn]: 'Dance' };
    for (const [file, why] of Object.entries(told)) {
      const { machines, notices } = await filmOfFiles([file]);
      expect([machines, notices.at(-1)]).toEqual([undefined, expect.stringContaining(why)]);
    }
    const plain = await filmOfFiles([CRASHES], { explain: false });
    expect([plain.machines, plain.notices]).toEqual([undefined, []]);
  });

  test('of one host alone is explained as far as it is known', async () => {
    const lines = linesOf(REAL);
    const header = { ...(JSON.parse(lines[0] ?? '') as object), observed: ['a'], ordering: 'actors' };
    const own = lines.slice(1).filter((line) => line.startsWith('{"actor":"a"'));
    const film = await filmOfFiles([written('a.ndjson', [JSON.stringify(header), ...own])]);
    expect(film.title.verdict).toBe('a run');
    expect(film.notices.at(-1)).toMatch(/explains the run up to step \d+ \(a \w+\): .* not observed/);
  });
});

describe.skipIf(!HAS_CHROMIUM)('the page of a run', () => {
  const pages = pagesOfTests();
  const CURRENT = `[...document.querySelectorAll('#chart [data-current=true]')].map(({ dataset }) => dataset.state)`;

  test('shows the chart of the chosen host, and rows', async () => {
    const statuses = statusesBy(rawEvents(REAL));
    const page = await pages.open(await filmOfFiles([REAL]), {}, '#step=60&chart=b');
    for (let step = 60; step < 70; step++) {
      const now = await page.ask<readonly string[]>(CURRENT);
      expect(now.some((id) => id.split('.').at(-1) === statuses[step - 1]?.['b'])).toBe(true);
      await page.key('ArrowRight');
    }
    expect(await page.ask('document.querySelector(".judged-row").getAttribute("aria-label")')).toMatch(
      /^SomethingAgreed is not reached from step 0 to \d+, is reached from step \d+ to \d+$/,
    );
    expect([page.console, page.requests.length]).toEqual([[], 1]);
  });

  test('says where the run is explained no further', async () => {
    const { file, step } = lyingRun();
    const page = await pages.open(await filmOfFiles([file]), {}, `#step=${step}&chart=A`);
    expect(await page.ask('document.querySelector("#headline").textContent')).toMatch(
      new RegExp(`^✗ Step ${step} of \\d+ is not explained by exo: [ABC] \\w+`),
    );
    expect(await page.ask('document.querySelector("#why").textContent')).toContain(
      'agreed is 900 in the run',
    );
    for (let i = 0; i < 5; i++) await page.key('ArrowRight');
    await page.go(`step=${step + 100}&chart=A`);
    expect(await page.ask('document.querySelector("#chart-words").textContent')).toMatch(/is not explained$/);
    expect(page.console).toEqual([]);
    // Without a step in its address the page begins with that one.
    const begun = await pages.open(await filmOfFiles([file]));
    expect(await begun.ask('document.querySelector("#now").textContent')).toMatch(
      new RegExp(`^Step ${step}: `),
    );
  });
});
