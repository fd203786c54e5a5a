import { describe, expect, test } from 'vitest';
import type { Happening } from '../../checker/model/observation.js';
import type { RunEvent } from '../../traces/index.js';
import { differencesOf } from './match.js';

const EVENT: RunEvent = {
  ...{ actor: 'server', n: 1, action: 'Receive', args: { timer: 'tick' } },
  received: { kind: 'REQUEST', from: 'client', fields: { id: 1 } },
  sent: [{ kind: 'REPLY', to: ['client'], fields: { id: 1 } }],
};
const REQUEST = { type: 'REQUEST', id: 1 };
const REPLY = { type: 'REPLY', id: 1 };
const HAPPENING: Happening = {
  ...{ actor: 'server', action: 'Receive', args: { timer: 'tick' } },
  received: { from: 'client', event: REQUEST },
  sent: [{ to: 'client', event: REPLY }],
};
const KNOWN = new Map([['value', '"busy"']]);

/** The fields in which the event, changed so, is not what happens in the model. */
function fieldsOf(changed: Partial<RunEvent>, model = KNOWN): readonly string[] {
  const one = { event: { ...EVENT, ...changed }, place: { file: 'run', line: 2 }, order: 0, known: KNOWN };
  return differencesOf(one, HAPPENING, model, new Set()).map(({ field }) => field);
}

describe('an event of a run and what happens in the model', () => {
  test('are the same in all fields', () => {
    expect(fieldsOf({})).toEqual([]);
  });

  test.each<readonly [string, Partial<RunEvent>]>([
    ['timer', { args: { timer: 'tock' } }],
    ['received.from', { received: { kind: 'REQUEST', from: 'stranger', fields: { id: 1 } } }],
    ['received.kind', { received: { kind: 'REPEAT', from: 'client', fields: { id: 1 } } }],
    ['received.id', { received: { kind: 'REQUEST', from: 'client', fields: { id: 2 } } }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['stranger'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REFUSAL', to: ['client'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['client'], fields: { id: 2 } }] }],
    ['sent', { sent: [] }],
    ['sent', { sent: [...(EVENT.sent ?? []), ...(EVENT.sent ?? [])] }],
  ])('differ in %s alone', (field, changed) => {
    expect(fieldsOf(changed)).toEqual([field]);
  });

  test('differ in a field of the actor', () => {
    expect(fieldsOf({}, new Map([['value', '"idle"']]))).toEqual(['value']);
  });
});
