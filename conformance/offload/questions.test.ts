import { describe, expect, test } from 'vitest';
import type { DriverEvent } from '../../spec/offload/driver.js';
import type { EngineEvent } from '../../spec/offload/engine.js';
import type { C2Record } from '../../spec/offload/records.js';
import { driverQuestions, engineQuestions } from './questions.js';
import { plainOf } from './pair.js';
import { ledDriver, ledEngine, SPLIT, splitPair } from './split-host.test.helper.js';

/** The questions of one kind. */
function only<T extends EngineEvent['type'] | DriverEvent['type'], E extends { readonly type: string }>(
  type: T,
  questions: readonly E[],
): readonly Extract<E, { readonly type: T }>[] {
  return questions.filter((one): one is Extract<E, { readonly type: T }> => one.type === type);
}

describe('what an engine is asked', () => {
  const ring = { self: 0, hosts: 3, epochs: 2 };
  const askedAfter = (...events: readonly EngineEvent[]): readonly EngineEvent[] =>
    engineQuestions(plainOf(ledEngine(splitPair(), ...events)), ring);
  const sent: readonly EngineEvent[] = [
    { type: 'SUBMIT', payload: 0 },
    { type: 'APPEND' },
    { type: 'PERSISTED' },
    { type: 'BROADCAST' },
    { type: 'RECEIVE', message: { kind: 'entry', epoch: 0, slot: 1, source: 1, payload: 0, history: [0] } },
    { type: 'PERSISTED' },
  ];

  test('are the payloads that do not wait, up to one that skips a number', () => {
    const submitted = (...events: readonly EngineEvent[]): readonly unknown[] =>
      only('SUBMIT', askedAfter(...events)).map(({ payload }) => payload);
    expect(submitted()).toEqual([0, 1]);
    expect(submitted({ type: 'SUBMIT', payload: 0 })).toEqual([1, 2]);
    expect(submitted(...sent)).toEqual([0, 1, 2]);
  });

  test('are registers up to one more than is agreed, and never to deliver by itself', () => {
    const delivered = (...events: readonly EngineEvent[]): readonly unknown[] =>
      only('DELIVER', askedAfter(...events)).map((one) => one.delivered);
    expect(delivered()).toEqual([0, 1]);
    expect(delivered(...sent)).toEqual([0, 1, 2]);
  });

  test('are sessions of a driver that has what was acknowledged, and nothing that is not agreed', () => {
    const begun = (...events: readonly EngineEvent[]): readonly unknown[] =>
      only('ATTACH', askedAfter(...events)).map(({ begin }) => [begin.delivered, begin.pointer]);
    expect(begun(...sent)).toEqual([
      [0, 0],
      [0, 1],
    ]);
    const acknowledged: EngineEvent = { type: 'DELIVER', delivered: 1 };
    expect(begun(...sent, { type: 'PUT_C2', putting: 'entry' }, acknowledged)).toEqual([[1, 1]]);
  });

  test('are those of a plain host besides, and to put an entry', () => {
    const asked = askedAfter();
    for (const type of ['APPEND', 'RECEIVE', 'PREPARE', 'PROMISE', 'START', 'FETCH', 'JOIN'] as const)
      expect(only(type, asked).length, type).toBeGreaterThan(0);
    expect(only('PUT_C2', asked)).toEqual([{ type: 'PUT_C2', putting: 'entry' }]);
  });
});

describe('what a driver is asked', () => {
  const OFFER: DriverEvent = { type: 'OFFER' };
  const taken = (hosts: number, ...events: readonly DriverEvent[]): readonly C2Record[] => {
    const questions = driverQuestions(ledDriver(splitPair(), ...events), hosts);
    return only('TAKE_C2', questions).map(({ record }) => record);
  };

  test('are its own events, each once', () => {
    const questions = driverQuestions(ledDriver(splitPair()), 3);
    expect(questions.filter(({ type }) => type !== 'TAKE_C2').map(({ type }) => type)).toEqual([
      ...['OFFER', 'PUT_C1', 'DELIVER', 'ATTACH'],
    ]);
  });

  test('are entries of another host and its own, and a snapshot of one entry more', () => {
    expect(taken(3)).toEqual([
      { kind: 'append', slot: 0, entry: { epoch: 0, source: 1, payload: null } },
      { kind: 'append', slot: 0, entry: { epoch: 0, source: 1, payload: 0 } },
      { kind: 'append', slot: 0, entry: { epoch: 0, source: 0, payload: null } },
      { kind: 'snapshot', mark: 1, log: [{ epoch: 0, source: 0, payload: null }] },
    ]);
  });

  test('are the first two payloads that it keeps, as an entry and in a snapshot', () => {
    const shown = (record: C2Record): unknown => {
      const entry = record.kind === 'append' ? record.entry : 'log' in record ? record.log.at(-1) : undefined;
      return entry?.source === 0 && entry.payload !== null ? [record.kind, entry.payload] : null;
    };
    const own = taken(3, OFFER, OFFER, OFFER).map(shown);
    expect(own.filter((one) => one !== null)).toEqual([
      ['append', 0],
      ['snapshot', 0],
      ['append', 1],
      ['snapshot', 1],
    ]);
  });

  test.each<[hosts: number, self: number, other: number]>([
    [3, 0, 1],
    [3, 2, 0],
    [2, 1, 0],
    [5, 2, 3],
    [5, 4, 0],
  ])('are of a host that is there: of %i hosts, the one after %i', (hosts, self, other) => {
    const { context } = ledDriver(splitPair());
    const driver = {
      ...ledDriver(splitPair()),
      context: { ...context, config: { ...context.config, self } },
    };
    const sources = only('TAKE_C2', driverQuestions(driver as never, hosts)).flatMap(({ record }) =>
      record.kind === 'append' ? [record.entry.source] : [],
    );
    expect(new Set(sources)).toEqual(new Set([other, self]));
  });

  test('are none about its own payloads while it has no numbers', () => {
    expect(taken(SPLIT.hosts, OFFER, { type: 'CRASH' }, { type: 'RESTART' })).toHaveLength(4);
  });
});
