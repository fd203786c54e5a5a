/** A medium and a network out of band in memory that the hosts of one machine share. */
import fs from 'node:fs';
import path from 'node:path';
import { ExoError, messageOf } from '../../../errors/index.js';
import { expectNames } from '../../given.js';
import { atomicSleeper } from '../../offload/layout.js';
import { mapFile } from '../../offload/mapped-memory.js';
import { isPowerOfTwo } from '../../offload/ring.js';
import { bootId } from '../../storage/boot-id.js';
import { lockDirectory, unlockDirectory } from '../../storage/directory-lock.js';
import { makeFolder } from '../../storage/make-folder.js';
import type { Place, Receiver, Transport } from '../transport.js';
import { SharedEnd, type Network } from './end.js';
import { Rings, ringsBytes, type RingsPlan } from './rings.js';

/** Where the hosts of a ring meet: in a folder of one machine, or in memory that threads of one process share. */
export type SharedMemoryOptions = (
  | { readonly directory: string; readonly memory?: undefined }
  | { readonly memory: SharedArrayBuffer; readonly directory?: undefined }
) & {
  /**
   * Words of the ring from each host to each other one: a power of two, 2^10 to 2^24; 2^16 if left out. The same at all hosts. Too small: frames are
   * lost where a host is slow. Too large: memory, n · (n - 1) times, and more that is in no cache.
   */
  readonly words?: number;
};

const WORDS = 2 ** 16;
const WORDS_MIN = 2 ** 10;
const WORDS_MAX = 2 ** 24;

/**
 * Shared memory: a ring of records from each host to each other one. Processes share a mapped file in `directory`, best one that is no disk, such as
 * `/dev/shm/name`; this takes the optional dependency `koffi`. Threads of one process share `memory`, of `sharedMemoryBytes(hosts)` bytes that
 * are 0. A frame that finds no room is lost, as on any medium. Opening throws EXO441 where another process has the place of the host, or uses
 * other sizes, or the directory cannot be used, and EXO450 where processes cannot share memory.
 *
 * @throws ExoError EXO401 for a number of words that is none.
 *
 * @example
 * const transport = sharedMemory({ directory: '/dev/shm/ring' }); // given to `join` by a process
 *
 * @example
 * const transport = sharedMemory({ memory: new SharedArrayBuffer(sharedMemoryBytes(3)) });
 */
export function sharedMemory(options: SharedMemoryOptions): Transport {
  expectNames<SharedMemoryOptions>('sharedMemory', options, { directory: true, memory: true, words: true });
  const { directory, memory, words = WORDS } = options;
  expectWords(words);
  if (typeof directory !== 'string' && !(memory instanceof SharedArrayBuffer)) {
    throw new ExoError('EXO401', 'sharedMemory takes a directory, or a SharedArrayBuffer as memory');
  }
  /** By place, the ends that this transport has opened: the medium and the network out of band are one. */
  const ends = new Map<number, OpenEnd>();
  const openIn = (network: Network, place: Place, receiver: Receiver): OpenEnd => {
    const open = ends.get(place.self) ?? openEnd(options, place, words);
    if (open.networks.has(network)) {
      throw new ExoError('EXO441', `a host with place ${place.self} is on this memory already`);
    }
    ends.set(place.self, open);
    open.networks.add(network);
    open.end.open(network, receiver);
    return open;
  };
  const close = async (network: Network, { self }: Place, open: OpenEnd): Promise<void> => {
    open.networks.delete(network);
    if (open.networks.size === 0) ends.delete(self);
    if (await open.end.close(network)) open.release();
  };
  return {
    name: 'shared-memory',
    ...(directory !== undefined && {
      description: { kind: 'shared-memory', options: { directory, words } },
    }),
    openMedium: async (place, receiver) => {
      const open = openIn('medium', place, receiver);
      return {
        counts: open.end.counts.medium,
        broadcast: (bytes) => open.end.broadcast(bytes),
        close: () => close('medium', place, open),
      };
    },
    openOutOfBand: async (place, receiver) => {
      const open = openIn('outOfBand', place, receiver);
      return {
        counts: open.end.counts.outOfBand,
        send: (to, kind, bytes) => open.end.send(to, kind, bytes),
        close: () => close('outOfBand', place, open),
      };
    },
  };
}

