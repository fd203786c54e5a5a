import { ExoError } from '../../errors/index.js';
import { expectNames, shown } from '../given.js';
import { DirectoryFiles } from '../storage/directory-files.js';
import { DiskStorage } from '../storage/disk-storage.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { NoStorage } from '../storage/no-storage.js';
import type { Storage } from '../storage/storage.js';
import { firstStored } from '../storage/stored-state.js';

/** The host whose log it is. */
export interface LogOwner {
  readonly hosts: number;
  readonly self: number;
  readonly configuration: number;
}

/** Storage that is open. */
export interface OpenLog {
  readonly storage: Storage;
  /** Calls back when nothing is touched any more, and another may open it. */
  close(done: () => void): void;
}

/** A log as plain data, from which another thread or process opens the same one: a directory, or with null, memory. */
export interface LogDescription {
  readonly directory: string | null;
  readonly segmentBytesMax?: number;
}

/** Where a host keeps what must survive a crash. */
export interface LogChoice {
  /** The choice as plain data; left out where only this thread can open the log. */
  readonly description?: LogDescription;
  /** What it is called in metrics. */
  readonly name: string;
  /** Whether it survives the process. */
  readonly isDurable: boolean;
  /** @throws ExoError as `DiskStorage.open`. */
  open(owner: LogOwner): OpenLog;
}

/**
 * A log on disk, in a directory of its own, which is made if there is none. Every entry is durable before it counts (R4).
 *
 * @throws ExoError EXO401 for what is no path, and for an option that it does not have.
 *
 * @example
 * const log = directory('./data');
 */
export function directory(path: string, options: { readonly segmentBytesMax?: number } = {}): LogChoice {
  expectNames<typeof options>('directory', options, { segmentBytesMax: true });
  if (typeof path !== 'string' || path === '')
    throw new ExoError('EXO401', `directory takes a path, such as './data', not ${shown(path)}`);
  return {
    description: { directory: path, ...options },
    name: 'disk',
    isDurable: true,
    open(owner) {
      const storage = DiskStorage.open(new DirectoryFiles(path), { ...owner, ...options });
      return { storage, close: (done) => storage.close(done) };
    },
  };
}

/**
 * A log in memory. A host that is started anew has forgotten what it promised: two that do so at a time may break agreement. For tests,
 * and for hosts that never come back.
 *
 * @example
 * console.log(memory().isDurable, directory('./data').isDurable); // false true
 */
export function memory(): LogChoice {
  return {
    description: { directory: null },
    name: 'memory',
    isDurable: false,
    open({ hosts }) {
      const storage = new MemoryStorage(firstStored(hosts));
      const close = (done: () => void): void => {
        storage.close();
        done();
      };
      return { storage, close };
    },
  };
}

/** No log at all, of a host without a disk, which asks the others for what it has lost. */
export function nowhere(): LogChoice {
  return {
    name: 'none',
    isDurable: false,
    open({ hosts }) {
      return { storage: new NoStorage(hosts), close: (done) => done() };
    },
  };
}

/** The log that a description says. */
export function logOf({ directory: path, ...options }: LogDescription): LogChoice {
  return path === null ? memory() : directory(path, options);
}
