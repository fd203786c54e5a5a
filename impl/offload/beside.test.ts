/** Engines and drivers in one thread, drivers beside their engines: turn by turn, so that nothing depends on time. */
import { describe, expect, test } from 'vitest';
import { hostOptions, type HostOptions } from '../options.js';
import { Random } from '../simulate/random.js';
import { NoStorage } from '../storage/no-storage.js';
import { EngineLoop } from './engine-loop.js';
import { offloadMemory, SharedMemory } from './layout.js';
import { OffloadHost } from './offload-host.js';

const SMALL: Partial<HostOptions> = {
  ...{ holdMs: 0, logEntriesMax: 16, logBytesMax: 65_536, payloadBytesMax: 64 },
  ...{ packBytesMax: 400, queuePayloadsMax: 2 },
};

/** An application that knows all that it was given. */
class User {
  given: string[] = [];
  host: OffloadHost;

  constructor(
    private readonly ring: Ring,
    readonly self: number,
  ) {
    this.host = ring.driver(self, this, 0);
  }

  deliver({ slot, source, number, payload }: Parameters<OffloadHostDeliver>[0]): void {
    this.given.push(`${slot}: ${source}.${number} ${payload.join()}`);
  }

  restore(_: number, snapshot: Uint8Array): void {
    this.given = JSON.parse(Buffer.from(snapshot).toString()) as string[];
  }

  crash(): void {
    this.host = this.ring.driver(this.self, this, this.host.delivered);
  }

  compact(): void {
    this.host.compact(this.host.delivered, Buffer.from(JSON.stringify(this.given)));
  }
}

type OffloadHostDeliver = ConstructorParameters<typeof OffloadHost>[0]['application']['deliver'];

/** Hosts of one thread. */
class Ring {
  readonly users: readonly User[];
  readonly loop: EngineLoop;
  private readonly memory;
  nowMs = 0;

  constructor(
    private readonly hosts: number,
    private readonly isBeside: boolean,
  ) {
    const all = Array.from({ length: hosts }, (_, self) => self);
    const threads = all.map(() => 0);
    this.memory = offloadMemory({
      ...{ engines: threads, drivers: threads, spinnersMax: 1 },
      ...{ channelWords: 2 ** 10, snapshotWords: 2 ** 14, mediumWords: 2 ** 10 },
    });
    this.loop = new EngineLoop({
      memory: new SharedMemory(this.memory),
      thread: 0,
      engines: all.map((self) => ({ options: this.optionsOf(self), storage: new NoStorage(hosts) })),
      random: () => 0.5,
      now: () => this.nowMs,
      activity: { payloads: 0 },
      failed: (_, error) => {
        throw error;
      },
    });
    this.users = all.map((self) => new User(this, self));
    this.loop.start();
  }

  driver(self: number, application: User, delivered: number): OffloadHost {
    const parts = { memory: this.memory, options: this.optionsOf(self), application, delivered };
    return new OffloadHost(this.isBeside ? { ...parts, ends: this.loop.beside(self) } : parts);
  }

  /** A turn of all, in which a part of the drivers do nothing. */
  turn(isIdle: (self: number) => boolean): void {
    this.nowMs += 1;
    this.loop.turn();
    for (const { host, self } of this.users) if (!isIdle(self)) host.poll();
  }

  private optionsOf(self: number): HostOptions {
    return hostOptions({ ...SMALL, hosts: this.hosts, self });
  }
}

