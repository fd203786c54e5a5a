import { describe, expect, test } from 'vitest';
import type { Film } from '../film/film.js';
import { filmOfTrace } from '../testing/pages.js';
import { isIn } from './draw-strips.js';
import { pictureOf } from './picture-of.js';
import { StateReader } from './state-reader.js';

function filmWith(steps: Film['steps']): Film {
  const lens = { lanes: ['A', 'B'].map((name) => ({ name, kind: 'host' })), kinds: { host: {} } };
  const title = { model: 'm', property: null, verdict: '', command: '', evidence: null };
  return { title, lens, notices: [], vars: ['A', 'B'], steps };
}

describe('a message that nobody meets until the end', () => {
  const sent = { from: 'A', to: 'A', text: 'hello', id: '1', fate: 'sent' } as const;
  const start = { action: 'init', changes: [] } as const;

  test('leaves a stub where it was sent', () => {
    const picture = pictureOf(
      filmWith([start, { action: 'Send', actor: 'A', changes: [], messages: [sent] }]),
    );
    expect(picture.underWay).toEqual([{ step: 1, from: 0, to: null, text: 'hello', via: null }]);
  });

  test.each(['appended', 'lost'] as const)('does not where it is %s', (fate) => {
    const met = { ...sent, to: 'B', fate };
    const picture = pictureOf(
      filmWith([
        start,
        { action: 'Send', actor: 'A', changes: [], messages: [sent] },
        { action: 'Receive', actor: 'B', changes: [], messages: [met] },
      ]),
    );
    expect(picture.underWay).toEqual([]);
  });
});

test('of two equal messages one of which is met, one is under way', () => {
  const sent = { from: 'A', to: 'A', text: 'hello', id: '1', fate: 'sent' } as const;
  const steps = [[], [sent], [sent], [{ ...sent, to: 'B', fate: 'taken' as const }]].map((messages) => {
    return { action: 'x', actor: 'A', changes: [], messages };
  });
  const { underWay, lines } = pictureOf(filmWith(steps));
  expect([underWay.map(({ step }) => step), lines.map((line) => line.sent)]).toEqual([[1], [2]]);
  const again = {
    action: 'x',
    actor: 'A',
    changes: [],
    messages: [{ ...sent, to: 'B', fate: 'taken' as const }],
  };
  expect(pictureOf(filmWith([...steps, again])).underWay).toEqual([]);
});

test('each question that is in a mailbox at the end has a stub, towards whom it is for', () => {
  const { underWay, lanes } = pictureOf(filmOfTrace('split-vote.itf.json'));
  const nameOf = (lane: number | null): string => (lane === null ? '?' : (lanes[lane]?.name ?? ''));
  expect(underWay.map(({ step, from, to, text }) => `${step} ${nameOf(from)}→${nameOf(to)} ${text}`)).toEqual(
    ['1 A→B ASK(from: A)', '1 A→D ASK(from: A)', '2 B→A ASK(from: B)', '2 B→C ASK(from: B)'],
  );
});

test('of a system, as many messages are under way as are in its mailboxes at the end', () => {
  for (const name of ['split-vote.itf.json', 'lasso.itf.json']) {
    const { underWay, film } = pictureOf(filmOfTrace(name));
    const state = new StateReader(film).stateAt(film.steps.length - 1);
    const boxes = film.vars.filter((one) => one.startsWith('_')).map((one) => state[one]);
    expect([name, underWay.length]).toEqual([name, boxes.flatMap((box) => box as readonly unknown[]).length]);
  }
});

test('what a driver does stands in its lane, and what its engine does in that of the engine', () => {
  const { marks, lanes, film } = pictureOf(filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json'));
  const laneOf = (action: string): readonly (string | undefined)[] =>
    marks.filter(({ step }) => film.steps[step]?.action === action).map(({ lane }) => lanes[lane]?.name);
  expect(new Set(laneOf('PutC1'))).toEqual(new Set(['driverA']));
  expect(new Set(laneOf('TakeC1'))).toEqual(new Set(['A']));
});

test('of a payload that is agreed twice, both slots break the property', () => {
  const { evidence, lanes, tracks } = pictureOf(
    filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json'),
  );
  const place = lanes.findIndex(({ name }) => name === 'B');
  const entries = tracks[place]?.logs.at(-1)?.log.entries ?? [];
  const broken = entries.filter((entry) => isIn(evidence, entry, lanes[place]));
  expect(broken.map(({ slot, text }) => `${slot} ${text}`)).toEqual(['0 A0.0', '2 A1.0']);
});
