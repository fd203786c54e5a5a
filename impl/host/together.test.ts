import { describe, expect, test } from 'vitest';
import { FrameQueue } from '../offload/frame-queue.js';
import { hostOptions } from '../options.js';
import { Random } from '../simulate/random.js';
import { NoStorage } from '../storage/no-storage.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { alignedWords } from '../wire/aligned.js';
import { Host } from './host.js';
import type { Delivery } from './port.js';

const HOSTS = 3;

/** A host whose storage is written when it is let, and what has come of it. */
class Bench {
  readonly frames: Uint8Array[] = [];
  readonly delivered: string[] = [];
  readonly flushes: (() => void)[] = [];
  readonly host: Host;

  constructor(self: number) {
    const options = hostOptions({ hosts: HOSTS, self, holdMs: 0 });
    this.host = new Host({
      options,
      storage: new MemoryStorage(firstStored(HOSTS), (run) => this.flushes.push(run)),
      random: () => 0.5,
      port: {
        broadcast: (source, at, bytes) => this.frames.push(source.slice(at, at + bytes)),
        resend: () => undefined,
        send: () => undefined,
        setTimer: () => undefined,
        deliver: ({ slot, source, number }: Delivery) => this.delivered.push(`${slot}: ${source}.${number}`),
        restore: () => undefined,
        failed: (error) => {
          throw error;
        },
      },
    });
    this.host.start();
  }

  /** Of frames that come one by one, the first has a flush of its own. */
  written(): void {
    while (this.flushes.length > 0) for (const run of this.flushes.splice(0)) run();
  }

  /** One by one, or all of them at once. */
  take(frames: readonly Uint8Array[], areTogether: boolean): void {
    if (!areTogether) for (const frame of frames) this.host.frameAt(alignedWords(frame), 0, frame.length);
    else if (this.host.soundFrames(queueOf(frames), 0, frames.length)) this.host.goOn();
  }
}

function queueOf(frames: readonly Uint8Array[]): FrameQueue {
  const queue = new FrameQueue({ entriesMax: 1_024, bytesMax: 2 ** 14 });
  for (const frame of frames) expect(queue.push(alignedWords(frame), 0)).toBe(true);
  return queue;
}

/** Hosts 0 and 1, and two hosts 2 that hear the same, in the same order, and have the same to say. */
function run(seed: number): readonly [Bench, Bench] {
  const random = new Random(seed);
  const happens = (part: number): boolean => random.next() < part;
  const others = [new Bench(0), new Bench(1)] as const;
  const twins = [new Bench(2), new Bench(2)] as const;
  let waiting: Uint8Array[] = [];
  for (let step = 0; step < 400; step++) {
    for (const one of [...others, ...twins.slice(0, 1)]) {
      if (!happens(0.2)) continue;
      const payload = Uint8Array.of(step & 0xff);
      one.host.submit(payload);
      if (one === twins[0]) twins[1].host.submit(payload);
    }
    for (const [self, one] of others.entries()) {
      if (happens(0.7)) one.written();
      const frames = one.frames.splice(0);
      others[1 - self]?.take(frames, false);
      // Whoever was not heard says it again, and so some come twice.
      waiting.push(...frames, ...(happens(0.1) ? frames : []));
    }
    if (happens(0.5)) {
      twins[0].take(waiting, false);
      twins[1].take(waiting, true);
      waiting = [];
    }
    if (happens(0.5)) for (const twin of twins) twin.written();
    const said = twins[0].frames.splice(0);
    expect(twins[1].frames.splice(0)).toEqual(said);
    for (const one of others) one.take(said, false);
  }
  return twins;
}

describe('frames that are taken together', () => {
  test.each([1, 2, 3, 4, 5])('lead to what they lead to one by one (seed %i)', (seed) => {
    const [apart, together] = run(seed);
    for (const twin of [apart, together]) twin.written();
    expect(together.delivered).toEqual(apart.delivered);
    expect(apart.delivered.length).toBeGreaterThan(30);
    expect(together.host.save()).toEqual(apart.host.save());
  });
});

/** A host whose storage keeps nothing, and that is read by a cursor, as an engine is; how it is given frames is what differs. */
class Engine {
  readonly frames: Uint8Array[] = [];
  readonly timers: string[] = [];
  readonly host: Host;

  constructor(self: number) {
    this.host = new Host({
      options: hostOptions({ hosts: HOSTS, self, holdMs: 0 }),
      storage: new NoStorage(HOSTS),
      random: () => 0.5,
      deliveries: 'cursor',
      port: {
        broadcast: (source, at, bytes) => this.frames.push(source.slice(at, at + bytes)),
        resend: () => undefined,
        send: () => undefined,
        setTimer: (timer) => this.timers.push(timer),
        deliver: () => undefined,
        restore: () => undefined,
        failed: (error) => {
          throw error;
        },
      },
    });
    this.host.start();
  }

  submit(number: number): void {
    this.host.engine?.resubmit(number, Uint8Array.of(number), 0, 1);
    this.host.engine?.goOn();
  }
}

function expectSame(one: Engine, other: Engine): void {
  expect(one.frames).toEqual(other.frames);
  expect(new Set(one.timers)).toEqual(new Set(other.timers));
  expect(one.host.save()).toEqual(other.host.save());
}

describe('frames that are heard in the ordinary way', () => {
  test.each([1, 2, 3, 4, 5])(
    'lead to what they lead to step by step, with some late, repeated and out of order (seed %i)',
    (seed) => {
      const random = new Random(seed);
      const others = [new Bench(0), new Bench(1)] as const;
      const [quick, plain] = [new Engine(2), new Engine(2)];
      let waiting: Uint8Array[] = [];
      let count = 0;
      for (let step = 0; step < 150; step++) {
        if (random.next() < 0.2) for (const one of [quick, plain]) one.submit(step);
        for (const [self, one] of others.entries()) {
          one.written();
          const frames = one.frames.splice(0);
          others[1 - self]?.take(frames, false);
          waiting.push(...frames, ...(random.next() < 0.1 ? frames : []));
        }
        if (random.next() < 0.1) waiting.reverse();
        const late = random.next() < 0.1 ? waiting.splice(0, 1) : [];
        if (waiting.length > 0 && random.next() < 0.7) {
          const queue = queueOf(waiting);
          quick.host.hear(queue, 0, waiting.length);
          if (plain.host.soundFrames(queue, 0, waiting.length)) plain.host.goOn();
          waiting = [];
        }
        waiting.push(...late);
        expect(quick.frames).toEqual(plain.frames);
        if (step % 10 === 0) expectSame(quick, plain);
        const said = quick.frames.splice(0);
        plain.frames.splice(0);
        for (const one of others) one.take(said, false);
        count += said.length;
      }
      expectSame(quick, plain);
      expect(count).toBeGreaterThan(50);
    },
  );
});
