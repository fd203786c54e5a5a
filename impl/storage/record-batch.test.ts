import { describe, expect, it } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { RecordBatch } from './record-batch.js';
import { frameFor, markOf } from './writes.test.helper.js';

function bytesOf(batch: RecordBatch): Uint8Array {
  batch.seal(7, 40);
  return batch.bytes.slice(40, 4 * batch.end);
}

describe('a batch of records', () => {
  it('has the same bytes, whatever it had before', () => {
    const [fresh, used] = [new RecordBatch(), new RecordBatch()];
    used.compact(markOf(1), new Uint8Array(200).fill(0xff));
    used.reset();
    for (const batch of [fresh, used]) batch.compact(markOf(9), Uint8Array.of(1, 2, 3, 4, 5));
    expect(bytesOf(used)).toEqual(bytesOf(fresh));
  });

  it('keeps its buffer from group to group, unless it has become very large', () => {
    const batch = new RecordBatch();
    const frame = frameFor(0, 0, 16);
    const fill = (count: number): void => {
      for (let i = 0; i < count; i++) batch.entry(frame, 0, frame.length);
    };
    fill(1_000);
    const { words } = batch;
    batch.reset();
    fill(1_000);
    expect(batch.words).toBe(words);
    fill(50_000);
    batch.reset();
    expect(batch.words.length).toBeLessThan(2_000);
    fill(1);
    expect(batch.length).toBe(6 + frame.length / 4);
  });

  it('refuses more than a segment has room for, and is as it was before', () => {
    const batch = new RecordBatch();
    batch.promise(1);
    const before = bytesOf(batch);
    const tooMuch = new Uint8Array(2 ** 30);
    const compact = (): void => batch.compact(markOf(1), tooMuch);
    expect(compact).toThrow(ExoError);
    expect(compact).toThrow(/comes to \d+ bytes, not at most 1073741824/);
    expect(bytesOf(batch)).toEqual(before);
  });
});
