/** One thing of a log or a record is altered at a time, and has to be told by its name. */
import { describe, expect, test } from 'vitest';
import { historyDigest, type LogImage } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import { compareImage, compareLog, shownFrame, shownMessage, shownRecord } from './images.js';
import { frameOf, framesOf, imageOf, payloadBytes } from './logs.js';

const HOSTS = 3;
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: 0 },
  { epoch: 0, source: 1, payload: null },
  { epoch: 1, source: 2, payload: 3 },
];

const WHOLE = imageOf(LOG, 2, HOSTS, 0, true);
const COMPACTED = imageOf(LOG, 2, HOSTS, 2, true);
const { mark } = COMPACTED;

function fieldOf(image: LogImage, log = LOG): string | undefined {
  return compareImage('log', image, log, HOSTS)?.field;
}

describe('compareImage', () => {
  test.each([0, 1, 2, 3])('finds a log the same that is compacted to %i', (from) => {
    expect(fieldOf(imageOf(LOG, from, HOSTS, from, true))).toBeUndefined();
    expect(fieldOf(imageOf(LOG, from, HOSTS, from, false))).toBeUndefined();
  });

  test('finds the log of nothing the same', () => {
    expect(fieldOf(imageOf([], 0, HOSTS, 0, true), [])).toBeUndefined();
  });

  test.each<[field: string, what: string, image: LogImage]>([
    ['length of log', 'that it says it is shorter', { ...WHOLE, length: 2 }],
    ['mark of log', 'a mark of more', { ...COMPACTED, mark: { ...mark, length: 3 } }],
    ['mark of log', 'the last epoch', { ...COMPACTED, mark: { ...mark, lastEpoch: 1 } }],
    ['mark of log', 'the last senders', { ...COMPACTED, mark: { ...mark, sources: new Uint8Array([0]) } }],
    [
      'mark of log',
      'a last payload',
      { ...COMPACTED, mark: { ...mark, numbers: new Float64Array([0, 0, -1]) } },
    ],
    ['snapshot of log', 'another snapshot', { ...COMPACTED, snapshot: new Uint8Array([0, 0, 0, 0, 1, 0]) }],
    ['snapshot of log', 'a snapshot of nothing', { ...WHOLE, snapshot: new Uint8Array() }],
    ['log[1]', 'an entry left out', { ...WHOLE, frames: framesOf([LOG[0], LOG[2]] as Entry[], HOSTS, 0) }],
    ['entries of log', 'the last entry missing', { ...WHOLE, frames: framesOf(LOG.slice(0, 2), HOSTS, 0) }],
    ['log[3]', 'an entry too many', { ...WHOLE, frames: framesOf([...LOG, ...LOG], HOSTS, 0) }],
    ['log[2]', 'frames of before the mark', { ...COMPACTED, frames: WHOLE.frames }],
  ])('tells %s: %s', (field, _, image) => {
    expect(fieldOf(image)).toBe(field);
  });

  test.each<[field: 'epoch' | 'source' | 'payload', value: number]>([
    ['epoch', 2],
    ['source', 0],
    ['payload', 4],
  ])('tells an entry of another %s', (field, value) => {
    const log = LOG.with(2, { ...(LOG[2] as Entry), [field]: value });
    expect(compareImage('gathered log', imageOf(log, 2, HOSTS, 0, true), LOG, HOSTS)?.field).toBe(
      'gathered log[2]',
    );
  });
});

test('compareLog tells how much is known to be agreed, before anything else', () => {
  const spec = { log: LOG, delivered: 2 };
  expect(compareLog('log', spec, COMPACTED, HOSTS)).toBeNull();
  expect(compareLog('log', spec, { ...COMPACTED, delivered: 3, length: 9 }, HOSTS)).toEqual({
    ...{ field: 'delivered of log', spec: '2', core: '3' },
  });
  expect(compareLog('log', spec, { ...COMPACTED, length: 9 }, HOSTS)?.field).toBe('length of log');
});

test.each(LOG)('an entry is shown alike as a message and as a frame: %o', (entry) => {
  const message = { kind: 'entry', slot: 5, history: [1], ...entry } as const;
  expect(shownFrame(frameOf(message), 0)).toEqual(shownMessage(message));
});

test('a message is shown with the digest of its history and the bytes of its payload', () => {
  const [first, empty] = LOG as readonly [Entry, Entry];
  expect(shownMessage({ slot: 5, history: [1], ...first })).toEqual({
    ...{ epoch: 0, slot: 5, source: 0, history: historyDigest([1]), payload: 0, bytes: [payloadBytes(0, 0)] },
  });
  expect(shownMessage({ slot: 5, history: [], ...empty })).toMatchObject({ payload: null, bytes: [] });
});

test('a record is shown as lists, with lives only where it has any', () => {
  const record = { number: 3, members: new Uint8Array([0, 2]), base: 4, snapshot: 1 };
  expect(shownRecord(record)).toEqual({ number: 3, members: [0, 2], base: 4, snapshot: 1 });
  expect(shownRecord({ ...record, lives: new Float64Array([0, 7, 1]) })).toEqual({
    ...{ number: 3, members: [0, 2], base: 4, snapshot: 1, lives: [0, 7, 1] },
  });
});
