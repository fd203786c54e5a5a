import { describe, expect, test } from 'vitest';
import { hostOptions } from '../options.js';
import { NoStorage } from '../storage/no-storage.js';
import type { Delivery } from '../host/port.js';
import { EngineLoop } from './engine-loop.js';
import { offloadMemory, SharedMemory } from './layout.js';
import { OffloadHost } from './offload-host.js';

const HOSTS = 3;
/** Host 0 in a thread of its own, the others together in another one. */
const ENGINES = [0, 1, 1];

interface Both {
  readonly memory: SharedMemory;
  readonly loops: readonly EngineLoop[];
  readonly hosts: readonly OffloadHost[];
  readonly delivered: readonly string[][];
}

/** Both threads of a plan, whose turns are taken in this one. */
function bothThreads(mediumWords: number): Both {
  const memory = new SharedMemory(
    offloadMemory({
      ...{ engines: ENGINES, drivers: ENGINES, mediumWords, spinnersMax: 0 },
      ...{ channelWords: 2 ** 12, snapshotWords: 2 ** 10 },
    }),
  );
  const options = ENGINES.map((_, self) => hostOptions({ hosts: HOSTS, self, holdMs: 0 }));
  const loops = [0, 1].map(
    (thread) =>
      new EngineLoop({
        ...{ memory, thread, random: () => 0.5, now: () => 0, activity: { payloads: 0 } },
        engines: options
          .filter(({ self }) => ENGINES[self] === thread)
          .map((one) => ({ options: one, storage: new NoStorage(HOSTS) })),
        failed: (_, error) => {
          throw error;
        },
      }),
  );
  const delivered = options.map((): string[] => []);
  const hosts = options.map((one) => {
    const to = delivered[one.self] as string[];
    const application = {
      deliver: ({ source, number, payload }: Delivery) =>
        void to.push(`${source} ${number} ${payload.join()}`),
      restore: () => undefined,
    };
    return new OffloadHost({ memory, options: one, application });
  });
  for (const loop of loops) loop.start();
  return { memory, loops, hosts, delivered };
}

describe('the medium of engines in several threads', () => {
  test('brings to all what each says, in order, round and round in a short ring', () => {
    const { loops, hosts, delivered } = bothThreads(2 ** 10);
    const before = hosts.map(() => 0);
    for (let turn = 0; turn < 3_000; turn++) {
      for (const loop of loops) loop.turn();
      hosts.forEach((host, self) => {
        host.poll();
        if (turn % 7 === self && host.submit(new Uint8Array([self, turn & 0xff])) !== 'full')
          before[self] = (before[self] as number) + 1;
        host.compact(host.delivered, new Uint8Array(1));
      });
    }
    expect(loops.map(({ medium }) => medium.lost)).toEqual([0, 0]);
    const [first = []] = delivered;
    const common = Math.min(...delivered.map((one) => one.length));
    expect(common).toBeGreaterThan(1_000);
    for (const one of delivered) expect(one.slice(0, common)).toEqual(first.slice(0, common));
    // What is not given yet is on its way.
    expect(before.reduce((sum, count) => sum + count) - common).toBeLessThan(50);
  });
});

describe('what was taken from a ring of the medium', () => {
  test('is given back to the other thread once nothing more comes', () => {
    const { loops, memory } = bothThreads(2 ** 10);
    const [loop] = loops as [EngineLoop];
    for (let turn = 0; turn < 20; turn++) for (const one of loops) one.turn();
    for (let turn = 0; turn < 20; turn++) loop.turn();
    const { tail, head } = memory.writer(memory.medium(1, 0), 0).save();
    expect(tail).toBeGreaterThan(0);
    expect(head).toBe(tail);
  });
});
