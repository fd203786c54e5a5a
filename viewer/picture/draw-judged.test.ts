import { expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { fittedRows, judgedRows, type JudgedRow } from './judged-rows.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import { overlap, type Shape } from './shapes.js';

const step = (broken: readonly string[], reached: readonly string[]): FilmStep => {
  return { action: 'Step', actor: 'A', changes: [], judged: { broken, reached } };
};
const FILM: Film = {
  title: { model: 'm', property: null, verdict: '', command: '', evidence: null },
  lens: { lanes: [{ name: 'A', kind: 'host' }], kinds: { host: {} } },
  notices: [],
  vars: ['A'],
  steps: [
    step([], []),
    step([], ['SomethingAgreed']),
    step(['Agreement'], ['SomethingAgreed']),
    step(['Agreement', 'Validity'], []),
    step(['Agreement'], ['SomethingAgreed', 'HostRecovers']),
  ],
};

const VIEW = { width: 1200, height: 400, first: 0, count: 5, step: 0, past: null, foldLocal: false };

test('a property is named where it begins to be broken, a witness where it is reached, and nothing overlaps', () => {
  const scene = sceneOf(pictureOf(FILM), { ...VIEW, hidden: new Set() });
  const said = textsIn(scene.shapes).filter(({ className }) => /^judged( |$)/.test(className));
  expect(said.map(({ text }) => text)).toEqual([
    ...['✗ Agreement', '✗ Validity', '★ SomethingAgreed', '★ SomethingAgreed', '★ HostRecovers'],
  ]);
  expect(said.filter(({ className }) => className.endsWith('broken')).length).toBe(2);
  const { labels } = scene;
  expect(labels.filter((one, i) => labels.slice(0, i).some((other) => overlap(one, other)))).toEqual([]);
});

test('rows say of each step what is so, and that it is unknown where nobody has looked', () => {
  const [first, ...rest] = FILM.steps;
  if (first === undefined) throw new Error('the film has steps');
  const unseen: FilmStep = { action: first.action, changes: first.changes };
  expect(coursesOf(judgedRows({ ...FILM, steps: [unseen, ...rest] }))).toEqual([
    ['Agreement', '0-1 unknown', '1-2 holds', '2-5 broken'],
    ['Validity', '0-1 unknown', '1-3 holds', '3-4 broken', '4-5 holds'],
    ['SomethingAgreed', '0-1 unknown', '1-3 reached', '3-4 missed', '4-5 reached'],
    ['HostRecovers', '0-1 unknown', '1-4 missed', '4-5 reached'],
  ]);
});

const OF_MODEL: Film = {
  ...FILM,
  properties: ['Integrity', 'Stability', 'Agreement', 'Fifo'].map((name) => ({ name, isWitness: false })),
};

test('properties that hold throughout have rows too, behind those that are broken', () => {
  expect(coursesOf(judgedRows(OF_MODEL))).toEqual([
    ['Agreement', '0-2 holds', '2-5 broken'],
    ['Integrity', '0-5 holds'],
    ['Stability', '0-5 holds'],
    ['Fifo', '0-5 holds'],
  ]);
});

test('properties that are the same at all steps share a row where there is no room for each, and what has none then is named', () => {
  const fitted = fittedRows(OF_MODEL, 3);
  expect([coursesOf(fitted.rows), fitted.more]).toEqual([
    [
      ['Agreement', '0-2 holds', '2-5 broken'],
      ['Integrity, Stability, Fifo', '0-5 holds'],
    ],
    [],
  ]);
  expect(fittedRows(OF_MODEL, 4)).toEqual({ rows: judgedRows(OF_MODEL), more: [] });
  const least = fittedRows(FILM, 3);
  expect([least.rows.map(({ names }) => names.join()), least.more]).toEqual([
    ['Agreement', 'Validity'],
    ['SomethingAgreed', 'HostRecovers'],
  ]);
});

test('where the lanes need the room, what has none is named in a line, until each is asked for', () => {
  const low = { ...VIEW, height: 150, hidden: new Set<number>() };
  const many = ['A', 'B', 'C', 'D', 'E', 'F'];
  const film: Film = {
    ...FILM,
    properties: many.map((name) => ({ name, isWitness: false })),
    steps: many.map((_, i) => step(many.slice(0, i), [])),
  };
  const scene = sceneOf(pictureOf(film), low);
  expect(
    textsIn(scene.shapes)
      .filter(({ text }) => text.startsWith('…'))
      .map(({ text }) => text),
  ).toEqual(['… 3 more (p shows all): D, E, F']);
  const { judged } = sceneOf(pictureOf(film), { ...low, allProperties: true }).scale;
  expect([judged.rows.length, judged.more.length]).toEqual([6, 0]);
});

test('each of true, false and unknown has a shape, a sign and words of its own', () => {
  const [first, ...rest] = OF_MODEL.steps;
  const film: Film = {
    ...OF_MODEL,
    steps: [
      { ...first, action: 'init', changes: [], judged: { broken: [], reached: [], unknown: ['Stability'] } },
      ...rest,
    ],
  };
  const shown = sceneOf(pictureOf(film), { ...VIEW, hidden: new Set() });
  const rows = groupsIn(shown.shapes).filter(({ attributes }) => attributes['class'] === 'judged-row');
  expect(rows.map(({ attributes }) => attributes['aria-label'])).toEqual([
    'Agreement holds from step 0 to 1, is broken from step 2 to 4',
    'Integrity holds from step 0 to 4',
    'Stability is not judged at step 0, holds from step 1 to 4',
    'Fifo holds from step 0 to 4',
  ]);
  const [agreement, , stability] = rows.map(({ children = [] }) =>
    children.map(({ attributes, text }) => `${String(attributes['class'])} ${text ?? ''}`.trim()),
  );
  expect(agreement).toEqual(
    expect.arrayContaining(['judged-sign holds ✓', 'judged-line holds', 'judged-is broken']),
  );
  expect(stability).toEqual(
    expect.arrayContaining(['judged-sign unknown ?', 'judged-line unknown', 'judged-line holds']),
  );
});

test('what is broken in one step of very many is seen, and what is narrower than a pixel is not drawn again and again', () => {
  const steps = Array.from({ length: 20_000 }, (_, i) => {
    return step(i === 7000 ? ['Agreement'] : i % 2 === 0 ? ['Flicker'] : [], []);
  });
  const scene = sceneOf(pictureOf({ ...FILM, steps }), { ...VIEW, count: 20_000, hidden: new Set() });
  const rows = groupsIn(scene.shapes).filter(({ attributes }) => attributes['class'] === 'judged-row');
  const agreement = rows.find(({ attributes }) => String(attributes['aria-label']).startsWith('Agreement'));
  const bars = agreement?.children?.filter(({ tag }) => tag === 'rect') ?? [];
  expect(bars.map(({ attributes }) => attributes['width'])).toContain(3);
  for (const { children = [] } of rows) expect(children.length).toBeLessThan(3000);
});

test('the words of the step in which it goes wrong are red, though the run goes on', () => {
  const title = { ...FILM.title, verdict: 'rejected', evidence: { values: [], hosts: [] } };
  const { shapes } = sceneOf(pictureOf({ ...FILM, title }), { ...VIEW, hidden: new Set() });
  const red = textsIn(shapes).filter(({ className }) => className === 'words broken');
  const places = groupsIn(shapes).flatMap(({ children = [] }) =>
    children.flatMap(({ attributes }) => (attributes['class'] === 'words broken' ? [attributes['x']] : [])),
  );
  expect(red.length).toBeGreaterThan(0);
  const x = sceneOf(pictureOf(FILM), { ...VIEW, hidden: new Set() }).scale.x(2);
  expect(places.every((place) => Math.abs(Number(place) - x) < 1)).toBe(true);
});

function coursesOf(rows: readonly JudgedRow[]): readonly (readonly string[])[] {
  return rows.map(({ names, spans }) => [
    names.join(', '),
    ...spans.map(({ from, to, is }) => `${from}-${to} ${is}`),
  ]);
}

function groupsIn(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.flatMap((shape) => (shape.tag === 'g' ? [shape, ...groupsIn(shape.children ?? [])] : []));
}

function textsIn(shapes: readonly Shape[]): readonly { readonly text: string; readonly className: string }[] {
  return shapes.flatMap(({ text, attributes, children = [] }) => [
    ...(text === undefined ? [] : [{ text, className: String(attributes['class']) }]),
    ...textsIn(children),
  ]);
}
