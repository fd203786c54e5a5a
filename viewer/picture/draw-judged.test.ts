import { expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { judgedRows } from './judged-rows.js';
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

test('a property has a row from where it is broken, a witness from where it is reached, and nothing overlaps', () => {
  const scene = sceneOf(pictureOf(FILM), { ...VIEW, hidden: new Set() });
  const said = textsIn(scene.shapes).filter(({ className }) => /^judged( |$)/.test(className));
  expect(said.map(({ text }) => text)).toEqual([
    ...['✗ Agreement', '✗ Validity', '★ SomethingAgreed', '★ SomethingAgreed', '★ HostRecovers'],
  ]);
  expect(said.filter(({ className }) => className.endsWith('broken')).length).toBe(2);
  const { labels } = scene;
  expect(labels.filter((one, i) => labels.slice(0, i).some((other) => overlap(one, other)))).toEqual([]);
});

test('rows say of each step whether it is so, and nothing where nobody has looked', () => {
  const [first, ...rest] = FILM.steps;
  if (first === undefined) throw new Error('the film has steps');
  const unseen: FilmStep = { action: first.action, changes: first.changes };
  const rows = judgedRows({ ...FILM, steps: [unseen, ...rest] });
  expect(
    rows.map(({ name, spans }) => [name, ...spans.map(({ from, to, is }) => `${from}-${to} ${is}`)]),
  ).toEqual([
    ['Agreement', '1-2 false', '2-5 true'],
    ['Validity', '1-3 false', '3-4 true', '4-5 false'],
    ['SomethingAgreed', '1-3 true', '3-4 false', '4-5 true'],
    ['HostRecovers', '1-4 false', '4-5 true'],
  ]);
});

function textsIn(shapes: readonly Shape[]): readonly { readonly text: string; readonly className: string }[] {
  return shapes.flatMap(({ text, attributes, children = [] }) => [
    ...(text === undefined ? [] : [{ text, className: String(attributes['class']) }]),
    ...textsIn(children),
  ]);
}
