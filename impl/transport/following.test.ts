import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, type Source } from './following.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** A source that has a message for each of these gaps, in milliseconds after the one before. It notes what is done with it. */
class Noting implements Source {
  isOpen = true;
  readonly done: string[] = [];

  /** `slept` is told of each sleep, with their number. */
  constructor(
    private readonly gapsMs: number[],
    private readonly slept: (source: Noting, sleeps: number) => void = closeAtTheSecond,
  ) {}

  takeIn(): Promise<void> | null {
    const gapMs = this.gapsMs.shift();
    if (gapMs === undefined) return null;
    vi.advanceTimersByTime(gapMs);
    this.done.push('message');
    return Promise.resolve();
  }

  waitHere(): void {
    vi.advanceTimersByTime(1);
    this.done.push('wait');
  }

  sleep(): Promise<void> {
    vi.advanceTimersByTime(1);
    this.done.push('sleep');
    this.slept(this, this.done.filter((what) => what === 'sleep').length);
    return Promise.resolve();
  }
}

function fails(): never {
  throw new Error('a receiver');
}

function closeAtTheSecond(source: Noting, sleeps: number): void {
  source.isOpen = sleeps < 2;
}

describe('a source that is followed', () => {
  it('has the thread wait for it as long as messages follow each other, and then sleeps', async () => {
    const source = new Noting([0, 1, 1]);
    await follow(source);
    const { done } = source;
    expect(done.filter((what) => what === 'message')).toHaveLength(3);
    expect(done.indexOf('wait')).toBeGreaterThan(done.lastIndexOf('message'));
    expect(done.slice(done.lastIndexOf('wait') + 1)).toEqual(['sleep', 'sleep']);
  });

  it('is heard on where what it tells throws, which is uncaught', async () => {
    const source = new Noting([0, 1, 1]);
    const taking = source.takeIn.bind(source);
    source.takeIn = () => (source.done.length === 1 ? (source.done.push('throws'), fails()) : taking());
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const caught = new Promise((resolve) => process.once('uncaughtException', resolve));
    await follow(source);
    expect(await caught).toEqual(new Error('a receiver'));
    for (const listener of before) process.on('uncaughtException', listener);
    expect(source.done.filter((what) => what === 'message')).toHaveLength(3);
  });

  it('sleeps between messages that are far from each other', async () => {
    const source = new Noting([0, 5, 5]);
    await follow(source);
    expect(source.done).not.toContain('wait');
  });

  it('does not hold the thread while that follows another one', async () => {
    const quiet = new Noting([0], () => undefined);
    const source = new Noting([0, 1, 1], (own, sleeps) => {
      closeAtTheSecond(own, sleeps);
      quiet.isOpen = own.isOpen;
    });
    await Promise.all([follow(quiet), follow(source)]);
    expect([...quiet.done, ...source.done]).not.toContain('wait');
  });
});
