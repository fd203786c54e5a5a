/**
 * What a page has of the model of its trace: properties by step, and charts with where their machines are. Both are held against the trace read by
 * JSON alone; in a browser where there is one.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { axeSource } from '../../viewer/testing/axe.js';
import { HAS_CHROMIUM, pagesOfTests } from '../../viewer/testing/pages.js';
import { filmOfFiles } from './film-file.js';

const ROOT = path.join(import.meta.dirname, '../..');
const TRACE = path.join(ROOT, 'traces/counterexamples/match-off-n3-Agreement.itf.json');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-with-model-'));

interface RawHost {
  readonly token: string;
  readonly error: string;
}

const raw = JSON.parse(fs.readFileSync(TRACE, 'utf8')) as {
  readonly states: readonly Readonly<Record<'A' | 'B' | 'C', RawHost>>[];
};
const last = raw.states.length - 1;

afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

describe('the film of a trace of ours', () => {
  test('has what is broken at each step, and where each machine is', async () => {
    const film = await filmOfFiles([TRACE]);
    expect(film.steps.map(({ judged }) => judged?.broken.includes('Agreement'))).toEqual(
      raw.states.map((_, step) => step === last),
    );
    expect(film.charts?.map(({ name }) => name)).toEqual(['host']);
    for (const host of ['A', 'B', 'C'] as const) {
      for (const [step, state] of raw.states.entries()) {
        const moment = film.machines?.[host]?.moments.findLast((one) => one.step <= step);
        const { token, error } = state[host];
        expect(moment?.at).toEqual(expect.arrayContaining(['up', `up.token.${token}`, `up.log.${error}`]));
      }
    }
    const places = new Set(film.charts?.[0]?.lines.map(({ place }) => place));
    const took = Object.values(film.machines ?? {}).flatMap(({ moments }) =>
      moments.flatMap((one) => one.took),
    );
    expect(took.filter((place) => places.has(place)).length).toBeGreaterThan(0);
  });

  test('is as it was where the trace is of another tool, and says so where the model does something else', async () => {
    const foreign = path.join(scratch, 'foreign.itf.json');
    fs.writeFileSync(foreign, JSON.stringify({ vars: ['x'], states: [{ x: 1 }, { x: 2 }] }));
    expect((await filmOfFiles([foreign])).machines).toBe(undefined);
    const other = path.join(scratch, 'other.itf.json');
    fs.writeFileSync(
      other,
      fs
        .readFileSync(TRACE, 'utf8')
        .replaceAll('"mbt::actionTaken": "Timeout"', '"mbt::actionTaken": "Crash"'),
    );
    const film = await filmOfFiles([other]);
    expect([film.machines, film.notices.join()]).toEqual([
      undefined,
      expect.stringContaining('does not do what the trace says'),
    ]);
  });

  test('of a run of hosts takes no model that says nothing of how it is observed', async () => {
    const run = path.join(ROOT, 'viewer/testing/traces/offload.ndjson');
    await expect(filmOfFiles([run], { model: 'published' })).rejects.toThrow(
      expect.objectContaining({ code: 'EXO215' }),
    );
    await expect(filmOfFiles([run], { model: 'exo', explain: false })).rejects.toThrow(
      expect.objectContaining({ code: 'EXO321' }),
    );
  });
});

describe.skipIf(!HAS_CHROMIUM)('the chart beside the picture', () => {
  const pages = pagesOfTests();
  const CURRENT = `[...document.querySelectorAll('#chart [data-current=true]')].map(({ dataset }) => dataset.state)`;

  test('shows where the machine is at every step, folds by keys, and says all of it', async () => {
    const page = await pages.open(await filmOfFiles([TRACE]), {}, '#step=0&chart=B');
    for (const [step, { B }] of raw.states.entries()) {
      if (step > 0) await page.key('ArrowRight');
      const now = await page.ask<readonly string[]>(CURRENT);
      expect(now).toEqual(expect.arrayContaining([`up.token.${B.token}`, `up.log.${B.error}`]));
      expect(now.filter((id) => id.startsWith('up.token.')).length).toBe(1);
    }
    expect(await page.ask('document.querySelector("#chart-words").textContent')).toMatch(
      /^is in up\.token\.\w+ and up\.log\.\w+; step \d took /,
    );
    expect(await page.ask('document.querySelectorAll("#chart .took").length')).toBeGreaterThan(0);
    const before = await page.ask<number>('document.querySelectorAll("#chart [data-state]").length');
    await page.ask(`document.querySelector('#chart [data-fold="up.token"]').focus()`);
    await page.key('Enter');
    expect(await page.ask('document.activeElement.getAttribute("aria-expanded")')).toBe('false');
    expect(await page.ask<number>('document.querySelectorAll("#chart [data-state]").length')).toBeLessThan(
      before,
    );
    expect(await page.ask('new Promise((done) => setTimeout(() => done(location.hash), 400))')).toContain(
      'chart=B&fold=up.token',
    );
    await page.key('h');
    expect(await page.ask('document.querySelector("#chart").hidden')).toBe(true);
    expect([page.console, page.requests.length]).toEqual([[], 1]);
  });

  const axe = axeSource();
  test.skipIf(axe === null).each([false, true])(
    'has nothing that axe objects to (dark: %s)',
    async (dark) => {
      const page = await pages.open(await filmOfFiles([TRACE]), { dark }, '#chart=A');
      await page.ask(`${axe ?? ''}; true`);
      const objections = await page.ask<readonly string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))',
      );
      expect(objections).toEqual([]);
    },
  );
});
