/** Where things are drawn, in which colour, and that none is lost: held against the picture, shape by shape. */
import { expect, test } from 'vitest';
import { filmOfTrace } from '../testing/pages.js';
import { stepsWith } from './find.js';
import { pictureOf } from './picture-of.js';
import type { View } from './scale.js';
import { sceneOf } from './scene.js';
import { svgText } from './svg.js';

const SPLIT = pictureOf(filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json'));

function viewOf(count: number): View {
  return {
    ...{ width: 1600, height: 520, first: 0, count, step: 0 },
    ...{ hidden: new Set<number>(), past: null, foldLocal: false },
  };
}

test('a driver has the colour of its engine, and engines have colours in their order', () => {
  const { lanes } = SPLIT;
  for (const { colour, beside } of lanes) if (beside !== null) expect(colour).toBe(lanes[beside]?.colour);
  expect(lanes.filter(({ beside }) => beside === null).map(({ colour }) => colour)).toEqual([0, 1, 2]);
  expect(lanes.some(({ beside }) => beside !== null)).toBe(true);
});

test('a message has the colour of its sender', () => {
  const { lanes, lines, film } = SPLIT;
  const text = svgText(sceneOf(SPLIT, viewOf(film.steps.length)).shapes);
  const flights = [...text.matchAll(/<g class="flight" data-step="(\d+)" data-to="(\d+)".*?<\/g>/g)];
  const drawn = flights.flatMap(([shapes, step, to]) => {
    const [, colour] = /class="line (?:backward )?c(\d)/.exec(shapes) ?? [];
    return colour === undefined ? [] : [`${step} ${to} ${colour}`];
  });
  const wanted = lines.flatMap(({ step, to, from }) =>
    from === to ? [] : [`${step} ${to} ${lanes[from]?.colour}`],
  );
  expect(drawn.sort()).toEqual(wanted.sort());
  expect(lines.some(({ from }) => lanes[from]?.colour !== from)).toBe(true);
});

test('the loop of a lasso begins with the step to which it returns, and ends with the last', () => {
  const picture = pictureOf(filmOfTrace('lasso.itf.json'));
  const { film } = picture;
  const { scale, shapes } = sceneOf(picture, viewOf(film.steps.length));
  const loop = shapes
    .flatMap(({ children = [] }) => children)
    .find(({ attributes }) => attributes['class'] === 'loop');
  const [x, width] = [Number(loop?.attributes['x']), Number(loop?.attributes['width'])];
  expect(x).toBeCloseTo(scale.x(film.loop ?? NaN) - scale.half, 0);
  expect(x + width).toBeCloseTo(scale.x(film.steps.length - 1) + scale.half, 0);
});

test('what is counted is all that there is', () => {
  const first = SPLIT.film.steps[0];
  if (first === undefined) throw new Error('the film has steps');
  const actor = SPLIT.lanes[0]?.name ?? '';
  const marked = SPLIT.film.steps.find((step) => step.actor === actor) ?? first;
  const steps = [first, ...Array.from({ length: 2500 }, () => ({ ...marked, changes: [] }))];
  const picture = pictureOf({ ...SPLIT.film, steps });
  const { isBinned, shapes } = sceneOf(picture, viewOf(steps.length));
  expect(isBinned).toBe(true);
  const counted = [...svgText(shapes).matchAll(/aria-label="[^"]*?: (\d+) in view, (\d+) lost/g)];
  const sum = (place: number): number => counted.reduce((all, found) => all + Number(found[place]), 0);
  expect(sum(1)).toBe(picture.marks.length);
  expect(sum(2)).toBe(picture.lines.filter(({ fate }) => fate === 'lost').length);
});

test('each step in which something is said is found, also by what is sent in it alone', () => {
  const { film } = SPLIT;
  const said = film.steps.flatMap(({ messages = [] }, step) =>
    messages.some(({ from, to }) => from === 'A' && to === 'B') ? [step] : [],
  );
  expect(said.length).toBeGreaterThan(0);
  expect(stepsWith(SPLIT, 'a→b')).toEqual(said);
  const last = film.steps.length - 1;
  expect(stepsWith(SPLIT, 'B holds the token and fills')).toContain(last);
});
