import { describe, expect, test } from 'vitest';
import type { Observation } from '../../checker/model/observation.js';
import { RUN_SCHEMA, type RunEvent, type RunHeader, type RunPart } from '../../traces/index.js';
import { sortedRun, type SortedRun } from './events.js';

const OBSERVATION: Observation = {
  actors: ['a'],
  ...{ slotsOf: () => [], happenings: () => [], fieldsOf: () => ({}) },
};
const MESSAGE = { kind: 'ASK', fields: {} };
const RECEIVE = { action: 'Receive', received: MESSAGE };

function sorted(
  events: readonly Omit<RunEvent, 'actor' | 'n'>[],
  partial: readonly RunPart[] = [],
): SortedRun {
  const header: RunHeader = {
    ...{ schema: RUN_SCHEMA, model: 'x', parameters: {}, actors: ['a'], ordering: 'total', partial },
  };
  const placed = events.map((event, i) => ({
    event: { actor: 'a', n: i + 1, ...event },
    place: { file: 'run', line: i + 2 },
  }));
  return sortedRun({ header, events: placed }, OBSERVATION);
}

describe('events of live actors', () => {
  test.each<readonly [string, Omit<RunEvent, 'actor' | 'n'>, string]>([
    ['a layer', { ...RECEIVE, layer: 'engine' }, `layer: found 'engine'; accepted: host, or none`],
    ['a fate', { ...RECEIVE, fate: 'kept' }, `fate: found 'kept'; accepted: nothing`],
    [
      'an event to start with',
      { action: 'Start', received: MESSAGE },
      `received: found 'ASK'; accepted: nothing`,
    ],
    ['nothing that was received', { action: 'Receive' }, `received: found 'nothing'; accepted: the event`],
    ['a channel', { action: 'Receive', received: { ...MESSAGE, via: 'emit' } }, `received.via: found 'emit'`],
    [
      'a channel of what is sent',
      { ...RECEIVE, sent: [{ ...MESSAGE, via: 'oob' }] },
      `sent[0].via: found 'oob'`,
    ],
    [
      'one that is emitted to somebody',
      { ...RECEIVE, sent: [{ ...MESSAGE, via: 'emit', to: ['a'] }] },
      'sent[0].via',
    ],
    ['one that is sent to nobody', { ...RECEIVE, sent: [{ ...MESSAGE, to: [] }] }, `sent[0].to: found '[]'`],
    ['a loss', { ...RECEIVE, sent: [MESSAGE, { ...MESSAGE, lost: ['a'] }] }, `sent[1].lost: found 'a'`],
    ['a repetition', { ...RECEIVE, sent: [{ ...MESSAGE, repeat: true }] }, `sent[0].repeat: found 'true'`],
    ['an id', { action: 'Receive', received: { ...MESSAGE, id: '7' } }, `received.id: found '7'`],
  ])('are malformed with %s, of which no model of actors knows', (_, event, text) => {
    expect(() => sorted([event])).toThrow(`run: line 2: ${text}`);
  });

  test('may lack what they received where payloads are not known, be of the host, and emit', () => {
    const events = [{ action: 'Receive', layer: 'host', sent: [{ ...MESSAGE, via: 'emit' }] }];
    expect(sorted(events, ['payloads']).count).toBe(1);
  });

  test('say anew at each start what is known', () => {
    const set = { value: 'busy', context: { count: 1 } };
    const events = [
      { action: 'Start', set },
      { action: 'Start' },
      { action: 'Step', set: { value: 'idle' } },
    ];
    const known = sorted(events).events[0]?.map((one) => [...one.known]);
    expect(known).toEqual([
      [
        ['value', '"busy"'],
        ['context.count', '1'],
      ],
      [],
      [['value', '"idle"']],
    ]);
  });

  test.each([null, 'x', [1], 7])('have a context %j as a field, where it has no entries', (context) => {
    const known = sorted([{ action: 'Start', set: { context } }]).events[0]?.[0]?.known;
    expect([...(known ?? [])]).toEqual([['context', JSON.stringify(context)]]);
  });
});
