import { ExoError, assert } from '../../errors/index.js';
import { DiskStorage } from '../storage/disk-storage.js';
import type { Owner } from '../storage/segment.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { SimulatedDisk } from '../storage/simulated-disk.js';
import type { Storage } from '../storage/storage.js';
import { firstStored } from '../storage/stored-state.js';
import type { AuditedStorage } from './audited-storage.js';
import type { Interval, SimulationOptions } from './options.js';
import type { Random } from './random.js';

/** What a host keeps its storage on. */
export interface HostDisk {
  /** Opens what is durable; first of all, and after each `stop`. */
  open(): Storage;
  /** The machine crashes, or only the process ends: of what is not durable any part may be left. */
  stop(): void;
  /** Lets the disk fail sometime soon, or be full. */
  fail(audited: AuditedStorage): void;
  /** Lets the disk fail no longer. */
  mend(): void;
}

/** Calls back after a while, in virtual time. */
export type Schedule = (delayMs: number, callback: () => void) => void;

/** How long a disk takes for an operation: as long as it is asked to, and longer while it is slow. */
export class DiskPace {
  isSlow = false;
  private last = 0;

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly schedule: Schedule,
  ) {}

  readonly later: Schedule = (delayMs, callback) => this.schedule(delayMs + this.extraMs(), callback);

  /** Calls back in the order in which it is called. */
  readonly inOrder: Schedule = (delayMs, callback) => {
    this.last = Math.max(this.last, this.now() + delayMs + this.extraMs());
    this.schedule(this.last - this.now(), callback);
  };

  private extraMs(): number {
    if (!this.isSlow) return 0;
    const [least, most] = this.random.happens(STALLS) ? STALL_MS : SLOW_MS;
    return this.random.acrossScales(least, most);
  }
}

const STALLS = 0.03;
const SLOW_MS: Interval = [0.2, 20];
const STALL_MS: Interval = [50, 1_000];
/** Files are small, so that segments come to an end, too. */
const SEGMENT_BYTES_MAX = 2 ** 18;

export function makeDisk(options: SimulationOptions, owner: Owner, pace: DiskPace, random: Random): HostDisk {
  const { storage, hosts, diskMs, slowDisks } = options;
  if (storage === 'disk') return new FileDisk(hosts, owner, diskMs, pace, random);
  if (storage === 'diskless') return new Memory(hosts);
  const isAtOnce = diskMs[1] === 0 && slowDisks === 0;
  return new MemoryDisk(hosts, isAtOnce ? null : diskMs, pace, random);
}

/** D2: what a host without a disk has, as far as it can be seen from outside: a crash leaves nothing of it. */
class Memory implements HostDisk {
  constructor(private readonly hosts: number) {}

  open(): Storage {
    return new MemoryStorage(firstStored(this.hosts));
  }

  stop(): void {
    // The next one that is opened has nothing.
  }

  fail(): void {
    assert(false, 'there is no disk that fails');
  }

  mend(): void {
    // There is no disk.
  }
}

class MemoryDisk implements HostDisk {
  private storage: MemoryStorage | null = null;
  private failing: AuditedStorage | null = null;

  constructor(
    private readonly hosts: number,
    private readonly delaysMs: Interval | null,
    private readonly pace: DiskPace,
    private readonly random: Random,
  ) {}

  open(): Storage {
    const stored = this.storage?.load() ?? firstStored(this.hosts);
    const { delaysMs } = this;
    const schedule = (run: () => void): void => {
      const [least, most] = delaysMs ?? [0, 0];
      this.pace.inOrder(this.random.between(least, most), run);
    };
    this.storage = new MemoryStorage(stored, delaysMs === null ? null : schedule);
    return this.storage;
  }

  stop(): void {
    this.storage?.crash();
  }

  fail(audited: AuditedStorage): void {
    this.failing = audited;
    audited.failure = new ExoError('EXO423', 'the disk failed: it is one of a simulation, in memory');
  }

  mend(): void {
    if (this.failing !== null) this.failing.failure = null;
  }
}

class FileDisk implements HostDisk {
  private readonly disk: SimulatedDisk;

  constructor(
    private readonly hosts: number,
    private readonly owner: Owner,
    delaysMs: Interval,
    pace: DiskPace,
    private readonly random: Random,
  ) {
    this.disk = new SimulatedDisk({ seed: random.bits(), schedule: pace.later, delaysMs, rots: true });
  }

  open(): Storage {
    const { hosts, owner } = this;
    return DiskStorage.open(this.disk.mount(), { hosts, ...owner, segmentBytesMax: SEGMENT_BYTES_MAX });
  }

  stop(): void {
    if (this.random.happens(0.5)) this.disk.crash();
    else this.disk.endProcess();
  }

  fail(): void {
    const { random, disk } = this;
    const count = random.below(4);
    const bytesUsed = [...disk.contents().values()].reduce((sum, { length }) => sum + length, 0);
    disk.fault = random.pick([
      { kind: 'write', count },
      { kind: 'sync', count },
      { kind: 'full', bytes: bytesUsed + random.below(4_096) },
    ] as const);
  }

  mend(): void {
    this.disk.fault = null;
  }
}
