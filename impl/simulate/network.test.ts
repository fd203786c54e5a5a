import { describe, expect, it } from 'vitest';
import type { Packet } from '../core/records.js';
import { EventQueue } from './event-queue.js';
import { EVENT, type Events, type Subject } from './events.js';
import { FramePool } from './frame-pool.js';
import { Network, type LinkOptions } from './network.js';
import { Random } from './random.js';

const HOSTS = 3;
const TIMES = 1_000;
const calm: LinkOptions = { delayMs: [1, 2], losses: 0, duplicates: 0, corruption: 0 };
const packet: Packet = { kind: 'refuse', from: 0, promised: 1 };
const words = new Int32Array(20);

interface Arrival {
  readonly kind: number;
  readonly to: number;
  readonly delayMs: number;
}

class Bench {
  readonly events: Events = new EventQueue<Subject>();
  readonly network: Network;

  constructor(options: Partial<LinkOptions>) {
    const link = { ...calm, ...options };
    const ring = { configuration: 1, hosts: HOSTS };
    this.network = new Network(
      ring,
      this.events,
      new FramePool(),
      null,
      { medium: link, outOfBand: link },
      new Random(9),
    );
  }

  /** What arrives of what host 0 sends now. */
  arrivals(send: (network: Network) => void): readonly Arrival[] {
    const { now } = this.events;
    send(this.network);
    const arrived: Arrival[] = [];
    while (this.events.take())
      arrived.push({ kind: this.events.kind, to: this.events.host, delayMs: this.events.now - now });
    return arrived;
  }

  broadcasts(times = TIMES): readonly Arrival[] {
    return Array.from({ length: times }, () =>
      this.arrivals((network) => network.broadcast(0, words, 0, 80)),
    ).flat();
  }

  packets(times = TIMES): readonly Arrival[] {
    return Array.from({ length: times }, () => this.arrivals((network) => network.send(0, 2, packet))).flat();
  }
}

describe('a network', () => {
  it('without faults brings a broadcast to all others, and a packet and a frame to one, in its time', () => {
    const bench = new Bench({});
    const broadcasts = bench.broadcasts();
    expect(broadcasts.length).toBe(2 * TIMES);
    expect(new Set(broadcasts.map(({ to }) => to))).toEqual(new Set([1, 2]));
    const packets = bench.packets();
    const resent = bench.arrivals((network) => network.resend(0, 1, words, 0, 80));
    expect(packets.length).toBe(TIMES);
    expect(resent).toMatchObject([{ kind: EVENT.frame, to: 1 }]);
    for (const { delayMs } of [...broadcasts, ...packets, ...resent]) {
      expect(delayMs).toBeGreaterThanOrEqual(1);
      expect(delayMs).toBeLessThan(2.000001);
    }
    expect(bench.network.counts).toEqual({
      broadcasts: 2 * TIMES,
      packets: TIMES + 1,
      lost: 0,
      duplicated: 0,
      corrupted: 0,
      cut: 0,
    });
  });

  it('lets one broadcast overtake another where delays differ', () => {
    const bench = new Bench({ delayMs: [1, 20] });
    const order: number[] = [];
    for (let i = 0; i < 50; i++) bench.network.broadcast(0, Int32Array.of(i), 0, 4);
    while (bench.events.take()) {
      const { subject, host } = bench.events;
      if (host === 1 && subject !== null && 'words' in subject) order.push(subject.words[0] ?? -1);
    }
    expect(order.length).toBe(50);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
  });

  it('loses, repeats and damages about as many copies as it is told to', () => {
    const lossy = new Bench({ losses: 0.25 });
    const heard = lossy.broadcasts().length;
    expect(Math.abs(heard - 1_500)).toBeLessThan(100);
    expect(lossy.network.counts.lost).toBe(2 * TIMES - heard);
    const repeating = new Bench({ duplicates: 0.25 });
    expect(Math.abs(repeating.packets().length - 1_250)).toBeLessThan(80);
    const noisy = new Bench({ corruption: 0.25 });
    const broken = [...noisy.broadcasts(), ...noisy.packets()].filter(
      ({ kind }) => kind === EVENT.brokenFrame || kind === EVENT.brokenPacket,
    );
    expect(Math.abs(broken.length - 750)).toBeLessThan(100);
    expect(noisy.network.counts.corrupted).toBe(broken.length);
  });

  it('brings nothing across a partition, and everything once it has healed', () => {
    const bench = new Bench({ losses: 0.5, duplicates: 0.5, corruption: 0.5 });
    const random = new Random(3);
    while (
      bench.network.partition.split(random) !== 'mute, both' ||
      !bench.network.partition.cuts(0, 1, true)
    );
    expect([...bench.broadcasts(), ...bench.packets()]).toEqual([]);
    expect(bench.network.counts.cut).toBe(3 * TIMES);
    bench.network.heal();
    expect(bench.broadcasts().length).toBe(2 * TIMES);
    expect(bench.packets().every(({ kind }) => kind === EVENT.packet)).toBe(true);
  });

  it('tells whoever makes a trace of everything that is sent, and whether it is lost', () => {
    const bench = new Bench({ losses: 1 });
    const told: (readonly [number, number, boolean])[] = [];
    bench.network.whenSent = (from, to, _, isLost) => told.push([from, to, isLost]);
    bench.broadcasts(1);
    bench.packets(1);
    expect(told).toEqual([
      [0, 1, true],
      [0, 2, true],
      [0, 2, true],
    ]);
  });
});
