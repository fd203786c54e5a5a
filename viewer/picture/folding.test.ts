import { describe, expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';
import { foldedAt, movedOrder, orderedLanes } from './folding.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import { svgText } from './svg.js';

const HOSTS = Array.from({ length: 256 }, (_, i) => `h${i}`);

/** One host sends, all but every tenth hear it, and host 7 goes another way. */
function manyHosts(): Film {
  const first: FilmStep = {
    action: 'init',
    changes: HOSTS.map((host) => [[host], { log: [], secret: host }] as const),
  };
  const missing = (i: number): boolean => i % 10 === 9;
  const broadcast: FilmStep = {
    action: 'Broadcast',
    actor: 'h0',
    changes: HOSTS.flatMap((host, i) => (missing(i) ? [] : [[[host, 'log'], ['h0a']] as const])),
    messages: HOSTS.flatMap((to, i) =>
      i === 0 ? [] : [{ from: 'h0', to, text: '0', fate: missing(i) ? 'lost' : 'appended' } as const],
    ),
  };
  const other: FilmStep = {
    action: 'Append',
    actor: 'h7',
    changes: [
      [
        ['h7', 'log'],
        ['h0a', 'h7a'],
      ],
    ],
  };
  return {
    title: { model: 'many', property: null, verdict: 'a run', command: '', evidence: null },
    lens: {
      lanes: HOSTS.map((name) => ({ name, kind: 'host' })),
      kinds: { host: { log: 'log' } },
      actions: { Broadcast: 'broadcast' },
    },
    notices: [],
    vars: HOSTS,
    steps: [first, broadcast, other, { action: 'Wait', actor: 'h1', changes: [] }],
  };
}

describe('of 256 hosts', () => {
  const picture = pictureOf(manyHosts());
  const shown = (step: number): readonly string[] => {
    const folded = foldedAt(picture, step);
    return HOSTS.filter((_, lane) => !folded.has(lane));
  };

  test('those are left that differ, one of each kind, and who does something', () => {
    expect(shown(0)).toEqual(['h0']);
    expect(shown(1)).toEqual(['h0', 'h1', 'h9']);
    expect(shown(2)).toEqual(['h0', 'h7', 'h9']);
    expect(shown(3)).toEqual(['h0', 'h1', 'h7', 'h9']);
    // What is folded looks the same as what stands for it, by the logs alone.
    for (const [lane, first] of foldedAt(picture, 2)) expect(lane % 10 === 9).toBe(first % 10 === 9);
  });

  test('each that stands for others says for how many, and messages to these end on it', () => {
    const view = {
      width: 1400,
      height: 500,
      first: 0,
      count: 4,
      step: 1,
      past: null,
      foldLocal: false,
      hidden: new Set<number>(),
    };
    const scene = sceneOf(picture, { ...view, folded: foldedAt(picture, 1) });
    const text = svgText(scene.shapes);
    expect(text.match(/and \d+ like it/g)).toEqual(['and 229 like it', 'and 24 like it']);
    // 255 copies, as many lines: of those that hear it to one lane, of those that do not to the other.
    expect(text.match(/class="flight"/g)).toHaveLength(255);
    expect([scene.scale.y(200), scene.scale.endY(200)]).toEqual([null, scene.scale.y(1)]);
  });
});

describe('the order of lanes', () => {
  const split = pictureOf(filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json'));
  const namesIn = (order: readonly string[]): readonly string[] =>
    orderedLanes(split, order).map((lane) => split.lanes[lane]?.name ?? '');

  test('begins with what is named, and keeps halves of a host together', () => {
    expect(namesIn([])).toEqual(['A', 'driverA', 'B', 'C']);
    expect(namesIn(['C'])).toEqual(['C', 'A', 'driverA', 'B']);
    expect(namesIn(['B', 'A'])).toEqual(['B', 'A', 'driverA', 'C']);
    expect(namesIn(['nobody'])).toEqual(namesIn([]));
  });

  test('changes by one place, and not beyond the ends', () => {
    expect(movedOrder(split, [], 'C', -1)).toEqual(['A', 'C', 'B']);
    expect(movedOrder(split, ['A', 'C', 'B'], 'A', 1)).toEqual(['C', 'A', 'B']);
    expect(movedOrder(split, [], 'A', -1)).toEqual([]);
    expect(movedOrder(split, [], 'driverA', 1)).toEqual([]);
  });
});

describe.skipIf(!HAS_CHROMIUM)('the page', () => {
  const pages = pagesOfTests();
  const NAMES = `[...document.querySelectorAll('#picture .name')].sort((a, b) => a.getAttribute('y') - b.getAttribute('y')).map((name) => name.textContent)`;
  const HASH = 'new Promise((done) => setTimeout(() => done(location.hash), 400))';

  test('folds many hosts by itself, and shows them all by a key', async () => {
    const page = await pages.open(manyHosts(), {}, '#step=2');
    expect(await page.ask(NAMES)).toEqual(['h0', 'h7', 'h9']);
    await page.key('j');
    expect(await page.ask<readonly string[]>(NAMES)).toHaveLength(256);
    expect(await page.ask(HASH)).toContain('alike=0');
    expect(page.console).toEqual([]);
  });

  test('hides lanes and puts them in another order by keys alone', async () => {
    const page = await pages.open(filmOfTrace('match-off-n3-Agreement.itf.json'));
    expect(await page.ask(NAMES)).toEqual(['A', 'B', 'C']);
    await page.key('o');
    await page.ask(`document.querySelector('[data-does="up C"]').focus()`);
    await page.key('Enter');
    expect(await page.ask(NAMES)).toEqual(['A', 'C', 'B']);
    expect(await page.ask('document.activeElement.dataset.does')).toBe('up C');
    await page.ask(`document.querySelector('[data-does="show B"]').click()`);
    await page.key('Escape');
    expect(await page.ask(NAMES)).toEqual(['A', 'C']);
    const hash = await page.ask<string>(HASH);
    expect(new URLSearchParams(hash.slice(1)).get('order')).toBe('A,C,B');
    expect(new URLSearchParams(hash.slice(1)).get('hide')).toBe('B');
    expect(await page.ask('document.querySelector("#lanes").hidden')).toBe(true);
  });
});
