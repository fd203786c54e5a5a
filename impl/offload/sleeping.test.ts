import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { Bell, BELL } from './bell.js';
import { atomicSleeper, type Sleeper } from './layout.js';
import { canMap, mapFile } from './mapped-memory.js';
import { SharedWords } from './ring-words.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-sleep-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Longer than any test may take: who is not woken is found out. */
const FOR_EVER_US = 60e6;
const LOOKS_MAX = 100;
const BYTES = 4_096;

/** Words that threads share, and how they sleep there; and what a worker runs to have the same as `array`. */
interface Place {
  readonly array: Int32Array;
  readonly sleeper: Sleeper;
  readonly inWorker: string;
  readonly workerData: unknown;
}

function inMemory(): Place {
  const array = new Int32Array(new SharedArrayBuffer(BYTES));
  return {
    array,
    sleeper: atomicSleeper(array),
    inWorker: `const array = workerData; const wake = () => Atomics.notify(array, 0);`,
    workerData: array,
  };
}

function inFile(): Place {
  const file = path.join(folder, 'memory');
  fs.writeFileSync(file, new Uint8Array(BYTES));
  const { buffer, sleeper } = mapFile(file);
  const module = new URL('../../dist/impl/offload/mapped-memory.js', import.meta.url).href;
  return {
    array: new Int32Array(buffer),
    sleeper,
    inWorker: `const { buffer, sleeper } = (await import('${module}')).mapFile(workerData);
      const array = new Int32Array(buffer); const wake = () => sleeper.wake(0);`,
    workerData: file,
  };
}

describe.each([
  ['memory of threads', inMemory, true],
  ['a mapped file', inFile, canMap()],
] as const)('a thread that is blocked on %s', (_, placeOf, isHere) => {
  it.runIf(isHere)('goes on at once where somebody has rung before', () => {
    const { array, sleeper } = placeOf();
    Atomics.store(array, 0, BELL.awake);
    sleeper.block(0, BELL.asleep, FOR_EVER_US);
    expect(Atomics.load(array, 0)).toBe(BELL.awake);
  });

  it.runIf(isHere)('goes on when the time is over', () => {
    const { array, sleeper } = placeOf();
    Atomics.store(array, 0, BELL.asleep);
    sleeper.block(0, BELL.asleep, 1_500);
    expect(Atomics.load(array, 0)).toBe(BELL.asleep);
  });

  it.runIf(isHere)('is woken by a bell that another thread rings', async () => {
    const { array, sleeper, inWorker, workerData } = placeOf();
    const bell = new Bell(new SharedWords(array), 0, () => sleeper.wake(0));
    const code = `import('node:worker_threads').then(async ({ workerData }) => {
      ${inWorker}
      while (Atomics.load(array, 0) !== ${BELL.asleep});
      Atomics.store(array, 0, ${BELL.awake});
      wake();
    });`;
    const worker = new Worker(code, { eval: true, workerData });
    expect(bell.arm(() => false)).toBe(true);
    // Whatever wakes a thread too early, it looks again.
    for (let looks = 0; looks < LOOKS_MAX && Atomics.load(array, 0) === BELL.asleep; looks++)
      sleeper.block(0, BELL.asleep, FOR_EVER_US / LOOKS_MAX);
    await worker.terminate();
    expect(Atomics.load(array, 0)).toBe(BELL.awake);
  });
});
