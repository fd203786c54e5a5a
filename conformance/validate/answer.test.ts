import { describe, expect, test } from 'vitest';
import type { Entry } from '../../spec/exo/log.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Answer as AnswerPacket } from '../../spec/exo/packets.js';
import { broadcast, gathered, led, ledDiskless } from '../compare/pair.test.helper.js';
import { answerOf } from './answer.js';
import { NEW_PAYLOAD, RECEIVED_PAYLOAD } from './shape-of-happenings.js';

const SENT = led(...broadcast);

/** A log whose entries have these payloads: those that were shown are numbers of logs. */
function logOf(...payloads: readonly (number | null)[]): readonly Entry[] {
  return payloads.map((payload, slot) => ({ epoch: slot, source: slot, payload }));
}

describe('an answer', () => {
  test('has what the specified host is, with logs by what was shown of them', () => {
    expect(answerOf(SENT.spec, SENT.effects)).toMatchObject({
      ...{ name: 'following', promised: 0, agreed: 0, delivered: 0, gathered: null, lives: null },
      ...{ log: { token: 0, added: null }, disk: { log: { token: 0, added: null }, promised: 0 } },
      sent: [{ kind: 'broadcast' }],
    });
    expect(answerOf(SENT.spec, SENT.effects).installed?.number).toBe(0);
  });

  test.each<[what: string, log: readonly Entry[], token: number | null, added: object | null]>([
    ['nothing', [], null, null],
    ['what was shown', logOf(7, 9), 9, null],
    ['a payload that is new', logOf(7, NEW_PAYLOAD), 7, { epoch: 1, source: 1 }],
    ['a payload that was received', logOf(7, 9, RECEIVED_PAYLOAD), 9, { epoch: 2, source: 2 }],
    ['an empty message', logOf(7, null), 7, { epoch: 1, source: 1 }],
    ['one entry alone', logOf(null), null, { epoch: 0, source: 0 }],
  ])('ends its log with %s', (_, log, token, added) => {
    const { context } = SENT.spec;
    const spec = Object.create(SENT.spec, { context: { value: { ...context, log } } }) as typeof SENT.spec;
    const answer = answerOf(spec, []);
    expect(answer.log).toEqual({ token, added });
    expect(answer.disk.log).toEqual({ token: 0, added: null });
  });

  test('has the promises that were gathered, and to whom is sent what', () => {
    const { spec, effects } = led(...gathered);
    expect(answerOf(spec, effects)).toMatchObject({
      ...{ name: 'gathering', installed: null, sent: [] },
      gathered: { from: [1], log: { token: 0, added: null }, delivered: 0 },
    });
    const asked = led(...gathered.slice(0, -1));
    expect(answerOf(asked.spec, asked.effects).sent).toEqual([
      { kind: 'packet', to: [1, 2], packet: { kind: 'prepare', epoch: 3 }, log: null },
    ]);
  });

  test.each<[effect: HostEffect, sent: object]>([
    [
      { type: 'sendEntries', params: { to: [1], packets: [] } },
      { kind: 'entries', to: [1] },
    ],
    [
      {
        type: 'sendPromise',
        params: { to: [2], packets: [{ kind: 'promise', from: 0, epoch: 4, log: logOf(7), delivered: 1 }] },
      },
      { kind: 'packet', to: [2], log: { token: 7, added: null } },
    ],
  ])('sends %o', (effect, sent) => {
    expect(answerOf(SENT.spec, [effect]).sent).toMatchObject([sent]);
  });

  test('has what is known of lives, without a disk', () => {
    const answer: AnswerPacket = {
      ...{ kind: 'answer', from: 1, life: 4, nonce: 1, promised: 0, installed: null, agreed: 0 },
      ...{ known: [1, 4, 0], log: logOf(7, NEW_PAYLOAD), delivered: 0 },
    };
    const { spec, effects } = ledDiskless(
      { type: 'CRASH' },
      { type: 'RESTART' },
      { type: 'ANSWER', packet: answer },
    );
    expect(answerOf(spec, effects)).toMatchObject({
      name: 'recovering',
      lives: {
        ...{ life: 1, known: [1, 0, 0] },
        answers: [{ from: 1, life: 4, logAnswer: { token: 7, added: { epoch: 1, source: 1 } } }],
      },
    });
  });
});
