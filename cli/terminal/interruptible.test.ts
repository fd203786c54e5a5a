import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { ABORTED, unlessAborted } from './interruptible.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('what comes, unless a signal comes first', () => {
  test('is what comes, or how it fails', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(3), signal)).toBe(3);
    await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  test('is the signal where nothing comes, and where it has come before', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(never(), controller.signal);
    controller.abort();
    expect(await waiting).toBe(ABORTED);
    expect(await unlessAborted(never(), controller.signal)).toBe(ABORTED);
    expect(await unlessAborted(Promise.reject(new Error('too late')), controller.signal)).toBe(ABORTED);
  });

  test('leaves nothing at the signal: a run of millions of events is read in pieces, none of which is kept', async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 100; i++) await unlessAborted(Promise.resolve(i), signal);
    await unlessAborted(Promise.reject(new Error('no')), signal).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
