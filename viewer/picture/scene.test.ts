import { describe, expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import type { View } from './scale.js';
import { svgText } from './svg.js';
import { filmOfTrace } from '../testing/pages.js';

const HOSTS = ['A', 'B', 'C', 'D', 'E'];
const TITLE = { model: 'run', property: null, verdict: 'agreed', command: '', evidence: null };

/** Hosts that broadcast in turn, each heard by the others in steps of their own. */
function longFilm(length: number): Film {
  const first = {
    action: 'init',
    call: 'start',
    words: 'start',
    changes: HOSTS.map((host) => [[host], { length: 0 }] as const),
  };
  const steps: FilmStep[] = [first];
  for (let slot = 0; steps.length < length; slot++) {
    const from = HOSTS[slot % 5] ?? '';
    for (const to of [from, ...HOSTS.filter((host) => host !== from)]) {
      const fate =
        to === from ? ('sent' as const) : slot % 50 === 0 ? ('lost' as const) : ('appended' as const);
      const message = { from, to, text: `${slot},X`, id: String(slot), via: 'broadcast', fate };
      const action = to === from ? 'Broadcast' : 'Receive';
      steps.push({
        action,
        call: action,
        words: action,
        actor: to,
        changes: [[[to, 'length'], slot]],
        messages: [message],
      });
    }
  }
  return {
    ...{ title: TITLE, notices: [], vars: HOSTS, steps },
    lens: {
      lanes: HOSTS.map((name) => ({ name, kind: 'host' })),
      kinds: { host: { length: 'length' } },
      actor: 'host',
      actions: { Broadcast: 'broadcast', Receive: 'receive' },
    },
  };
}

function viewOf(change: Partial<View>): View {
  return {
    ...{ width: 1600, height: 520, first: 0, count: 20, step: 0 },
    ...{ hidden: new Set<number>(), past: null, foldLocal: false, ...change },
  };
}

describe('a scene of a long run', () => {
  const picture = pictureOf(longFilm(100_000));

  test('has no more shapes than can be seen, however much is in view', () => {
    for (const count of [20, 300, 390, 500, 10_000, 100_000]) {
      const scene = sceneOf(picture, viewOf({ first: 0, count }));
      expect(scene.isBinned).toBe(count > 1100);
      // Each mark and each line, or at most a bar for every four pixels of each lane, twice.
      expect(svgText(scene.shapes).split('<').length).toBeLessThan(14_000);
    }
  });

  test('is the same wherever one has come from, and a part of the whole', () => {
    const view = viewOf({ first: 70_000, count: 20, step: 70_005 });
    const [once, again] = [sceneOf(picture, view), sceneOf(pictureOf(longFilm(100_000)), view)];
    expect(svgText(again.shapes)).toBe(svgText(once.shapes));
    expect(svgText(once.shapes)).toContain('data-step="70005"');
  });
});

describe('a scene', () => {
  test('frames the loop of a lasso, and says where it goes on', () => {
    const film = { ...longFilm(12), loop: 4 };
    expect(svgText(sceneOf(pictureOf(film), viewOf({ count: 12 })).shapes)).toContain(
      'and again from step 4',
    );
  });

  test('shades what lies between the sides of a partition', () => {
    const film = longFilm(6);
    const [first, ...rest] = film.steps;
    if (first === undefined || film.lens === null) throw new Error('the film has steps and a lens');
    const split = { ...first, changes: [...first.changes, [['medium'], { side: [0, 1] }] as const] };
    const cut = {
      ...film,
      vars: [...HOSTS, 'medium'],
      lens: { ...film.lens, side: 'medium.side' },
      steps: [split, ...rest],
    };
    const picture = pictureOf(cut);
    expect(picture.gaps).toEqual([{ from: 0, to: 6, side: [0, 1] }]);
    expect(svgText(sceneOf(picture, viewOf({ count: 6 })).shapes).match(/class="gap"/g)).toHaveLength(1);
  });

  test('has nothing of a negative width, wherever it begins', () => {
    const picture = pictureOf(filmOfTrace('real-run.ndjson.gz'));
    for (let at = 0; at < 180; at++) {
      for (const count of [2.3, 17.5, 40.7]) {
        const { shapes } = sceneOf(picture, viewOf({ first: at + 0.37, count, step: at }));
        expect([at, count, svgText(shapes).match(/width="-[^"]*"/g)]).toEqual([at, count, null]);
      }
    }
  });

  test('draws lines no further than lanes go, and the names of states over them', () => {
    const picture = pictureOf(longFilm(40));
    const text = svgText(sceneOf(picture, viewOf({ first: 3.4, count: 6 })).shapes);
    expect(text).toMatch(/class="lines" clip-path="url\(#area-lanes\)"/);
    const [, x = '', width = ''] =
      /<clipPath id="area-lanes"><rect x="([^"]*)"[^>]*? width="([^"]*)"/.exec(text) ?? [];
    const ends = [...text.matchAll(/x2="([^"]*)"[^>]*class="lane"/g)].map(([, end]) => Number(end));
    expect(ends).toHaveLength(5);
    for (const end of ends) expect(Number(x) + Number(width)).toBe(end);
    const machines = pictureOf(filmOfTrace('lasso.itf.json'));
    const drawn = svgText(sceneOf(machines, viewOf({ count: 4 })).shapes);
    expect(drawn.indexOf('state-box')).toBeGreaterThan(drawn.lastIndexOf('class="flight"'));
  });

  test('says a heading that is cut as a whole where one points at it', () => {
    const film = longFilm(30);
    const words = 'the application of B submits a payload that nobody expected here and now';
    const steps = film.steps.map((step) => ({ ...step, words }));
    const text = svgText(sceneOf(pictureOf({ ...film, steps }), viewOf({ count: 20 })).shapes);
    expect(text).toContain(`<g class="cut"><title>${words}</title>`);
    expect(svgText(sceneOf(pictureOf(film), viewOf({ count: 12 })).shapes)).not.toContain('class="cut"');
  });

  test('is text that no name can leave', () => {
    const film = longFilm(3);
    const evil = '"><script>&';
    const steps = film.steps.map((step) => ({ ...step, words: evil }));
    const text = svgText(sceneOf(pictureOf({ ...film, steps }), viewOf({ count: 3 })).shapes);
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
  });
});
