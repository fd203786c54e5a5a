import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FilmMessage } from '../film/film.js';
import { filmOfTrace } from '../testing/pages.js';
import { momentsOf } from './moments.js';
import { pictureOf } from './picture-of.js';

const FOLDERS = ['../testing/traces', '../../traces/counterexamples'];
const NAMES = FOLDERS.flatMap((folder) => fs.readdirSync(path.join(import.meta.dirname, folder)));

describe.each(NAMES)('in the picture of %s', (name) => {
  const { lines, marks } = pictureOf(filmOfTrace(name));
  const markAt = new Map(marks.map((mark) => [`${mark.step} ${mark.lane}`, mark]));

  test('no message leaves to the left of the mark of the step that sends it', () => {
    for (const { sent, from, leavesAhead = 0 } of lines) {
      const mark = markAt.get(`${sent} ${from}`);
      if (mark !== undefined) expect(leavesAhead).toBeLessThanOrEqual(mark.ahead ?? 0);
    }
  });

  test('a step has room within it only where it meets what it sends', () => {
    const roomy = new Set(lines.filter(({ sent, step }) => sent === step).map(({ step }) => step));
    for (const { step, ahead } of marks) if (ahead !== undefined) expect(roomy).toContain(step);
    for (const { sent, leavesAhead } of lines) if (leavesAhead !== undefined) expect(roomy).toContain(sent);
  });
});

test('a vote leaves where the question that it answers has arrived', () => {
  const { lines, lanes } = pictureOf(filmOfTrace('split-vote.itf.json'));
  const ofC = lines.filter(({ from, to }) => [from, to].some((lane) => lanes[lane]?.name === 'C'));
  expect(ofC.map(({ text, sent, step }) => [text, sent, step])).toEqual([
    ['ASK(from: A)', 1, 3],
    ['VOTE', 3, 4],
  ]);
  for (const line of ofC) expect([line.leavesAhead, line.arrivesAhead]).toEqual([undefined, undefined]);
});

describe('within one step', () => {
  const message = (from: string, to: string, change: Partial<FilmMessage> = {}): FilmMessage => {
    return { from, to, text: `${from}${to}`, fate: 'taken', ...change };
  };
  const momentsIn = (messages: readonly FilmMessage[]): readonly (readonly [number, number])[] =>
    (momentsOf(messages, ({ fate }) => fate !== 'sent') ?? []).map(({ leaves, arrives }) => [
      leaves,
      arrives,
    ]);

  test('a broadcast leaves at the beginning, and all hear it in the middle of the column', () => {
    expect(momentsIn([message('A', 'B'), message('A', 'C', { fate: 'lost' })])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  test('an answer leaves when its question has arrived, and questions to several leave at once', () => {
    const asked = [message('A', 'B'), message('B', 'A'), message('A', 'C'), message('C', 'A')];
    expect(momentsIn(asked.map((one) => ({ ...one, via: 'oob' })))).toEqual([
      [1, 0.5],
      [0.5, 0],
      [1, 0.5],
      [0.5, 0],
    ]);
  });

  test('what one call leads to follows on it', () => {
    expect(momentsIn([message('A', 'B'), message('B', 'C'), message('C', 'B'), message('B', 'A')])).toEqual([
      [1, 0.75],
      [0.75, 0.5],
      [0.5, 0.25],
      [0.25, 0],
    ]);
  });

  test('nothing needs room where all was sent before, or is met later', () => {
    expect(momentsOf([message('A', 'B'), message('B', 'B', { fate: 'sent' })], () => false)).toBeNull();
  });
});
