import fc from 'fast-check';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LogImage } from '../core/records.js';
import { DirectoryFiles } from './directory-files.js';
import { DiskStorage } from './disk-storage.js';
import { intents, writesFor } from './intents.test.helper.js';
import { MemoryStorage } from './memory-storage.js';
import { SimulatedDisk } from './simulated-disk.js';
import type { Storage } from './storage.js';
import { firstStored, StoredState } from './stored-state.js';
import {
  after,
  CONFIGURATION,
  frameFor,
  give,
  HOSTS,
  joined,
  markOf,
  statesAfter,
  textOf,
} from './writes.test.helper.js';

const first = firstStored(HOSTS);
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-storage-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

/** A storage, and how to have it again after its host has ended. */
interface Place {
  readonly open: () => Storage;
  readonly end: (storage: Storage) => Promise<void>;
}

function memory(): Place {
  const storage = new MemoryStorage(first);
  return {
    open: () => storage,
    end: async (): Promise<void> => storage.crash(),
  };
}

const diskOptions = { hosts: HOSTS, self: 0, configuration: CONFIGURATION, segmentBytesMax: 2_048 };

function simulated(): Place {
  const disk = new SimulatedDisk({ seed: 1 });
  return {
    open: () => DiskStorage.open(disk.mount(), diskOptions),
    end: async (): Promise<void> => disk.crash(),
  };
}

function real(): Place {
  const directory = fs.mkdtempSync(path.join(root, 'disk-'));
  return {
    open: () => DiskStorage.open(new DirectoryFiles(directory), diskOptions),
    end: (storage) => new Promise((resolve) => (storage as DiskStorage).close(resolve)),
  };
}

function flushed(storage: Storage): Promise<void> {
  return new Promise((resolve, reject) => storage.flush((error) => (error ? reject(error) : resolve())));
}

