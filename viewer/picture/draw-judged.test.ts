import { expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
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

test('properties and witnesses stand under the step at which they first come about, and overlap nothing', () => {
  const view = { width: 1200, height: 400, first: 0, count: 5, step: 0, past: null, foldLocal: false };
  const scene = sceneOf(pictureOf(FILM), { ...view, hidden: new Set() });
  const said = textsIn(scene.shapes).filter(({ className }) => className.startsWith('judged'));
  expect(said.map(({ text }) => text)).toEqual([
    ...['★ SomethingAgreed', '✗ Agreement', '✗ Validity', '★ SomethingAgreed', '★ HostRecovers'],
  ]);
  expect(said.filter(({ className }) => className.endsWith('broken')).length).toBe(2);
  const { labels } = scene;
  expect(labels.filter((one, i) => labels.slice(0, i).some((other) => overlap(one, other)))).toEqual([]);
});

function textsIn(shapes: readonly Shape[]): readonly { readonly text: string; readonly className: string }[] {
  return shapes.flatMap(({ text, attributes, children = [] }) => [
    ...(text === undefined ? [] : [{ text, className: String(attributes['class']) }]),
    ...textsIn(children),
  ]);
}
