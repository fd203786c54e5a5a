import { describe, expect, test } from 'vitest';
import type { Happening } from '../../checker/model/observation.js';
import type { RunEvent } from '../../traces/index.js';
import type { ActorEvent } from './events.js';
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

/** The event, changed so, as one of a run. */
function actorEvent(changed: Partial<RunEvent>): ActorEvent {
  return { event: { ...EVENT, ...changed }, place: { file: 'run', line: 2 }, order: 0, known: KNOWN };
}

/** The fields in which the event, changed so, is not what happens in the model. */
function fieldsOf(changed: Partial<RunEvent>, model = KNOWN): readonly string[] {
  return differencesOf(actorEvent(changed), HAPPENING, model, new Set()).map(({ field }) => field);
}

describe('an event of a run and what happens in the model', () => {
  test('are the same in all fields', () => {
    expect(fieldsOf({})).toEqual([]);
  });

  test.each<readonly [string, Partial<RunEvent>]>([
    ['timer', { args: { timer: 'tock' } }],
    ['actor', { args: { timer: 'tick', actor: 'bell' } }],
    ['received.to', { received: { kind: 'REQUEST', from: 'client', to: ['stranger'], fields: { id: 1 } } }],
    ['received.from', { received: { kind: 'REQUEST', from: 'stranger', fields: { id: 1 } } }],
    ['received.kind', { received: { kind: 'REPEAT', from: 'client', fields: { id: 1 } } }],
    ['received.id', { received: { kind: 'REQUEST', from: 'client', fields: { id: 2 } } }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['stranger'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REFUSAL', to: ['client'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['client'], fields: { id: 2 } }] }],
    ['sent', { sent: [] }],
    ['sent', { sent: [{ kind: 'REPLY', to: [], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['client', 'stranger'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', to: ['client', 'client'], fields: { id: 1 } }] }],
    ['sent', { sent: [{ kind: 'REPLY', from: 'stranger', to: ['client'], fields: { id: 1 } }] }],
    ['sent', { sent: [...(EVENT.sent ?? []), ...(EVENT.sent ?? [])] }],
  ])('differ in %s alone', (field, changed) => {
    expect(fieldsOf(changed)).toEqual([field]);
  });

  test('differ in a field of the actor', () => {
    expect(fieldsOf({}, new Map([['value', '"idle"']]))).toEqual(['value']);
  });

  test('may leave open what comes of something that is invoked, and nothing else', () => {
    expect(fieldsOf({ args: { timer: 'tick', output: 1, error: 2, event: 3 } })).toEqual([]);
    expect(fieldsOf({ args: { timer: 'tick', gone: { '#undefined': true } } })).toEqual([]);
  });

  test('are the same where a message names who sends and who takes it', () => {
    const received = { kind: 'REQUEST', from: 'client', to: ['other', 'server'], fields: { id: 1 } };
    const sent = [{ kind: 'REPLY', from: 'server', to: ['client'], fields: { id: 1 } }];
    expect(fieldsOf({ received, sent })).toEqual([]);
  });

  test('are the same where one message goes to two', () => {
    const both = ['client', 'printer'].map((to) => ({ to, event: REPLY }));
    const one = actorEvent({ sent: [{ kind: 'REPLY', to: ['printer', 'client'], fields: { id: 1 } }] });
    expect(differencesOf(one, { ...HAPPENING, sent: both }, KNOWN, new Set())).toEqual([]);
  });

  test('pair messages of which one may be either of two, and the other only the first', () => {
    const two = [1, 2].map((id) => ({ to: 'client', event: { type: 'REPLY', id } }));
    const given = [{}, { id: 1 }].map((fields) => ({ kind: 'REPLY', to: ['client'], fields }));
    const found = (sent: RunEvent['sent'] & object): readonly unknown[] =>
      differencesOf(actorEvent({ sent }), { ...HAPPENING, sent: two }, KNOWN, new Set(['payloads']));
    expect(found(given)).toEqual([]);
    expect(found(given.toReversed())).toEqual([]);
    expect(found([...given.slice(1), ...given.slice(1)])).toEqual([
      { field: 'sent', run: 'REPLY(id: 1) to client', model: 'REPLY(id: 2) to client' },
    ]);
  });
});
