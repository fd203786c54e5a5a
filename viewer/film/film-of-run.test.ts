import { describe, expect, test } from 'vitest';
import type { RunEvent, RunHeader } from '../../traces/index.js';
import { pictureOf } from '../picture/picture-of.js';
import { StateReader } from '../picture/state-reader.js';
import { filmOfRun } from './film-of-run.js';
import { wordsOfStep } from './film.js';

const HEADER: RunHeader = {
  ...{
    schema: 'exo-run/1',
    model: 'exo',
    parameters: { hosts: 3 },
    actors: ['A', 'B', 'C'],
    ordering: 'total',
  },
  lens: {
    lanes: [
      { name: 'A', kind: 'host' },
      { name: 'B', kind: 'host' },
      { name: 'C', kind: 'host' },
    ],
    kinds: { host: { length: 'length', epoch: 'epoch.number' } },
    actions: { Broadcast: 'broadcast', Crash: 'crash' },
  },
};

const ENTRY = { kind: 'entry', fields: { epoch: 0, slot: 4, source: 'A' } } as const;

const EVENTS: readonly RunEvent[] = [
  { actor: 'A', n: 1, action: 'Restart', set: { length: 4, epoch: { number: 0 } }, atUs: 0 },
  { actor: 'A', n: 2, action: 'Broadcast', sent: [{ ...ENTRY, via: 'broadcast', lost: ['C'] }], atUs: 12.5 },
  { actor: 'B', n: 1, action: 'Receive', received: ENTRY, fate: 'appended', set: { length: 5 }, atUs: 3 },
  { actor: 'B', n: 2, action: 'Receive', received: { kind: 'hint', fields: {} }, fate: 'appended' },
  { actor: 'C', n: 1, action: 'Crash' },
];

test('the words of an event say which slot, payload or message it is about', () => {
  const entry = { epoch: 0, slot: 7, source: 'B', payload: [24, 2] };
  const others: readonly RunEvent[] = [
    { actor: 'B', n: 3, action: 'Submit', args: { number: 24 } },
    { actor: 'B', n: 4, action: 'Append', args: { entry } },
    {
      actor: 'B',
      n: 5,
      action: 'Say',
      sent: [{ kind: 'promise', via: 'oob', to: ['A'], fields: { epoch: 3 } }],
    },
    { actor: 'B', n: 6, action: 'Persist', atUs: 14_000 },
    { actor: 'B', n: 7, action: 'Join', sent: [{ kind: 'join', via: 'oob', fields: {} }] },
  ];
  expect(
    filmOfRun(HEADER, [...EVENTS, ...others])
      .steps.slice(1)
      .map(wordsOfStep),
  ).toEqual([
    ...['A Restart, at 0.000 ms', 'A Broadcast slot 4, at 0.013 ms', 'B Receive slot 4 from A, at 0.003 ms'],
    ...['B Receive', 'C Crash', 'B Submit payload 24', 'B Append slot 7', 'B Say promise'],
    ...['B Persist, at 14.000 ms', 'B Join'],
  ]);
});

describe('a run', () => {
  const picture = pictureOf(filmOfRun(HEADER, EVENTS));

  test('has a line from the event in which a message was sent to that in which it was met, or lost', () => {
    const lines = picture.lines.map(({ from, sent, to, step, fate }) => [from, sent, to, step, fate]);
    expect(lines).toEqual([
      [0, 2, 2, 2, 'lost'],
      [0, 2, 1, 3, 'appended'],
    ]);
  });

  test('has marks of what its lens names, in the order of its lines and not of its clocks', () => {
    expect(picture.marks.map(({ step, lane, kind }) => [step, lane, kind])).toEqual([
      [1, 0, 'step'],
      [2, 0, 'broadcast'],
      [3, 1, 'receive'],
      [4, 1, 'step'],
      [5, 2, 'crash'],
    ]);
    expect(picture.tracks[1]?.logs.map(({ step, log }) => [step, log.length])).toEqual([[3, 5]]);
  });

  test('says what it lacks', () => {
    const partial = filmOfRun({ ...HEADER, observed: ['A'], ordering: 'actors', lens: { lanes: 'all' } }, []);
    expect(partial.notices).toEqual([
      'The lens of the run cannot be used: its lanes are not a list of at least one.',
      'Nobody has observed B, C.',
      'Only the events of one actor stand in the order in which they happened.',
    ]);
  });
});

describe('an actor that crashes', () => {
  const statusAt = (header: RunHeader, events: readonly RunEvent[]): readonly unknown[] => {
    const film = filmOfRun(header, events);
    const reader = new StateReader(film);
    return film.steps.map((_, step) => structuredClone(reader.stateAt(step)['A']));
  };

  test('is in the state that it was in before, where its restart does not say in which', () => {
    const { lens } = HEADER;
    const stated = { ...HEADER, lens: { ...lens, kinds: { host: { state: 'status' } } } };
    const events = [
      { actor: 'A', n: 1, action: 'Begin', set: { status: 'up' } },
      { actor: 'A', n: 2, action: 'Crash' },
      { actor: 'A', n: 3, action: 'Restart' },
    ];
    expect(statusAt(stated, events)).toEqual([{}, { status: 'up' }, { status: 'down' }, { status: 'up' }]);
  });

  test('is down by a field of its own, where nothing says what state it is in', () => {
    const events = [
      { actor: 'A', n: 1, action: 'Crash' },
      { actor: 'A', n: 2, action: 'Restart' },
    ];
    expect(statusAt(HEADER, events)).toEqual([{}, { down: 'down' }, {}]);
    const { tracks } = pictureOf(filmOfRun(HEADER, events));
    expect(tracks.map(({ down }) => down.map(({ from, to }) => [from, to]))).toEqual([[[1, 2]], [], []]);
  });
});

describe('a driver of which there are events', () => {
  const split = { ...HEADER, layers: ['engine', 'driver'] };
  const events: readonly RunEvent[] = [
    { actor: 'A', layer: 'engine', n: 1, action: 'Restart', set: { length: 4, delivered: 0 } },
    { actor: 'A', layer: 'driver', n: 1, action: 'Restart', set: { pointer: 2, delivered: 1 } },
    { actor: 'A', layer: 'engine', n: 2, action: 'Crash' },
  ];

  test('has a lane of its own under that of its engine, and leaves the state of the engine alone', () => {
    const film = filmOfRun(split, events);
    const { lanes, marks, tracks } = pictureOf(film);
    expect(lanes.map(({ label, beside }) => [label, beside])).toEqual(
      ['A', 'B', 'C'].flatMap((name, i) => [
        [name, null],
        [`driver${name}`, 2 * i],
      ]),
    );
    expect(marks.map(({ step, lane }) => [step, lane])).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
    ]);
    const state = new StateReader(film).stateAt(2);
    expect([state['A'], state['A, driver']]).toEqual([
      { length: 4, delivered: 0 },
      { pointer: 2, delivered: 1 },
    ]);
    expect(tracks.map(({ down }) => down.length)).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test('is there as well where only its events tell of it, and only of its own host', () => {
    const { lanes } = pictureOf(filmOfRun(HEADER, events));
    expect(lanes.map(({ name }) => name)).toEqual(['A', 'A, driver', 'B', 'C']);
  });
});
