import { describe, expect, test } from 'vitest';
import { DiskStorage } from './disk-storage.js';
import { MemoryStorage } from './memory-storage.js';
import { openSession } from './session.js';
import { SimulatedDisk } from './simulated-disk.js';
import type { Storage } from './storage.js';
import { firstStored } from './stored-state.js';

function sessionOf(storage: Storage): number {
  const found: number[] = [];
  openSession(storage, (error, session) => {
    expect(error).toBe(null);
    found.push(session);
  });
  expect(found.length).toBe(1);
  return found[0] ?? 0;
}

describe('a session', () => {
  test('is above that of every earlier life, whether payload numbers were used in it or not', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const sessions: number[] = [];
    for (let life = 0; life < 6; life++) {
      const storage = DiskStorage.open(disk.mount(), { hosts: 3, self: 0, configuration: 7 });
      sessions.push(sessionOf(storage));
      if (life % 2 === 1) {
        storage.reserve(storage.load().reserved + 65_536);
        storage.flush(() => undefined);
      }
      storage.close();
      disk.crash();
    }
    expect(sessions).toEqual([...new Set(sessions)].sort((a, b) => a - b));
    expect(sessions[0]).toBe(1);
  });

  test('is called back when it is durable, and not before', () => {
    const waiting: (() => void)[] = [];
    const storage = new MemoryStorage(firstStored(3), (run) => waiting.push(run));
    const given: number[] = [];
    openSession(storage, (_, session) => given.push(session));
    expect([given, storage.load().reserved]).toEqual([[], 0]);
    for (const run of waiting) run();
    expect([given, storage.load().reserved]).toEqual([[1], 1]);
  });

  test('is none where the disk fails', () => {
    const storage = new MemoryStorage(firstStored(3));
    storage.flush = (done) => done(new Error('no disk'));
    const errors: unknown[] = [];
    openSession(storage, (error) => errors.push(error));
    expect(errors).toEqual([new Error('no disk')]);
  });
});
