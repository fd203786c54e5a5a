import { describe, expect, test } from 'vitest';
import type { RunEvent, RunHeader } from '../../traces/index.js';
import { pictureOf } from '../picture/picture-of.js';
import { filmOfRun } from './film-of-run.js';

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
