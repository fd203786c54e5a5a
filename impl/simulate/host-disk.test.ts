import { describe, expect, it } from 'vitest';
import { AuditedStorage } from './audited-storage.js';
import { DiskPace, makeDisk, type HostDisk } from './host-disk.js';
import { simulationOptions, type SimulationOptions } from './options.js';
import { Random } from './random.js';

/** A disk in a time of its own. */
class Bench {
  now = 0;
  readonly pace: DiskPace;
  readonly disk: HostDisk;
  readonly storage = new AuditedStorage(16, () => undefined);
  private scheduled: { readonly at: number; readonly run: () => void }[] = [];

  constructor(given: Partial<SimulationOptions>) {
    const options = simulationOptions(given);
    const random = new Random(2);
    this.pace = new DiskPace(
      random.split('pace'),
      () => this.now,
      (delayMs, run) => this.scheduled.push({ at: this.now + delayMs, run }),
    );
    this.disk = makeDisk(options, { self: 0, configuration: 1 }, this.pace, random.split('disk'));
    this.reopen();
  }

  reopen(): string | null {
    return this.storage.open(this.disk.open());
  }

  /** Writes something, and returns how long it took to be durable, or why that failed. */
  write(): number | Error {
    const { now } = this;
    let said: number | Error | null = null;
    try {
      this.storage.promise(this.storage.durable.promised + 1);
      this.storage.flush((error) => (said = error ?? this.now - now));
    } catch (error) {
      if (error instanceof Error) return error;
    }
    for (let next = this.takeFirst(); next !== undefined && said === null; next = this.takeFirst()) {
      this.now = next.at;
      next.run();
    }
    return said ?? NaN;
  }

  private takeFirst(): { readonly at: number; readonly run: () => void } | undefined {
    this.scheduled.sort((a, b) => a.at - b.at);
    return this.scheduled.shift();
  }
}

function timesOf(bench: Bench, count: number): readonly number[] {
  return Array.from({ length: count }, () => Number(bench.write()));
}

describe.each(['memory', 'disk'] as const)('a disk in %s', (storage) => {
  it('takes as long as it is told to, and longer while it is slow', () => {
    const bench = new Bench({ storage, diskMs: [1, 2], slowDisks: 1 });
    // A group is written, and synced.
    const operations = storage === 'memory' ? 1 : 2;
    const sound = timesOf(bench, 20);
    expect(Math.min(...sound)).toBeGreaterThanOrEqual(operations);
    expect(Math.max(...sound)).toBeLessThan(2 * operations + 0.001);
    bench.pace.isSlow = true;
    const slow = timesOf(bench, 200);
    expect(Math.max(...slow)).toBeGreaterThan(50);
    bench.pace.isSlow = false;
    expect(Math.max(...timesOf(bench, 20))).toBeLessThan(2 * operations + 0.001);
  });

  it('keeps what was flushed whenever it stops', () => {
    const bench = new Bench({ storage, diskMs: [0.1, 0.2] });
    for (let i = 1; i <= 20; i++) {
      expect(bench.write()).not.toBeNaN();
      bench.disk.stop();
      expect(bench.reopen()).toBeNull();
      expect(bench.storage.durable.promised).toBe(i);
    }
  });

  it('fails sometime soon if it is told to, until it is mended', () => {
    const bench = new Bench({ storage });
    let failed = 0;
    for (let i = 0; i < 20; i++) {
      bench.disk.fail(bench.storage);
      const said = Array.from({ length: 10 }, () => bench.write());
      if (said.some((one) => one instanceof Error)) failed += 1;
      bench.disk.mend();
      bench.disk.stop();
      expect(bench.reopen()).toBeNull();
      expect(bench.write()).not.toBeInstanceOf(Error);
    }
    // A disk that is to be full is only so once more has been written than that.
    expect(failed).toBeGreaterThan(10);
  });
});

it('a disk in memory has everything at once if it takes no time', () => {
  expect(new Bench({}).write()).toBe(0);
});

it('a pace that keeps the order lets nothing be done before what was asked for earlier', () => {
  const times: number[] = [];
  const pace = new DiskPace(
    new Random(1),
    () => 10,
    (delayMs) => times.push(delayMs),
  );
  pace.isSlow = true;
  for (let i = 0; i < 50; i++) pace.inOrder(i % 7, () => undefined);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBeGreaterThan(2);
});
