/** A disk that does what it must not is found out by the machine around it, in a few steps. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { Random, type Stored } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { drawnWrite, HOSTS } from './drawn-writes.js';
import { Broken, DiskMachine } from './machine.js';

const { DiskStorage } = implementation;
type Storage = implementation.Storage;

function machineOf(impl: Implementation = implementation, seed = 1): DiskMachine {
  return new DiskMachine(impl, new Random(seed, 'machine'), seed);
}

/** The implementation with a storage on disk, some of whose methods are others. */
function withDisk(altered: (storage: Storage) => Partial<Storage>): Implementation {
  const open = ((files, options) => {
    const storage = DiskStorage.open(files, options);
    return Object.assign(storage, altered(storage));
  }) as typeof DiskStorage.open;
  return { ...implementation, DiskStorage: { open } as unknown as typeof DiskStorage };
}

/** Writes, flushes and does all that the disk is asked, some times. */
function filled(machine: DiskMachine, times = 6): DiskMachine {
  for (let i = 0; i < times; i++) {
    machine.write();
    machine.flush();
    machine.settle();
  }
  return machine;
}

describe('the storage that runs', () => {
  test.each(['crash', 'endProcess'] as const)('has all that was flushed after %s', (how) => {
    const machine = filled(machineOf());
    machine.write();
    expect(() => machine.restart(how)).not.toThrow();
    expect(() => filled(machine).restart(how)).not.toThrow();
  });

  test('may fail where something is done to the disk, and has what was flushed before', () => {
    const machine = filled(machineOf());
    machine.setFault({ kind: 'sync', count: 0 });
    machine.write();
    machine.flush();
    machine.settle();
    expect(() => machine.restart('crash')).not.toThrow();
  });
});

describe('storage is broken', () => {
  test('that never calls a flush back', () => {
    const machine = machineOf(withDisk(() => ({ flush: () => undefined })));
    machine.write();
    machine.flush();
    expect(() => machine.settle()).toThrow(new Broken('1 flushes are never called back'));
  });

  test('that calls a flush back before it is done', () => {
    const machine = machineOf(withDisk(() => ({ flush: (done) => done(null) })));
    expect(() => filled(machine).restart('crash')).toThrow(
      new Broken('what is found after a restart is not what was stored, with all that was flushed'),
    );
  });

  test('that has something else than it was given', () => {
    const impl = withDisk((storage) => {
      const load = storage.load.bind(storage);
      return { load: () => ({ ...load(), promised: load().promised + 1 }) };
    });
    expect(() => machineOf(impl)).toThrow(Broken);
  });

  test('that calls back a flush of an earlier life', () => {
    const kept: (() => void)[] = [];
    const impl = withDisk(() => ({ flush: (done) => void kept.push(() => done(null)) }));
    const machine = machineOf(impl);
    machine.flush();
    machine.restart('crash');
    expect(() => kept[0]?.()).toThrow(new Broken('a flush of an earlier life is called back'));
  });

  test('that fails though nothing was done to the disk, or with another error than that of a disk', () => {
    const failing = (code: string): DiskMachine =>
      machineOf(
        withDisk(() => ({
          flush: (done) => done(Object.assign(new Error('the disk failed'), { code })),
        })),
      );
    expect(() => failing('EXO423').flush()).toThrow('the disk failed');
    const faulty = failing('EXO401');
    faulty.setFault({ kind: 'sync', count: 0 });
    expect(() => faulty.flush()).toThrow('the disk failed');
    const sound = failing('EXO423');
    sound.setFault({ kind: 'sync', count: 0 });
    expect(() => sound.flush()).not.toThrow();
  });
});

describe('writes that are drawn', () => {
  /** What is stored after some of them. */
  function stored(seed: number, writes: number): readonly Stored[] {
    const random = new Random(seed, 'writes');
    const states: Stored[] = [implementation.firstStored(HOSTS)];
    for (let i = 0; i < writes; i++) {
      const storage = new implementation.MemoryStorage(states.at(-1) as Stored);
      drawnWrite(random, states.at(-1) as Stored)(storage);
      storage.flush(() => undefined);
      states.push(storage.load());
    }
    return states;
  }

  test('fit on what is stored: promises, marks and numbers never go back', () => {
    const states = stored(1, 300);
    for (const [i, state] of states.entries()) {
      const before = states[i - 1] ?? state;
      expect(state.promised).toBeGreaterThanOrEqual(before.promised);
      expect(state.reserved).toBeGreaterThanOrEqual(before.reserved);
      expect(state.log.length).toBeGreaterThanOrEqual(state.log.mark.length);
      expect(state.log.delivered).toBeLessThanOrEqual(state.log.length);
    }
  });

  test('are the same for the same seed', () => {
    expect(stored(2, 40)).toEqual(stored(2, 40));
    expect(stored(2, 40)).not.toEqual(stored(3, 40));
  });
});
