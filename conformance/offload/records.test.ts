import { describe, expect, test } from 'vitest';
import type { Entry } from '../../spec/exo/log.js';
import type { C2Record } from '../../spec/offload/records.js';
import { shownMessage } from '../compare/images.js';
import { frameOf, payloadBytes, snapshotOf } from '../compare/logs.js';
import { numbered } from './numbered.js';
import { isMarked, shownEffect, withoutMark } from './put-c2.js';
import { shownC1, shownC2, shownPayload, shownRecord, type Shown } from './records.js';
import { ledEngine, splitPair } from './split-host.test.helper.js';

/** A payload of the second life of a driver, with number 3. */
const PAYLOAD = 103;
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: PAYLOAD },
  { epoch: 0, source: 1, payload: null },
];
const NUMBERED = numbered(LOG);
const [FIRST, SECOND] = LOG as readonly [Entry, Entry];

describe('numbered', () => {
  test('has payloads by their numbers, all the way down, and nothing else altered', () => {
    expect(numbered({ to: [1], packets: [{ log: LOG, epoch: 103 }] })).toEqual({
      ...{ to: [1], packets: [{ log: [{ epoch: 0, source: 0, payload: 3 }, SECOND], epoch: 103 }] },
    });
  });

  test.each<unknown>([null, 103, 'payload', { payload: null }, { payload: 3, of: [{ payload: 4 }] }, []])(
    'is the value itself where no number is another: %o',
    (value) => {
      expect(numbered(value)).toBe(value);
    },
  );

  test('keeps the parts that are not altered', () => {
    const value = [FIRST, SECOND];
    expect(numbered(value)[1]).toBe(SECOND);
    expect(value[0]).toBe(FIRST);
  });
});

describe('channels that write down what is put', () => {
  test('C1: what begins, and payloads with their bytes alone', () => {
    const outgoing: Shown[] = [];
    const c1 = shownC1(outgoing);
    expect(c1.begin(4, 2, 3)).toBe(true);
    const memory = new Uint8Array([9, 8, ...payloadBytes(1, 0), 7]);
    expect(c1.payload(0, memory, 2, 8)).toBe(true);
    memory.fill(0);
    expect(outgoing).toEqual([{ kind: 'begin', session: 4, delivered: 2, pointer: 3 }, shownPayload(1, 0)]);
  });

  test('C2: records as the specification has them, with copies of their bytes', () => {
    const outgoing: Shown[] = [];
    const c2 = shownC2(outgoing);
    const frame = frameOf({ kind: 'entry', slot: 1, history: [0], ...SECOND });
    const words = new Int32Array(3 + frame.length);
    words.set(frame, 3);
    const bytes = snapshotOf(NUMBERED) ?? new Uint8Array();
    c2.reset();
    c2.begin(7, 4, 2);
    c2.append(1, words, 3);
    c2.snapshot(2, 3, bytes);
    bytes.fill(0);
    expect(outgoing).toEqual([
      { kind: 'reset' },
      { kind: 'begin', next: 4, mark: 2 },
      shownRecord({ kind: 'append', slot: 1, entry: SECOND }, 0, 3, LOG),
      shownRecord({ kind: 'snapshot', mark: 2, log: LOG }, 0, 3, LOG),
    ]);
  });
});

describe('shownRecord', () => {
  test('is an entry with the history of the log before it, and its number', () => {
    expect(shownRecord({ kind: 'append', slot: 1, entry: FIRST }, 0, 3, LOG)).toEqual({
      ...{ kind: 'append', slot: 1, entry: shownMessage({ ...FIRST, payload: 3, slot: 1, history: [0] }) },
    });
  });

  test('is a snapshot with the last number of this host', () => {
    const record: C2Record = { kind: 'snapshot', mark: 2, log: LOG };
    expect(shownRecord(record, 0, 3, [])).toEqual({
      ...{ kind: 'snapshot', mark: 2, number: 3, bytes: snapshotOf(NUMBERED) },
    });
    expect(shownRecord(record, 1, 3, [])).toMatchObject({ number: -1 });
  });

  test.each<C2Record>([
    { kind: 'agreed', pointer: 1 },
    { kind: 'truncate', length: 1 },
  ])('knows no record of the early form: $kind', (record) => {
    expect(() => shownRecord(record, 0, 3, LOG)).toThrow(`no record of the late form: ${record.kind}`);
  });
});

describe('what an engine puts into C2', () => {
  const host = ledEngine(splitPair());
  const begin = { type: 'beginC2', params: { begin: { next: 4, mark: 2 } } } as const;

  test('is what its effects say, and of those of the host nothing', () => {
    const put = { type: 'putC2', params: { record: { kind: 'append', slot: 0, entry: FIRST } } } as const;
    expect(shownEffect(begin, 0, host as never)).toEqual([{ kind: 'begin', next: 4 }]);
    expect(shownEffect(put, 0, host as never)).toEqual([shownRecord(put.params.record, 0, 3, [])]);
    expect(shownEffect({ type: 'sendFetch', params: { to: [], packets: [] } }, 0, host as never)).toEqual([]);
  });

  test.each<[mark: number, isMarked: boolean]>([
    [0, true],
    [2, true],
    [3, false],
  ])('begins at most where it is delivered: %i of 2', (mark, is) => {
    expect(isMarked([begin], [{ kind: 'begin', next: 4, mark }])).toBe(is);
  });

  test('begins nowhere where no session does', () => {
    expect(isMarked([], [{ kind: 'begin', next: 4, mark: 0 }])).toBe(false);
    expect(isMarked([], [{ kind: 'append', slot: 9 }])).toBe(true);
  });

  test('is compared without its mark', () => {
    expect(withoutMark({ kind: 'begin', next: 4, mark: 2 })).toEqual({ kind: 'begin', next: 4 });
    expect(withoutMark({ kind: 'snapshot', mark: 2 })).toEqual({ kind: 'snapshot', mark: 2 });
  });
});
