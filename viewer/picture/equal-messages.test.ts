/** Equal messages that are under way together: nobody can tell which of them is met, and the picture says so. */
import { expect, test } from 'vitest';
import type { Fate } from '../../traces/index.js';
import type { Film, FilmStep } from '../film/film.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import { svgText } from './svg.js';

const step = (fate: Fate, to: string): FilmStep => {
  const message = { from: 'A', to, text: 'ASK', id: 'ASK', fate };
  return { action: fate, actor: to, changes: [], messages: [message] };
};

function filmOfSteps(...steps: readonly FilmStep[]): Film {
  return {
    title: { model: 'm', property: null, verdict: '', command: '', evidence: null },
    lens: { lanes: ['A', 'B', 'C'].map((name) => ({ name, kind: 'host' })), kinds: { host: {} } },
    ...{ notices: [], vars: ['A', 'B', 'C'] },
    steps: [{ action: 'init', changes: [] }, ...steps],
  };
}

const VIEW = { width: 1200, height: 400, first: 0, step: 0, past: null, foldLocal: false };

/** Of each line, where it was sent, where it was met, and how many others it may be. */
function linesIn(film: Film): readonly (readonly [number, number, number | undefined])[] {
  return pictureOf(film).lines.map(({ sent, step: met, equalsUnderWay }) => [sent, met, equalsUnderWay]);
}

test('a message that is sent again before it is met is drawn from the last sending, and marked', () => {
  const film = filmOfSteps(step('sent', 'A'), step('sent', 'A'), step('taken', 'B'), step('taken', 'B'));
  // The second one is the only one that is left.
  expect(linesIn(film)).toEqual([
    [2, 3, 1],
    [2, 4, undefined],
  ]);
  const text = svgText(sceneOf(pictureOf(film), { ...VIEW, count: 5, hidden: new Set() }).shapes);
  expect(text.match(/>≈</g)?.length).toBe(1);
  expect(text).toContain('One of 2 equal messages that were under way, which are not told apart');
});

test('a message that is met or lost before it is sent again is told apart from the next one', () => {
  for (const fate of ['taken', 'lost'] as const) {
    const film = filmOfSteps(step('sent', 'A'), step(fate, 'B'), step('sent', 'A'), step('taken', 'B'));
    expect(linesIn(film)).toEqual([
      [1, 2, undefined],
      [3, 4, undefined],
    ]);
  }
});

test('receivers of one broadcast are no equal messages', () => {
  const film = filmOfSteps(step('sent', 'A'), step('taken', 'B'), step('taken', 'C'));
  expect(linesIn(film)).toEqual([
    [1, 2, undefined],
    [1, 3, undefined],
  ]);
});