/**
 * How many bytes of memory `hosts` hosts share, with rings of a number of words.
 *
 * @throws ExoError EXO401 for a number of words that is none.
 *
 * @example
 * console.log(sharedMemoryBytes(3) > sharedMemoryBytes(2)); // true
 */
export function sharedMemoryBytes(hosts: number, words = WORDS): number {
  expectWords(words);
  return ringsBytes({ hosts, words });
}

interface OpenEnd {
  readonly end: SharedEnd;
  readonly networks: Set<Network>;
  readonly release: () => void;
}

function openEnd({ directory, memory }: SharedMemoryOptions, place: Place, words: number): OpenEnd {
  const plan = { hosts: place.members.length, words };
  if (directory !== undefined) return endInFile(directory, place, plan);
  if (memory.byteLength !== ringsBytes(plan)) {
    const text = `${plan.hosts} hosts share ${ringsBytes(plan)} bytes of memory, not ${memory.byteLength}`;
    throw new ExoError('EXO441', `${text}: sharedMemoryBytes(${plan.hosts}) says how many`);
  }
  const rings = new Rings(memory, plan, atomicSleeper(new Int32Array(memory)));
  if (!rings.take(place.self)) {
    throw new ExoError('EXO441', `a host with place ${place.self} is on this memory already`);
  }
  const release = (): void => rings.free(place.self);
  return { end: new SharedEnd(rings, place.self, plan), networks: new Set(), release };
}

/** The file is there for as long as the machine runs, for whoever comes back; those of earlier starts are removed. */
function endInFile(directory: string, { self, configuration }: Place, plan: RingsPlan): OpenEnd {
  const ring = path.join(directory, `ring-${(configuration >>> 0).toString(16)}`);
  const own = path.join(ring, String(self));
  unlessItFails(directory, () => makeFolder(own));
  try {
    lockDirectory(own);
  } catch (cause) {
    throw new ExoError('EXO441', messageOf(cause), { cause });
  }
  try {
    const { buffer, sleeper } = unlessItFails(directory, () => mapFile(fileIn(ring, ringsBytes(plan))));
    const rings = new Rings(buffer, plan, sleeper);
    const release = (): void => unlockDirectory(own);
    return { end: new SharedEnd(rings, self, plan), networks: new Set(), release };
  } catch (error) {
    unlockDirectory(own);
    throw error;
  }
}

/** What the system refuses is told with the directory that was given. */
function unlessItFails<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof ExoError) throw cause;
    throw new ExoError('EXO441', `cannot share memory in ${directory}: ${messageOf(cause)}`, { cause });
  }
}

function fileIn(ring: string, bytes: number): string {
  const name = `memory-${bootId()}`;
  for (const old of fs.readdirSync(ring)) {
    if (old.startsWith('memory-') && old !== name) fs.rmSync(path.join(ring, old), { force: true });
  }
  const file = path.join(ring, name);
  const handle = fs.openSync(file, 'a+');
  try {
    const { size } = fs.fstatSync(handle);
    // Of several that come to an empty file, all make it the same.
    if (size === 0) fs.ftruncateSync(handle, bytes);
    else if (size !== bytes) {
      throw new ExoError('EXO441', `${file} has ${size} bytes, not ${bytes}: other hosts use other sizes`);
    }
  } finally {
    fs.closeSync(handle);
  }
  return file;
}

function expectWords(words: number): void {
  if (isPowerOfTwo(words, WORDS_MIN, WORDS_MAX)) return;
  throw new ExoError('EXO401', `words takes a power of two from ${WORDS_MIN} to 2^24, not ${words}`);
}
