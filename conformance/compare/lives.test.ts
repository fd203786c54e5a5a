/** One thing that is known of lives is altered at a time, and has to be told by its name. */
import { describe, expect, test } from 'vitest';
import type { AnswerPacket, CoreState } from '../../impl/parts.js';
import type { Answer } from '../../spec/exo/packets.js';
import { compareAnswer, compareLives } from './lives.js';
import { imageOf } from './logs.js';
import { broadcast, led, ledDiskless } from './pair.test.helper.js';

const HOSTS = 3;
const EPOCH = { number: 5, members: [0, 2], base: 1, snapshot: 1, lives: [0, 4, 2] };
const ENTRY = { epoch: 0, source: 0, payload: 0 };

const SPEC: Answer = {
  ...{ kind: 'answer', from: 1, life: 4, nonce: 2, promised: 5, agreed: 1, known: [0, 4, 2] },
  ...{ installed: EPOCH, log: [ENTRY], delivered: 1 },
};

const RECORD = { ...EPOCH, members: new Uint8Array([0, 2]), lives: new Float64Array([0, 4, 2]) };
const PACKET: AnswerPacket = {
  ...{ kind: 'answer', from: 1, life: 4, nonce: 2, promised: 5, agreed: 1 },
  ...{ known: new Float64Array([0, 4, 2]), installed: RECORD, log: imageOf([ENTRY], 1, HOSTS, 0, false) },
};

describe('compareAnswer', () => {
  const fieldOf = (packet: AnswerPacket, spec = SPEC): string | undefined =>
    compareAnswer(spec, packet, HOSTS)?.field;

  test('finds an answer the same, with the record of an epoch and without one', () => {
    expect(fieldOf(PACKET)).toBeUndefined();
    expect(fieldOf({ ...PACKET, installed: null }, { ...SPEC, installed: null })).toBeUndefined();
  });

  test.each<[field: string, altered: Partial<AnswerPacket>]>([
    ['answer', { from: 2 }],
    ['answer', { life: 3 }],
    ['answer', { nonce: 1 }],
    ['answer', { promised: 4 }],
    ['answer', { agreed: 0 }],
    ['answer', { known: new Float64Array([0, 4, 1]) }],
    ['record of answer', { installed: null }],
    ['record of answer', { installed: { ...RECORD, number: 4 } }],
    ['record of answer', { installed: { ...RECORD, members: new Uint8Array([0, 1]) } }],
    ['record of answer', { installed: { ...RECORD, base: 0 } }],
    ['record of answer', { installed: { ...RECORD, snapshot: 0 } }],
    ['record of answer', { installed: { ...RECORD, lives: new Float64Array([0, 4, 1]) } }],
    ['delivered of log of answer', { log: imageOf([ENTRY], 0, HOSTS, 0, false) }],
    ['length of log of answer', { log: imageOf([], 1, HOSTS, 0, false) }],
    ['log of answer[0]', { log: imageOf([{ ...ENTRY, payload: 1 }], 1, HOSTS, 0, false) }],
  ])('tells %s: %o', (field, altered) => {
    expect(fieldOf({ ...PACKET, ...altered })).toBe(field);
  });

  test('has the nonce of an answer that is to be lost as the wire has it', () => {
    const lost = { ...SPEC, nonce: -1 };
    expect(fieldOf({ ...PACKET, nonce: Number.MAX_SAFE_INTEGER }, lost)).toBeUndefined();
    expect(fieldOf({ ...PACKET, nonce: -1 }, lost)).toBe('answer');
  });
});

describe('compareLives', () => {
  const fieldOf = (spec: ReturnType<typeof led>, core: CoreState): string | undefined =>
    compareLives(spec.spec.context, core)?.field;
  const answer: Answer = { ...SPEC, nonce: 1 };
  const recovering = ledDiskless({ type: 'CRASH' }, { type: 'RESTART' }, { type: 'ANSWER', packet: answer });
  const { lives } = recovering.core;
  if (lives === undefined) throw new Error('it has a disk');

  test('finds a host with a disk the same, which knows of none', () => {
    const durable = led(...broadcast);
    expect(fieldOf(durable, durable.core)).toBeUndefined();
    expect(fieldOf(durable, { ...durable.core, lives })).toBe('lives');
  });

  test('finds a host that has restarted and has an answer the same', () => {
    expect(lives).toMatchObject({ life: 1, known: new Float64Array([1, 0, 0]) });
    expect(lives.answers).toHaveLength(1);
    expect(fieldOf(recovering, recovering.core)).toBeUndefined();
  });

  test.each<[field: string, altered: Partial<typeof lives>]>([
    ['lives', { life: 2 }],
    ['lives', { known: new Float64Array([1, 4, 0]) }],
    ['count of answers', { answers: [] }],
    ['count of answers', { answers: [...lives.answers, ...lives.answers] }],
    ['answer', { answers: lives.answers.map((one) => ({ ...one, promised: 6 })) }],
    ['record of answer', { answers: lives.answers.map((one) => ({ ...one, installed: null })) }],
  ])('tells %s: %o', (field, altered) => {
    expect(fieldOf(recovering, { ...recovering.core, lives: { ...lives, ...altered } })).toBe(field);
  });

  test('tells a core that has a disk, where the specified host has none', () => {
    expect(fieldOf(recovering, led(...broadcast).core)).toBe('lives');
  });
});
