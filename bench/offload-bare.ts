/** What there is below the offload engine: the same bytes through a bare ring, and a word between two threads. */
import { Worker } from 'node:worker_threads';
import { SharedWords } from '../impl/offload/ring-words.js';
import { RingReader, ringWords, RingWriter } from '../impl/offload/ring.js';
import type { BareTimes, OffloadQuestion } from './offload-question.js';
import { spread, WINDOW } from './timing.js';
import { copyWords } from '../impl/core/frame-ring.js';

/** The bytes of such messages through a ring, from one end to the other in this thread, as often as they are copied between engines and drivers. */
export function bareRing({ hosts, payloadBytes, seconds }: OffloadQuestion): BareTimes {
  const capacity = 2 ** 12;
  const words = new SharedWords(new Int32Array(new SharedArrayBuffer(4 * ringWords(capacity))));
  const nobody = { ring: (): void => undefined };
  const place = { words, at: 0, capacity };
  const [writer, reader] = [new RingWriter(place, nobody), new RingReader(place, nobody)];
  const frame = new Int32Array(payloadBytes === null ? 12 : 13 + Math.ceil(payloadBytes / 4)).fill(3);
  const log = new Int32Array(frame.length);
  const times: number[] = [];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const from = process.hrtime.bigint();
    for (let k = 0; k < WINDOW; k++) {
      for (let host = 0; host < hosts; host++) {
        writer.put(frame, 0, frame.length);
        writer.publish();
        const at = reader.peek();
        copyWords(words.array, at, log, 0, reader.count);
        reader.take();
        reader.release();
      }
    }
    times.push(Number(process.hrtime.bigint() - from) / WINDOW);
  }
  return { ns: spread(times.slice(times.length >>> 1)) };
}

/** A word that two threads that spin hand to each other: how long it takes from one to the other. */
export async function bareHop({ seconds }: OffloadQuestion): Promise<BareTimes> {
  const words = new Int32Array(new SharedArrayBuffer(128));
  const worker = new Worker(
    `const { workerData: words } = require('node:worker_threads');
     for (let k = 1; ; k += 2) { let seen; while ((seen = Atomics.load(words, 0)) !== k) if (seen < 0) process.exit(); Atomics.store(words, 0, k + 1); }`,
    { eval: true, workerData: words },
  );
  const times: number[] = [];
  let k = 1;
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const from = process.hrtime.bigint();
    for (let turn = 0; turn < HOPS; turn++, k += 2) {
      Atomics.store(words, 0, k);
      while (Atomics.load(words, 0) !== k + 1);
    }
    times.push(Number(process.hrtime.bigint() - from) / (2 * HOPS));
  }
  Atomics.store(words, 0, -1);
  await worker.terminate();
  return { ns: spread(times.slice(times.length >>> 1)) };
}

const HOPS = 100;
