import { describe, expect, it } from 'vitest';
import { DiskStorage } from './disk-storage.js';
import type { Done, Files, OpenFile } from './files.js';
import { SimulatedDisk } from './simulated-disk.js';
import { CONFIGURATION, frameFor, HOSTS, markOf } from './writes.test.helper.js';

const options = { hosts: HOSTS, self: 0, configuration: CONFIGURATION };

/** A disk that does one thing when it is told to. */
function steppedDisk(): { disk: SimulatedDisk; step: () => void; settle: () => void } {
  const scheduled: (() => void)[] = [];
  const disk = new SimulatedDisk({ seed: 1, schedule: (_, call) => scheduled.push(call) });
  const step = (): void => scheduled.shift()?.();
  const settle = (): void => {
    while (scheduled.length > 0) step();
  };
  return { disk, step, settle };
}

describe('flushes', () => {
  it('that come while a group is under way are the next group, all together', () => {
    const { disk, settle } = steppedDisk();
    const storage = DiskStorage.open(disk.mount(), options);
    const before = disk.operations;
    let called = 0;
    for (let epoch = 1; epoch <= 100; epoch++) {
      storage.promise(epoch);
      storage.flush(() => (called += 1));
    }
    settle();
    expect(called).toBe(100);
    expect(disk.operations - before).toBe(4);
  });

  it('with nothing new to write wait for the group under way, and for nothing if there is none', () => {
    const { disk, step } = steppedDisk();
    const storage = DiskStorage.open(disk.mount(), options);
    const called: string[] = [];
    storage.flush(() => called.push('none'));
    expect(called).toEqual(['none']);
    storage.promise(1);
    storage.flush(() => called.push('first'));
    storage.flush(() => called.push('second'));
    step();
    expect(called).toEqual(['none']);
    step();
    expect(called).toEqual(['none', 'first', 'second']);
    expect(disk.operations).toBe(4);
  });

  it('may follow on each other in their callbacks without end', () => {
    const storage = DiskStorage.open(new SimulatedDisk({ seed: 1 }).mount(), options);
    let left = 50_000;
    const again = (): void => {
      left -= 1;
      if (left === 0) return;
      storage.reserve(left);
      storage.flush(again);
    };
    again();
    expect(left).toBe(0);
  });
});

describe('a disk storage', () => {
  it('keeps no more segments than it needs', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const segmentBytesMax = 4_096;
    const storage = DiskStorage.open(disk.mount(), { ...options, segmentBytesMax });
    let bytesMost = 0;
    for (let slot = 0; slot < 2_000; slot++) {
      const frame = frameFor(slot, 0, 16);
      storage.entry(frame, 0, frame.length);
      if (slot % 40 === 39) storage.compact(markOf(slot - 9), new Uint8Array(500));
      storage.flush((error) => expect(error).toBeNull());
      const sizes = [...disk.contents().values()].map(({ length }) => length);
      bytesMost = Math.max(
        bytesMost,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * segmentBytesMax);
    }
    // At most 50 entries and a snapshot are needed at a time: 6,400 bytes.
    expect(bytesMost).toBeLessThan(2 * 6_400 + 2 * segmentBytesMax);
  });

  it('removes what a crash has brought back of segments that are superseded', () => {
    for (let seed = 0; seed < 20; seed++) {
      const disk = new SimulatedDisk({ seed });
      let storage = DiskStorage.open(disk.mount(), { ...options, segmentBytesMax: 1_024 });
      for (let upTo = 0; upTo < 300; upTo++) {
        storage.reserve(upTo);
        storage.flush((error) => expect(error).toBeNull());
      }
      disk.crash();
      storage = DiskStorage.open(disk.mount(), options);
      expect(storage.load().reserved).toBe(299);
      expect(disk.names.size).toBe(1);
    }
  });

  it('keeps its directory to itself until it is closed, and the group under way has ended', () => {
    const { disk, settle } = steppedDisk();
    const storage = DiskStorage.open(disk.mount(), options);
    const open = (): DiskStorage => DiskStorage.open(disk.mount(), options);
    expect(open).toThrow(/in use/);
    const called: (string | null)[] = [];
    const done: Done = (error) => called.push(error && error.message);
    storage.promise(1);
    storage.flush(done);
    storage.promise(2);
    storage.flush(done);
    storage.close(() => called.push('closed'));
    expect(open).toThrow(/in use/);
    settle();
    expect(called).toEqual([null, 'this storage has been closed', 'closed']);
    expect(open().load().promised).toBe(1);
  });

  it('may be closed in the callback of a flush', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const storage = DiskStorage.open(disk.mount(), options);
    storage.promise(1);
    let closed = 0;
    storage.flush(() => storage.close(() => (closed += 1)));
    expect(closed).toBe(1);
    expect(DiskStorage.open(disk.mount(), options).recovered).toEqual({ isNew: false, bytesCut: 0 });
  });

  it('gives its directory back if it cannot be opened', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    disk.fault = { kind: 'sync', count: 0 };
    const open = (): DiskStorage => DiskStorage.open(disk.mount(), options);
    expect(open).toThrow(expect.objectContaining({ code: 'EXO423' }));
    disk.fault = null;
    expect(open().recovered).toEqual({ isNew: true, bytesCut: 0 });
  });

  it.each([0, 1_023, 2 ** 30 + 1, 2_000.5, NaN])('refuses segments of %s bytes', (segmentBytesMax) => {
    const files = new SimulatedDisk({ seed: 1 }).mount();
    expect(() => DiskStorage.open(files, { ...options, segmentBytesMax })).toThrow(
      `segmentBytesMax takes 1024 to 1073741824 (bytes), whole, not ${segmentBytesMax}`,
    );
  });

  it('says with the next flush that an old segment could not be removed', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const storage = DiskStorage.open(withoutRemoval(disk.mount()), { ...options, segmentBytesMax: 1_024 });
    const errors = new Set<string>();
    for (let upTo = 0; upTo < 100 && errors.size === 0; upTo++) {
      storage.reserve(upTo);
      storage.flush((error) => error && errors.add(error.message));
    }
    expect([...errors]).toEqual(['the disk failed in a simulated disk: cannot be removed']);
    expect(() => storage.reserve(0)).toThrow(/cannot be removed/);
  });
});

/** The same files, none of which can be removed. */
function withoutRemoval(files: Files): Files {
  return {
    place: files.place,
    lock: () => files.lock(),
    unlock: () => files.unlock(),
    list: () => files.list(),
    read: (name, bytesMax) => files.read(name, bytesMax),
    open: (name): OpenFile => files.open(name),
    create: (name): OpenFile => files.create(name),
    rename: (from, to) => files.rename(from, to),
    remove: (_, done) => done(new Error('cannot be removed')),
    syncDirectory: (done) => files.syncDirectory(done),
    syncDirectoryNow: () => files.syncDirectoryNow(),
    salt: () => files.salt(),
  };
}
