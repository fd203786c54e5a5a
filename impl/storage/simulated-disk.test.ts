import { describe, expect, it } from 'vitest';
import { SimulatedDisk } from './simulated-disk.js';

const bytes = Uint8Array.from({ length: 1_300 }, (_, i) => 1 + (i % 255));

/** What a crash leaves of a write over 100 durable bytes, in runs with many seeds. */
function afterCrashes(rots: boolean): readonly Uint8Array[] {
  return Array.from({ length: 400 }, (_, seed) => {
    const disk = new SimulatedDisk({ seed, rots });
    const files = disk.mount();
    const file = files.create('x');
    file.writeNow(bytes, 0, 100, 0);
    file.syncNow();
    files.syncDirectoryNow();
    file.writeNow(bytes, 100, bytes.length, 100);
    disk.crash();
    return disk.mount().read('x');
  });
}

describe('a crash of a simulated disk', () => {
  it('keeps what was synced, and any part of what was not', () => {
    const left = afterCrashes(false);
    for (const content of left) {
      expect(Buffer.compare(content.subarray(0, 100), bytes.subarray(0, 100))).toBe(0);
      expect(content.every((byte, at) => byte === 0 || byte === bytes[at])).toBe(true);
    }
    const sizes = new Set(left.map(({ length }) => length));
    expect(sizes).toContain(100);
    expect(sizes).toContain(1_300);
    expect(sizes.size).toBeGreaterThan(30);
    const isMisordered = (content: Uint8Array): boolean => content[200] === 0 && content[1_200] !== 0;
    expect(left.some((content) => content.length === 1_300 && isMisordered(content))).toBe(true);
  });

  it('may change bits in what was not synced, if asked to, and in nothing else', () => {
    const left = afterCrashes(true);
    expect(left.some((content) => content.some((byte, at) => byte !== 0 && byte !== bytes[at]))).toBe(true);
    for (const content of left) {
      expect(Buffer.compare(content.subarray(0, 100), bytes.subarray(0, 100))).toBe(0);
    }
  });

  it('keeps names, new names and removals only where the directory was synced', () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const disk = new SimulatedDisk({ seed });
      const files = disk.mount();
      files.create('kept');
      files.create('old');
      files.syncDirectoryNow();
      files.create('new');
      files.rename('new', 'renamed');
      files.remove('old', (error) => expect(error).toBeNull());
      disk.crash();
      outcomes.add([...disk.mount().list()].sort().join(' '));
    }
    expect([...outcomes].sort()).toEqual([
      'kept',
      'kept new',
      'kept new old',
      'kept old',
      'kept old renamed',
      'kept renamed',
    ]);
  });

  it('ends what was mounted, and never calls back what was under way', () => {
    const scheduled: (() => void)[] = [];
    const disk = new SimulatedDisk({ seed: 1, schedule: (_, call) => scheduled.push(call) });
    const files = disk.mount();
    files.lock();
    const file = files.create('x');
    let calls = 0;
    file.write(bytes, 0, 10, 0, () => (calls += 1));
    file.sync(() => (calls += 1));
    files.syncDirectory(() => (calls += 1));
    disk.crash();
    for (const call of scheduled) call();
    expect(calls).toBe(0);
    expect(() => files.list()).toThrow(/crashed since/);
    expect(() => disk.mount().lock()).not.toThrow();
  });
});

describe('a simulated disk', () => {
  it('takes as long as its seed has it', () => {
    const delays = (seed: number): readonly number[] => {
      const taken: number[] = [];
      const schedule = (delayMs: number, call: () => void): void => {
        taken.push(delayMs);
        call();
      };
      const file = new SimulatedDisk({ seed, schedule, delaysMs: [2, 5] }).mount().create('x');
      for (let i = 0; i < 20; i++) file.write(bytes, 0, 10, 0, () => undefined);
      return taken;
    };
    expect(delays(1)).toEqual(delays(1));
    expect(delays(1)).not.toEqual(delays(2));
    expect(delays(1).every((delayMs) => delayMs >= 2 && delayMs < 5)).toBe(true);
  });

  it('is full in the middle of a write, and takes what fits', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    disk.fault = { kind: 'full', bytes: 25 };
    const file = disk.mount().create('x');
    const errors: string[] = [];
    for (const at of [0, 10, 20]) file.write(bytes, 0, 10, at, (error) => errors.push(String(error)));
    expect(errors).toEqual(['null', 'null', 'Error: ENOSPC: no space left on device, write']);
    expect(disk.mount().read('x')).toHaveLength(25);
  });

  it('has a bit changed for good, if told to', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const files = disk.mount();
    const file = files.create('x');
    file.writeNow(bytes, 0, 4, 0);
    file.syncNow();
    files.syncDirectoryNow();
    disk.flip('x', 17);
    expect([...files.read('x')]).toEqual([1, 2, 1, 4]);
    disk.crash();
    expect([...disk.mount().read('x')]).toEqual([1, 2, 1, 4]);
  });

  it('forgets what it fails to sync: it can be read until the next crash', () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const files = disk.mount();
    const file = files.create('x');
    files.syncDirectoryNow();
    file.writeNow(bytes, 0, 10, 0);
    disk.fault = { kind: 'sync', count: 0 };
    expect(() => file.syncNow()).toThrow(/EIO/);
    disk.fault = null;
    file.syncNow();
    expect(files.read('x')).toHaveLength(10);
    disk.crash();
    expect(disk.mount().read('x')).toHaveLength(0);
  });
});
