import { describe, expect, test } from 'vitest';
import { filmOfTrace } from '../testing/pages.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import type { Shape } from './shapes.js';

const picture = pictureOf(filmOfTrace('recovery-longest-n5-Agreement.itf.json'));
const last = picture.film.steps.length - 1;

function all(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.flatMap((shape) => [shape, ...all(shape.children ?? [])]);
}

function drawn(width: number, step: number): readonly Shape[] {
  const view = { width, height: 510, first: 0, count: last + 1, step, hidden: new Set<number>() };
  return all(sceneOf(picture, { ...view, past: null, foldLocal: false }).shapes);
}

describe.each([1600, 1250, 860])('in a picture that is %i wide', (width) => {
  test('each log that changes is shown, whatever step is chosen', () => {
    const changes = picture.tracks.flatMap(({ logs }, lane) =>
      logs.filter(({ isLog }) => isLog).map(({ step }) => `${step} ${lane}`),
    );
    expect(changes.length).toBeGreaterThan(8);
    for (let step = 0; step <= last; step++) {
      const strips = drawn(width, step).flatMap(({ attributes: { class: name, ...data } }) =>
        name === 'strip' ? [`${data['data-step']} ${data['data-lane']}`] : [],
      );
      expect(changes.filter((one) => !strips.includes(one))).toEqual([]);
    }
  });

  test('the entry that is cut off is in a box of its own, in the ink of texts', () => {
    const shapes = drawn(width, last);
    const cut = shapes.filter(({ attributes }) => attributes['class'] === 'note cut');
    expect(cut.map(({ text }) => text)).toEqual(['A0']);
    const boxes = shapes.filter(({ attributes }) => attributes['class'] === 'cut-box');
    expect(boxes.length).toBe(1);
  });
});
