import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import { framesOf, imageOf, markOf, snapshotOf } from '../compare/logs.js';
import { HarnessStorage } from './harness-storage.js';

const HOSTS = 3;
const LOG: readonly Entry[] = [
  { epoch: 0, source: 0, payload: 0 },
  { epoch: 0, source: 1, payload: null },
];
const FRAMES = framesOf(LOG, HOSTS, 0);
const FIRST = framesOf(LOG.slice(0, 1), HOSTS, 0);
const FAILED = new Error('the disk failed');

/** A storage, and what its flushes have called back with. */
function made(): { readonly storage: HarnessStorage; readonly done: (Error | null)[] } {
  return { storage: new HarnessStorage(implementation, HOSTS), done: [] };
}

describe('a storage whose writes wait', () => {
  test('has nothing durable before the disk is done, and then all that was handed over before the flush', () => {
    const { storage, done } = made();
    storage.entry(FRAMES, 0, FIRST.length);
    storage.flush((error) => done.push(error));
    storage.entry(FRAMES, FIRST.length, FRAMES.length - FIRST.length);
    expect([storage.load().log.length, done]).toEqual([0, []]);
    storage.finish(null);
    expect([storage.load().log.frames, done]).toEqual([FIRST, [null]]);
    expect(storage.saveState()).toMatchObject({ flushing: null, writes: [{ op: 'entry' }] });
    storage.flush((error) => done.push(error));
    storage.finish(null);
    expect([storage.load().log.frames, done]).toEqual([FRAMES, [null, null]]);
  });

  test('takes writes of all kinds, in order', () => {
    const { storage, done } = made();
    const epoch = { number: 4, members: new Uint8Array([0, 1, 2]), base: 2, snapshot: 0 };
    const snapshot = snapshotOf(LOG.slice(0, 1)) ?? new Uint8Array();
    storage.promise(4);
    storage.install(epoch, imageOf(LOG, 0, HOSTS, 0, false));
    storage.compact(markOf(LOG.slice(0, 1), HOSTS), snapshot);
    storage.reserve(256);
    expect(storage.saveState().writes.map(({ op }) => op)).toEqual([
      'promise',
      'install',
      'compact',
      'reserve',
    ]);
    storage.flush((error) => done.push(error));
    storage.finish(null);
    expect(storage.load()).toMatchObject({
      ...{ promised: 4, installed: epoch, reserved: 256 },
      log: { mark: { length: 1 }, length: 2, snapshot },
    });
  });

  test('keeps what it is given, though the memory that it was in is used again', () => {
    const { storage } = made();
    const memory = FIRST.slice();
    storage.entry(memory, 0, memory.length);
    memory.fill(0);
    expect(storage.saveState().writes).toEqual([{ op: 'entry', frame: FIRST }]);
  });

  test('has nothing more where the disk fails, and says so', () => {
    const { storage, done } = made();
    storage.promise(4);
    storage.flush((error) => done.push(error));
    storage.finish(FAILED);
    expect([storage.load().promised, done]).toEqual([0, [FAILED]]);
    expect(storage.saveState()).toMatchObject({ flushing: null, writes: [{ op: 'promise', epoch: 4 }] });
  });

  test('has one flush under way at most', () => {
    const { storage } = made();
    expect(() => storage.finish(null)).toThrow('no flush is under way');
    storage.flush(() => undefined);
    expect(() => storage.flush(() => undefined)).toThrow('a second flush while one is under way');
    storage.finish(null);
    expect(() => storage.finish(null)).toThrow('no flush is under way');
  });

  test('is what it was saved as, and changes nothing of that', () => {
    const { storage, done } = made();
    storage.promise(4);
    storage.flush((error) => done.push(error));
    const saved = storage.saveState();
    storage.promise(7);
    storage.finish(null);
    expect(saved).toMatchObject({ flushing: 1, writes: [{ op: 'promise', epoch: 4 }] });
    storage.loadState(saved);
    expect(storage.saveState()).toEqual(saved);
    storage.finish(null);
    expect([storage.load().promised, saved.writes.length]).toEqual([4, 1]);
  });
});
