/** What a worker thread runs: the engines of one thread of a plan, until it is told to stop, or is killed. */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { HostOptions } from '../options.js';
import { DirectoryFiles } from '../storage/directory-files.js';
import { DiskStorage } from '../storage/disk-storage.js';
import { NoStorage } from '../storage/no-storage.js';
import type { Storage } from '../storage/storage.js';
import { configurationDigest } from '../wire/configuration.js';
import { EngineLoop } from './engine-loop.js';
import { Waiter } from './idling.js';
import { SharedMemory, type OffloadMemory } from './layout.js';

/** Where an engine keeps what is durable: a directory; or, with null, nowhere: its log goes with the thread, and it begins anew in a new life, or never. */
export type StorageDirectory = string | null;

export interface EngineWorkerData {
  readonly memory: OffloadMemory;
  readonly thread: number;
  readonly engines: readonly { readonly options: HostOptions; readonly directory: StorageDirectory }[];
  readonly spins: number;
}

/** What a worker tells: that its engines have started; that the storage of one has failed; or that it has stopped. */
export type EngineWorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly self: number; readonly text: string }
  | { readonly kind: 'stopped'; readonly sleeps: number };

/** Turns between two looks at the event loop, where storage calls back through that. */
const TURNS_A_YIELD = 256;
/** No thread sleeps longer at once. */
const REST_MS_MAX = 1_000;

async function run({ memory: shared, thread, engines, spins }: EngineWorkerData): Promise<void> {
  const memory = new SharedMemory(shared);
  const waiter = new Waiter(memory, thread, spins);
  const storages = engines.map(({ options, directory }) =>
    openStorage(options, directory, () => waiter.wake()),
  );
  const loop = new EngineLoop({
    memory,
    thread,
    engines: engines.map(({ options }, k) => ({ options, storage: storages[k] as Storage })),
    random: Math.random,
    now: () => performance.now(),
    activity: waiter,
    failed: (self, error) => tell({ kind: 'failed', self, text: error.message }),
  });
  loop.start();
  tell({ kind: 'started' });
  const hasDisk = engines.some(({ directory }) => directory !== null);
  const turn = (): boolean => loop.turn();
  const restMs = (): number => Math.min(loop.restMs(), REST_MS_MAX);
  const stopAt = memory.stopAt(thread);
  for (let turns = 1; Atomics.load(memory.words.array, stopAt) === 0; turns++) {
    const isIdle = waiter.isDrowsy || !turn();
    if (isIdle && hasDisk) await (waiter.rest(turn, restMs) ?? undefined);
    else if (isIdle) waiter.restBlocked(turn, restMs);
    if (hasDisk && turns % TURNS_A_YIELD === 0) await yieldToEvents();
  }
  waiter.close();
  for (const storage of storages) storage.close();
  tell({ kind: 'stopped', sleeps: waiter.sleeps });
}

/** What calls back from the disk may have something to say: the thread is woken for that. */
function openStorage(options: HostOptions, directory: StorageDirectory, wake: () => void): Storage {
  const { hosts, self, cluster } = options;
  if (directory === null) return new NoStorage(hosts);
  const configuration = configurationDigest({ hosts, cluster });
  const disk = DiskStorage.open(new DirectoryFiles(directory), { hosts, self, configuration });
  return {
    load: () => disk.load(),
    entry: (source, at, bytes) => disk.entry(source, at, bytes),
    promise: (epoch) => disk.promise(epoch),
    install: (epoch, log) => disk.install(epoch, log),
    compact: (mark, snapshot) => disk.compact(mark, snapshot),
    reserve: (upTo) => disk.reserve(upTo),
    flush: (done) =>
      disk.flush((error) => {
        done(error);
        wake();
      }),
    close: () => disk.close(),
  };
}

function tell(message: EngineWorkerMessage): void {
  parentPort?.postMessage(message);
}

await run(workerData as EngineWorkerData);
