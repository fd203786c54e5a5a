/** Memory that processes share: a file that is mapped, by the optional dependency `koffi`. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { ExoError } from '../../errors/index.js';
import type { Sleeper } from './layout.js';
import { Timespec } from './timespec.js';

/** As much of koffi as is used here. */
interface Koffi {
  load(library: null): Library;
  view(address: bigint, bytes: number): ArrayBuffer;
}

interface Library {
  func(prototype: string): NativeFunction;
}

interface NativeFunction {
  (...args: unknown[]): unknown;
  async(...args: unknown[]): void;
}

export interface MappedMemory {
  readonly buffer: ArrayBuffer;
  readonly sleeper: Sleeper;
}

const READ_AND_WRITE = 3;
const SHARED = 1;
const FAILED = 2n ** 64n - 1n;

/** Whether processes can share memory here. */
export function canMap(): boolean {
  return tryKoffi() !== null;
}

/**
 * Maps a file, whole. It stays mapped until the process ends: views of it may be about.
 *
 * @throws ExoError EXO450 where koffi is not installed, or the system does not map the file.
 */
export function mapFile(file: string): MappedMemory {
  const koffi = tryKoffi();
  if (koffi === null) {
    const text = 'processes share memory through koffi, which is not installed: npm install koffi';
    throw new ExoError('EXO450', text);
  }
  const libc = koffi.load(null);
  const mmap = libc.func('void *mmap(void *, size_t, int, int, int, int64)');
  const handle = fs.openSync(file, 'r+');
  try {
    const { size } = fs.fstatSync(handle);
    const address = mmap(null, size, READ_AND_WRITE, SHARED, handle, 0) as bigint | null;
    if (address === null || address === FAILED) throw new ExoError('EXO450', `${file} could not be mapped`);
    const buffer = koffi.view(address, size);
    return { buffer, sleeper: futexSleeper(libc, address) ?? lookingSleeper(new Int32Array(buffer)) };
  } finally {
    fs.closeSync(handle);
  }
}

function tryKoffi(): Koffi | null {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch {
    return null;
  }
}

/** The numbers of the system call on Linux, by architecture. */
const FUTEX: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const US_PER_MS = 1_000;

/** `Atomics.wait` refuses memory that is mapped; the system's own call does not. Null where there is none. */
function futexSleeper(libc: Library, address: bigint): Sleeper | null {
  const number = process.platform === 'linux' ? FUTEX[process.arch] : undefined;
  if (number === undefined) return null;
  const call = libc.func('long syscall(long, uint64, int, int, void *, void *, int)');
  // The system reads them for as long as it likes: nothing else may come to stand there meanwhile.
  const inUse = new Set<Timespec>();
  const nap = new Timespec();
  const at = (word: number): bigint => address + BigInt(word * Int32Array.BYTES_PER_ELEMENT);
  return {
    wait: (word, value, timeoutMs) =>
      new Promise((resolve) => {
        const limit = new Timespec();
        limit.set(US_PER_MS * timeoutMs);
        inUse.add(limit);
        // Whatever it returns: woken, another value, or too late, whoever waits looks again.
        call.async(number, at(word), FUTEX_WAIT, value, limit.bytes, null, 0, () => {
          inUse.delete(limit);
          resolve();
        });
      }),
    block: (word, value, us) => {
      nap.set(us);
      call(number, at(word), FUTEX_WAIT, value, nap.bytes, null, 0);
    },
    wake: (word) => void call(number, at(word), FUTEX_WAKE, 1, null, null, 0),
  };
}

const LOOK_MS = 1;

/** Looks at the word each millisecond. */
function lookingSleeper(array: Int32Array): Sleeper {
  return {
    wait: (word, value, timeoutMs) =>
      new Promise((resolve) => {
        const endMs = performance.now() + timeoutMs;
        const look = (): void => {
          if (Atomics.load(array, word) !== value || performance.now() >= endMs) resolve();
          else setTimeout(look, LOOK_MS);
        };
        look();
      }),
    block: () => undefined,
    wake: () => undefined,
  };
}
