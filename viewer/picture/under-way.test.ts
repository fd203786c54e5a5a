import { describe, expect, test } from 'vitest';
import type { Film } from '../film/film.js';
import { filmOfTrace } from '../testing/pages.js';
import { messagesUnderWay } from './draw-under-way.js';
import { isIn } from './draw-strips.js';
import { pictureOf } from './picture-of.js';

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
    expect(messagesUnderWay(picture)).toEqual([{ step: 1, from: 0, via: null }]);
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
    expect(messagesUnderWay(picture)).toEqual([]);
  });
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
