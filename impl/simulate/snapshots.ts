import type { Host } from '../host/host.js';
import type { Application } from './application.js';
import type { AuditedStorage } from './audited-storage.js';
import { EVENT } from './events.js';
import type { Random } from './random.js';
import type { World } from './world.js';

/** The host whose snapshots these are, and what has to do with them. */
export interface SnapshotsParts {
  readonly self: number;
  readonly name: string;
  readonly storage: AuditedStorage;
  readonly application: Application;
  /** The number of entries from one snapshot to the next. */
  readonly every: number;
  readonly random: Random;
  /** The host as it is now; null where it is down. */
  readonly running: () => Host | null;
  /** Told when a host may have compacted. */
  readonly compacted: (host: Host) => void;
}

/** R10: the snapshots of a host's application: when it makes one, how long that takes, and what the host may make of it. */
export class Snapshots {
  /** Whether the application makes none. */
  isHoarding = false;
  /** The number of entries that the application has taken when it makes the next one. */
  private at = 0;
  /** One is being made. */
  private isMaking = false;

  constructor(
    private readonly world: World,
    private readonly parts: SnapshotsParts,
  ) {}

  /** A host begins with a log that starts there. */
  begin(start: number): void {
    this.at = start + this.parts.every;
    this.isMaking = false;
  }

  /** The application has taken a number of entries: makes a snapshot if it is time, which takes some more. */
  look(host: Host, taken: number): void {
    if (taken < this.at || this.isMaking || this.isHoarding) return;
    const { world, parts } = this;
    const { application, random, self } = parts;
    const [least, most] = world.options.compactMs;
    if (most === 0) {
      if (application.entries <= host.view.compactable && !host.isFailed)
        this.compact(host, application.entries, application.snapshot());
      return;
    }
    this.isMaking = true;
    const { entries } = application;
    const snapshot = application.snapshot();
    const delayMs = random.between(least, most);
    world.events.push(world.events.now + delayMs, EVENT.call, self, 0, () => {
      if (host !== parts.running()) return;
      this.isMaking = false;
      if (!host.isFailed) this.compact(host, entries, snapshot);
    });
  }

  /** Asks for it whether it may be or not: the host has to know. */
  private compact(host: Host, slot: number, snapshot: Uint8Array): void {
    const { world, parts } = this;
    const { application, storage, name, every } = parts;
    const { start } = host.view.log;
    const most = storage.compactable(application.entries);
    const begins = host.compact(slot, snapshot);
    // A snapshot that comes too early waits at the host.
    this.at = slot + every;
    if (begins > start && begins > most)
      world.judge.blame('Base', `${name} compacts ${begins} entries, of which ${most} may be`);
    parts.compacted(host);
  }
}
