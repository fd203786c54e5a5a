import { expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import type { Shape } from './shapes.js';

/** A run of many broadcasts, each lost to one of its receivers, and one crash. */
const STEPS = 600;
const step = (at: number): FilmStep => ({
  ...{ action: at === 300 ? 'Crash' : 'Broadcast', actor: 'A', changes: [] },
  messages: ['B', 'C'].map((to) => ({
    ...{ from: 'A', to, text: `0:${at}` },
    fate: to === 'C' ? ('lost' as const) : ('appended' as const),
  })),
});
const FILM: Film = {
  title: { model: 'm', property: null, verdict: '', command: '', evidence: null },
  lens: {
    lanes: ['A', 'B', 'C'].map((name) => ({ name, kind: 'host' })),
    kinds: { host: {} },
    actions: { Broadcast: 'broadcast', Crash: 'crash' },
  },
  notices: [],
  vars: ['A', 'B', 'C'],
  steps: [{ action: 'init', changes: [] }, ...Array.from({ length: STEPS }, (_, i) => step(i + 1))],
};

function shapesIn(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.flatMap((shape) => [shape, ...shapesIn(shape.children ?? [])]);
}

test('in narrow columns all lines and dots of one look are one path, and none is missing', () => {
  const view = { width: 1600, height: 500, first: 0, step: 10, past: null, foldLocal: false };
  const scene = sceneOf(pictureOf(FILM), { ...view, count: 500, hidden: new Set() });
  const all = shapesIn(scene.shapes);
  expect(scene.isBinned).toBe(false);
  expect(all.length).toBeLessThan(120);
  const drawn = (className: string): number =>
    all
      .filter(({ tag, attributes }) => tag === 'path' && attributes['class'] === className)
      .reduce((sum, { attributes }) => sum + String(attributes['d']).split('M').length - 1, 0);
  const inView = scene.scale.to - scene.scale.from;
  expect([drawn('line c0 air appended'), drawn('line c0 air lost')]).toEqual([inView, inView]);
  expect([drawn('dots c0 air appended'), drawn('dots c0 air lost')]).toEqual([inView, inView]);
  // The crash and the chosen step are by themselves: the latter is what takes the focus.
  const marks = all.filter(({ attributes }) => String(attributes['class']).startsWith('mark '));
  expect(marks.map(({ attributes }) => attributes['data-step'])).toEqual([10, 300]);
});
