import { describe, expect, test } from 'vitest';
import { checkFrame, historyDigest, readFrame, wordsOf, wordsOfFrames } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import {
  CONFIGURATION,
  FRAME_BYTES_MOST,
  frameOf,
  framesOf,
  frameWords,
  imageOf,
  lastSources,
  markOf,
  PAYLOAD_BYTES_MOST,
  payloadBytes,
  snapshotOf,
} from './logs.js';

/** Four entries of five hosts, of two epochs, one of them without a payload. */
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: 0 },
  { epoch: 0, source: 1, payload: null },
  { epoch: 0, source: 2, payload: 4 },
  { epoch: 3, source: 3, payload: 2 },
];

const HOSTS = 5;

describe('payloadBytes', () => {
  test.each<[source: number, number: number, length: number, first: readonly number[], filledWith: number]>([
    [1, 0, 8, [0xe0, 1, 0, 0], 1],
    [0, 9, 44, [0xe0, 0, 9, 0], 10],
    [0, 10, 8, [0xe0, 0, 10, 0], 11],
    [2, 259, 44, [0xe0, 2, 3, 1], 4],
  ])('says whose it is and its number: of host %i, %i', (source, number, length, first, filledWith) => {
    const bytes = payloadBytes(source, number);
    expect([...bytes.subarray(0, 4)]).toEqual(first);
    expect([...bytes.subarray(4)]).toEqual(new Array(length - 4).fill(filledWith));
  });

  test('is never longer than the most, and comes to it', () => {
    const lengths = Array.from({ length: 20 }, (_, number) => payloadBytes(0, number).length);
    expect(Math.max(...lengths)).toBe(PAYLOAD_BYTES_MOST);
  });
});

describe('a frame', () => {
  test.each([...LOG.entries()])('of slot %i has the fields of its message, and is sound', (slot, entry) => {
    const history = lastSources(LOG.slice(0, slot), HOSTS);
    const frame = frameOf({ kind: 'entry', slot, history, ...entry });
    expect(checkFrame(frame, 0, 4 * frame.length, CONFIGURATION, HOSTS)).toBe(0);
    const { source, payload } = entry;
    expect(readFrame(frame, 0)).toMatchObject({
      ...{ slot, source, epoch: entry.epoch, history: historyDigest(history), firstNumber: payload ?? 0 },
      payloads: payload === null ? [] : [payloadBytes(source, payload)],
    });
    expect(frame.length).toBe(frameWords(entry));
  });

  test('is of the ring whose configuration is given', () => {
    const frame = frameOf({ kind: 'entry', slot: 0, history: [], epoch: 0, source: 0, payload: 0 }, 7);
    expect(checkFrame(frame, 0, 4 * frame.length, 7, HOSTS)).toBe(0);
    expect(checkFrame(frame, 0, 4 * frame.length, CONFIGURATION, HOSTS)).not.toBe(0);
  });

  test('is longest with the longest payload', () => {
    const words = Array.from({ length: 10 }, (_, payload) => frameWords({ epoch: 0, source: 0, payload }));
    expect(4 * Math.max(...words)).toBe(FRAME_BYTES_MOST);
    expect(frameWords({ epoch: 0, source: 0, payload: null })).toBe(12);
  });
});

describe('a log', () => {
  test('has the last h senders, newest first', () => {
    expect(lastSources(LOG, 5)).toEqual([3, 2]);
    expect(lastSources(LOG, 3)).toEqual([3]);
    expect(lastSources(LOG.slice(0, 1), 5)).toEqual([0]);
    expect(lastSources([], 5)).toEqual([]);
  });

  test('is told by its snapshot, entry by entry; one with nothing has none', () => {
    expect([...(snapshotOf(LOG.slice(1)) ?? [])]).toEqual([0, 1, 255, 0, 2, 4, 3, 3, 2]);
    expect(snapshotOf([])).toBeNull();
  });

  test('has a mark with the greatest payload of each host, which need not be the last', () => {
    expect(markOf([...LOG, { epoch: 3, source: 2, payload: 1 }], HOSTS)).toEqual({
      ...{ length: 5, lastEpoch: 3, sources: new Uint8Array([2, 3]) },
      numbers: new Float64Array([0, -1, 4, 2, -1]),
    });
    expect(markOf([], 3)).toEqual({
      ...{ length: 0, lastEpoch: -1, sources: new Uint8Array(), numbers: new Float64Array([-1, -1, -1]) },
    });
  });

  test('is written as frames from a slot on, each with its history in the whole log', () => {
    const words = wordsOfFrames(framesOf(LOG, HOSTS, 2));
    const second = wordsOf(words, 0);
    expect([readFrame(words, 0), readFrame(words, second)]).toMatchObject([
      { slot: 2, source: 2, history: historyDigest([1, 0]) },
      { slot: 3, source: 3, history: historyDigest([2, 1]) },
    ]);
    expect(second + wordsOf(words, second)).toBe(words.length);
    expect(framesOf(LOG, HOSTS, LOG.length)).toHaveLength(0);
  });

  test('is an image of a mark, perhaps a snapshot, and the frames behind it', () => {
    const image = imageOf(LOG, 3, HOSTS, 2, true);
    expect(image).toEqual({
      ...{ delivered: 3, length: 4, mark: markOf(LOG.slice(0, 2), HOSTS) },
      ...{ snapshot: snapshotOf(LOG.slice(0, 2)), frames: framesOf(LOG, HOSTS, 2) },
    });
    expect(imageOf(LOG, 3, HOSTS, 2, false)).toEqual({ ...image, snapshot: null });
    expect(imageOf(LOG, 3, HOSTS, 0, true).snapshot).toBeNull();
    expect(imageOf(LOG, 3, HOSTS, 2, true, 7).frames).toEqual(framesOf(LOG, HOSTS, 2, 7));
  });
});