describe.each<[string, () => Place, number]>([
  ['in memory', memory, 200],
  ['on a simulated disk', simulated, 200],
  ['on a real disk', real, 20],
])('storage %s', (_, placeOf, numRuns) => {
  it('begins with epoch 0, promised, and installed with all hosts', async () => {
    const { open, end } = placeOf();
    const storage = open();
    expect(textOf(storage.load())).toBe(textOf(first));
    expect(storage.load().installed).toEqual({
      number: 0,
      members: Uint8Array.of(0, 1, 2),
      base: 0,
      snapshot: 0,
    });
    await end(storage);
  });

  it('has after each flush, and after each end of its host, what was written', async () => {
    const rounds = fc.array(fc.array(intents, { maxLength: 12 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rounds, fc.boolean(), async (intended, isReopened) => {
        const { open, end } = placeOf();
        let storage = open();
        let expected = first;
        for (const round of intended) {
          for (const write of writesFor(expected, round)) {
            give(storage, write);
            expected = after(expected, write);
          }
          await flushed(storage);
          if (isReopened) {
            await end(storage);
            storage = open();
          }
          expect(textOf(storage.load())).toBe(textOf(expected));
        }
        await end(storage);
      }),
      { numRuns },
    );
  });

  it('has what a log brings from where the own prefix ends, and keeps the own snapshot', async () => {
    const { open, end } = placeOf();
    let storage = open();
    for (let slot = 0; slot < 6; slot++) give(storage, { kind: 'entry', frame: frameFor(slot, 0, slot) });
    const snapshot = Uint8Array.of(7, 7, 7);
    storage.compact(markOf(2), snapshot);
    const frames = joined([4, 5, 6, 7].map((slot) => frameFor(slot, 3)));
    const log: LogImage = { mark: markOf(4), snapshot: null, delivered: 5, length: 8, frames };
    const epoch = { number: 3, members: Uint8Array.of(1, 2), base: 8, snapshot: 4 };
    storage.install(epoch, log);
    await flushed(storage);
    await end(storage);
    storage = open();
    const kept = joined([frameFor(2, 0, 2), frameFor(3, 0, 3), frames]);
    const expected = { mark: markOf(2), snapshot, delivered: 5, length: 8, frames: kept };
    expect(textOf(storage.load())).toBe(
      textOf({ promised: 3, installed: epoch, log: expected, reserved: 0 }),
    );
    await end(storage);
  });

  it('copies a frame from any place, aligned or not', async () => {
    const { open, end } = placeOf();
    let storage = open();
    const memory = new Uint8Array(4_096);
    const places = [0, 101, 404, 802];
    places.forEach((at, slot) => {
      const frame = frameFor(slot, 0, 5);
      memory.set(frame, at);
      storage.entry(memory.subarray(1), at - 1, frame.length);
      memory.fill(0xff);
    });
    await flushed(storage);
    await end(storage);
    storage = open();
    const frames = joined(places.map((_, slot) => frameFor(slot, 0, 5)));
    expect(storage.load().log.frames).toEqual(frames);
    await end(storage);
  });

  it('calls back in the order of flushes, also of those within callbacks, and of those with nothing to write', async () => {
    const { open, end } = placeOf();
    const storage = open();
    const called: string[] = [];
    const flush = (name: string, then?: () => void): void =>
      storage.flush((error) => {
        called.push(error === null ? name : error.message);
        then?.();
      });
    const last = new Promise<void>((resolve) => {
      storage.promise(1);
      flush('a', () => {
        storage.promise(2);
        flush('c', () => flush('d', resolve));
      });
      flush('b');
    });
    await last;
    expect(called.filter((name) => name !== 'b')).toEqual(['a', 'c', 'd']);
    expect(called.indexOf('b')).toBeGreaterThan(called.indexOf('a'));
    await end(storage);
  });

  it('takes nothing any more once it is closed', async () => {
    const { open } = placeOf();
    const storage = open();
    await flushed(storage);
    storage.close();
    storage.close();
    expect(() => storage.promise(1)).toThrow(/closed/);
    await expect(flushed(storage)).rejects.toThrow(/closed/);
  });

  it('refuses what is no whole number, and an entry for another slot', () => {
    const { open } = placeOf();
    const storage = open();
    expect(() => storage.promise(-1)).toThrow(/assertion/);
    expect(() => storage.reserve(0.5)).toThrow(/assertion/);
    const frame = frameFor(1, 0);
    expect(() => {
      storage.entry(frame, 0, frame.length);
      storage.flush(() => undefined);
    }).toThrow(/slot behind/);
  });
});

describe('the stored state', () => {
  it('becomes with every write what the naive version becomes', () => {
    fc.assert(
      fc.property(fc.array(intents, { maxLength: 60 }), (intended) => {
        const state = new StoredState(first);
        const writes = writesFor(first, intended);
        const states = statesAfter(first, writes);
        writes.forEach((write, i) => {
          if (write.kind === 'entry') {
            state.entry(new Int32Array(write.frame.buffer), 0);
          } else if (write.kind === 'promise') {
            state.promise(write.epoch);
          } else if (write.kind === 'install') {
            state.install(write.epoch, write.log);
          } else if (write.kind === 'compact') {
            state.compact(write.mark, write.snapshot);
          } else {
            state.reserve(write.upTo);
          }
          expect(textOf(state.load())).toBe(textOf(states[i + 1] ?? first));
          expect(textOf(new StoredState(state.load()).load())).toBe(textOf(state.load()));
        });
      }),
    );
  });

  it('does not change with what it has given out', () => {
    const state = new StoredState(first);
    state.entry(new Int32Array(frameFor(0, 0).buffer), 0);
    const text = textOf(state.load());
    state.load().log.frames.fill(0);
    expect(textOf(state.load())).toBe(text);
  });

  it('refuses a log that leaves out what the host does not have', () => {
    const state = new StoredState(first);
    const epoch = { number: 1, members: Uint8Array.of(0, 1), base: 2, snapshot: 2 };
    const log = { mark: markOf(2), snapshot: null, delivered: 2, length: 2, frames: new Uint8Array(0) };
    expect(() => state.install(epoch, log)).toThrow(/as far as its receiver has it/);
  });
});

describe('storage in memory', () => {
  it('loses in a crash what was not flushed, and forgets who waits', () => {
    const scheduled: (() => void)[] = [];
    const storage = new MemoryStorage(first, (run) => scheduled.push(run));
    const called: string[] = [];
    storage.promise(1);
    storage.flush(() => called.push('first'));
    storage.promise(2);
    storage.flush(() => called.push('second'));
    storage.promise(3);
    scheduled.shift()?.();
    expect(called).toEqual(['first']);
    expect(storage.load().promised).toBe(1);
    storage.crash();
    scheduled.shift()?.();
    expect(called).toEqual(['first']);
    expect(storage.load().promised).toBe(1);
    storage.promise(4);
    storage.flush(() => called.push('third'));
    scheduled.shift()?.();
    expect(called).toEqual(['first', 'third']);
    expect(storage.load().promised).toBe(4);
  });

  it('applies each write once, however flushes and writes overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(intents, fc.constantFrom('flush', 'run')), { maxLength: 60 }),
        (steps) => {
          const scheduled: (() => void)[] = [];
          const storage = new MemoryStorage(first, (run) => scheduled.push(run));
          let written = first;
          let durable = first;
          for (const step of steps) {
            if (step === 'flush') {
              const expected = written;
              storage.flush(() => (durable = expected));
            } else if (step === 'run') {
              scheduled.shift()?.();
              expect(textOf(storage.load())).toBe(textOf(durable));
            } else if (typeof step !== 'string') {
              const [write] = writesFor(written, [step]);
              if (write === undefined) continue;
              give(storage, write);
              written = after(written, write);
            }
          }
        },
      ),
    );
  });
});