describe('drivers beside their engines', () => {
  test.each([1, 2, 3])('deliver one order, and all that was submitted (seed %i)', (seed) => {
    const random = new Random(seed);
    const ring = new Ring(3, true);
    const taken: string[] = [];
    for (let step = 0; step < 1_500; step++) {
      const user = ring.users[Math.floor(random.next() * 3)] as User;
      const payload = Uint8Array.of(step & 0xff, step >>> 8);
      const number = user.host.submit(payload);
      if (number !== 'full') taken.push(`${user.self}.${number} ${payload.join()}`);
      if (random.next() < 0.2) user.compact();
      ring.turn(() => random.next() < 0.3);
    }
    for (let step = 0; step < 200; step++) {
      for (const user of ring.users) user.compact();
      ring.turn(() => false);
    }
    const [a, b, c] = ring.users.map(({ given }) => given);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect((a ?? []).map((line) => line.replace(/^\d+: /, '')).sort()).toEqual(taken.sort());
    expect(taken.length).toBeGreaterThan(300);
  });

  test('have in each slot what they have over rings', () => {
    const orders = [true, false].map((isBeside) => {
      const ring = new Ring(3, isBeside);
      for (let step = 0; step < 300; step++) {
        if (step % 10 === 0) ring.users[1]?.host.submit(Uint8Array.of(step & 0xff));
        for (const user of ring.users) user.compact();
        ring.turn(() => false);
      }
      return ring.users.map(({ given }) => given.map((line) => line.replace(/^\d+: /, '')));
    });
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]?.[0]?.length).toBeGreaterThan(25);
  });

  test('take the place of a driver that is gone: nothing that it had submitted and the engine had taken is lost or doubled', () => {
    const ring = new Ring(3, true);
    const user = ring.users[0] as User;
    for (let step = 0; step < 2; step++) ring.turn(() => false);
    expect(user.host.submit(Uint8Array.of(1))).toBe(0);
    user.crash();
    for (let step = 0; step < 2; step++) ring.turn(() => false);
    expect(user.host.isAttached).toBe(true);
    expect(user.host.submit(Uint8Array.of(2))).toBe(1);
    for (let step = 0; step < 20; step++) ring.turn(() => false);
    const [a, b, c] = ring.users.map(({ given }) => given.map((line) => line.replace(/^\d+: /, '')));
    expect(a).toEqual(['0.0 1', '0.1 2']);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
  });

  test.each([true, false])(
    'take no more entries than they ask for, empty ones too (beside: %j)',
    (isBeside) => {
      const ring = new Ring(3, isBeside);
      for (let step = 0; step < 4; step++) ring.turn(() => false);
      for (let step = 0; step < 4; step++) ring.turn(() => true);
      const { host } = ring.users[0] as User;
      const steps: number[] = [];
      for (const most of [1, 2, 3]) {
        const before = host.delivered;
        host.poll(most);
        steps.push(host.delivered - before);
      }
      expect(steps).toEqual([1, 2, 3]);
    },
  );

  test('are given a snapshot for which their channel has no room at once, over rings', () => {
    const ring = new Ring(3, false);
    const user = ring.users[0] as User;
    for (let step = 0; step < 30; step++) ring.turn(() => false);
    // C2 has room for 4 KiB.
    user.given = ['x'.repeat(20_000)];
    for (const one of ring.users) one.compact();
    for (let step = 0; step < 30; step++) ring.turn(() => false);
    user.given = [];
    user.host = ring.driver(0, user, 0);
    for (let step = 0; step < 60; step++) ring.turn(() => false);
    expect(user.given[0]?.length).toBe(20_000);
  });

  test('may submit, and compact, while they are given something', () => {
    const ring = new Ring(3, true);
    const user = ring.users[0] as User;
    const before = user.deliver.bind(user);
    user.deliver = (delivery) => {
      before(delivery);
      if (user.given.length < 50) user.host.submit(Uint8Array.of(user.given.length));
      user.compact();
    };
    for (let step = 0; step < 2; step++) ring.turn(() => false);
    user.host.submit(Uint8Array.of(0));
    for (let step = 0; step < 400; step++) {
      for (const other of ring.users) other.compact();
      ring.turn(() => false);
    }
    expect(user.given.length).toBe(50);
    for (const { given } of ring.users) expect(given).toEqual(user.given);
  });
});
