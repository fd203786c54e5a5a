import { describe, expect, it } from 'vitest';
import { FramePool } from './frame-pool.js';

const words = Int32Array.from({ length: 300 }, (_, i) => i);

describe('a frame pool', () => {
  it('copies frames, so that their place can be used for others', () => {
    const pool = new FramePool();
    const frame = pool.copy(words, 10, 4 * 20);
    expect(frame.bytes).toBe(80);
    expect([...frame.words.subarray(0, 20)]).toEqual([...words.subarray(10, 30)]);
    expect(pool.copy(words, 0, 4 * 300).words.length).toBeGreaterThanOrEqual(300);
  });

  it('uses the memory of a frame again once nobody is to have it, and not before', () => {
    const pool = new FramePool();
    const frame = pool.copy(words, 0, 100);
    frame.copies = 2;
    pool.release(frame);
    expect(pool.copy(words, 0, 100).words).not.toBe(frame.words);
    pool.release(frame);
    expect(pool.copy(words, 5, 60).words).toBe(frame.words);
  });

  it('fails on a frame that arrives more often than it was sent', () => {
    const pool = new FramePool();
    expect(() => pool.release(pool.copy(words, 0, 100))).toThrow(/assertion failed/);
  });
});
