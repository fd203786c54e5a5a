import { describe, expect, test } from 'vitest';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { Writing } from './writing.js';

type Done = (error: Error | null) => void;

/** A storage whose flushes are done when a test says so. */
class SlowStorage extends MemoryStorage {
  readonly flushes: Done[] = [];
  constructor() {
    super(firstStored(3));
  }
  override flush(done: Done): void {
    this.flushes.push(done);
  }
}

/** A core that has a number of changes, and what is told of them. */
function bench(storage = new SlowStorage()) {
  const told: string[] = [];
  const core = {
    journal: 1,
    written: 0,
    get isWritten() {
      return this.journal === this.written;
    },
    takeWrites() {
      return this.journal;
    },
  };
  const writing = new Writing(core, storage, {
    persisted: (position) => {
      core.written = position;
      told.push(`persisted ${position}`);
    },
    failed: ({ message }) => told.push(`failed: ${message}`),
  });
  writing.begin();
  return { writing, core, storage, told };
}

describe('writing', () => {
  test('flushes once at a time, and counts what came before the flush only', () => {
    const { writing, core, storage, told } = bench();
    expect(writing.flush()).toBe(false);
    core.journal = 3;
    writing.handOver();
    expect([writing.flush(), storage.flushes.length]).toEqual([false, 1]);
    storage.flushes[0]?.(null);
    expect(told).toEqual(['persisted 1']);
    writing.flush();
    storage.flushes[1]?.(null);
    expect(told).toEqual(['persisted 1', 'persisted 3']);
    expect([writing.flush(), storage.flushes.length]).toEqual([false, 2]);
  });

  test('says whether a flush was done at once', () => {
    const storage = new SlowStorage();
    storage.flush = (done) => done(null);
    expect(bench(storage).writing.flush()).toBe(true);
  });

  test('is over when storage fails, which is told once; a flush that ends well afterwards counts for nothing', () => {
    const { writing, storage, told } = bench();
    writing.flush();
    writing.run(() => {
      throw new Error('full');
    });
    writing.run(() => {
      throw new Error('full again');
    });
    storage.flushes[0]?.(null);
    expect([told, writing.isRunning, writing.isFailed]).toEqual([['failed: full'], false, true]);
    expect(() => writing.expectRunning()).toThrow(expect.objectContaining({ code: 'EXO423' }));
  });

  test('is over when a flush fails', () => {
    const { writing, storage, told } = bench();
    writing.flush();
    storage.flushes[0]?.(new Error('gone'));
    expect([told, writing.flush(), writing.save().mode]).toEqual([['failed: gone'], false, 'failed']);
  });

  test('that was saved during a flush is told of the end of that flush', () => {
    const { writing, core } = bench();
    writing.flush();
    core.journal = 5;
    const other = bench();
    Object.assign(other.core, { journal: 15, written: 10 });
    other.writing.flush();
    other.writing.load(writing.save());
    other.storage.flushes[0]?.(null);
    expect(other.told).toEqual(['persisted 11']);
  });
});
