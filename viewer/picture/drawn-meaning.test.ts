/** What shapes and colours mean: whose an entry is, what became of a message, and of which epoch a host is. */
import { describe, expect, test } from 'vitest';
import type { Fate } from '../../traces/index.js';
import type { Film } from '../film/film.js';
import { filmOfTrace } from '../testing/pages.js';
import { pictureOf } from './picture-of.js';
import type { Picture } from './picture.js';
import { sceneOf } from './scene.js';
import type { Shape } from './shapes.js';

function all(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.flatMap((shape) => [shape, ...all(shape.children ?? [])]);
}

function drawn(picture: Picture, step: number): readonly Shape[] {
  const count = picture.film.steps.length;
  const view = { width: 1600, height: 700, first: 0, count, step, hidden: new Set<number>() };
  return all(sceneOf(picture, { ...view, past: null, foldLocal: false }).shapes);
}

function classesOf({ attributes }: Shape): readonly string[] {
  return String(attributes['class'] ?? '').split(' ');
}

describe.each(['recovery-longest-n5-Agreement.itf.json', 'offload-resubmit-blindly-n3-Integrity.itf.json'])(
  'in the picture of %s',
  (name) => {
    const picture = pictureOf(filmOfTrace(name));
    const colours = new Map(picture.lanes.map(({ label, colour }) => [label, `c${colour % 8}`]));

    test('an entry has the colour of whom it is from, in whoever’s log it stands', () => {
      const elsewhere: string[] = [];
      for (const step of picture.film.steps.keys()) {
        for (const strip of drawn(picture, step).filter((one) => classesOf(one).includes('strip'))) {
          const { children = [] } = strip;
          const boxes = children.filter((one) => classesOf(one)[0] === 'entry');
          const texts = children.filter((one) => classesOf(one)[0] === 'entry-text');
          expect(boxes.length).toBe(texts.length);
          for (const [i, box] of boxes.entries()) {
            const text = texts[i]?.text ?? '';
            const source = text.replace(/[\d.]+$/, '');
            expect([step, text, classesOf(box)[1]]).toEqual([step, text, colours.get(source)]);
            if (picture.lanes[Number(strip.attributes['data-lane'])]?.label !== source) elsewhere.push(text);
          }
        }
      }
      expect(elsewhere.length).toBeGreaterThan(5);
    });
  },
);

/** One message of each fate from A to B, a step each. */
function filmOfFates(fates: readonly Fate[]): Film {
  const lens = { lanes: ['A', 'B'].map((name) => ({ name, kind: 'host' })), kinds: { host: {} } };
  const title = { model: 'm', property: null, verdict: '', command: '', evidence: null };
  const steps = fates.map((fate) => {
    const message = { from: 'A', to: 'B', text: 'hello', fate };
    return { action: 'Send', actor: 'A', changes: [], messages: [message] };
  });
  return { title, lens, notices: [], vars: ['A', 'B'], steps: [{ action: 'init', changes: [] }, ...steps] };
}

/** What kind of shape it is: its tag, and the commands of its path. */
function outline({ tag, attributes }: Shape): string {
  return `${tag} ${String(attributes['d'] ?? '').replaceAll(/[^A-Za-z]/g, '')}`.trim();
}

test('what became of a message is told by the shape at its end', () => {
  const shapes = {
    ...{ appended: 'circle', ignored: 'circle', taken: 'circle' },
    ...{ disputed: 'path MaaML', installed: 'path MLLZ', down: 'path Mh' },
    ...{ unknown: 'path MLL', lost: 'path MLML' },
  } as const;
  const fates = Object.keys(shapes) as (keyof typeof shapes)[];
  const ends = drawn(pictureOf(filmOfFates(fates)), 0).filter((one) => classesOf(one)[0] === 'fate');
  const found = ends.map((end) => [fates.find((fate) => classesOf(end).includes(fate)), outline(end)]);
  expect(found).toEqual(fates.map((fate) => [fate, shapes[fate]]));
});

test('what is lost ends before the lane of its receiver, and what arrives on it', () => {
  const [lost, met] = ['lost', 'appended'].map((fate) => drawn(pictureOf(filmOfFates([fate as Fate])), 0));
  const [, ofB] = (met ?? []).filter((one) => classesOf(one)[0] === 'lane');
  const lane = Number(ofB?.attributes['y1']);
  const endOf = (shapes: readonly Shape[] = []): number =>
    Number(shapes.find((one) => classesOf(one)[0] === 'line')?.attributes['y2']);
  expect(endOf(met)).toBe(lane);
  expect(lane - endOf(lost)).toBeGreaterThan(5);
});

test('epochs that follow each other are tinted otherwise', () => {
  const picture = pictureOf(filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json'));
  const tints = drawn(picture, 0).filter((one) => classesOf(one)[0] === 'epoch');
  expect(new Set(tints.map((one) => classesOf(one)[1]))).toEqual(new Set(['e0', 'e1']));
});
