import type { Host } from '../host/host.js';
import type { Application } from './application.js';
import type { AuditedStorage } from './audited-storage.js';
import type { World } from './world.js';

/** A host whose deliveries are checked. */
export interface CheckedParts {
  readonly name: string;
  readonly storage: AuditedStorage;
  readonly application: Application;
  readonly isSplit: boolean;
}

/** Holds what a host delivers against the order of all, and what it says of itself against its disk. */
export class DeliveryCheck {
  /** The number of entries that have been held against the order. */
  checked = 0;

  constructor(
    private readonly world: World,
    private readonly parts: CheckedParts,
  ) {}

  /** Checks what the host has delivered since it was looked at last, if anything. */
  look(host: Host): void {
    if (host.view.delivered !== this.checked) this.check(host);
  }

  /** A payload is given of a slot: its entry is not counted as delivered yet, or who compacts now would have half of it. */
  given({ view: { delivered } }: Host, slot: number): void {
    if (delivered <= slot) return;
    const { world, parts } = this;
    const text = `${parts.name} is given a payload of slot ${slot}, and has delivered ${delivered} entries`;
    world.judge.blame('Sound', text);
  }

  private check({ view }: Host): void {
    const { world } = this;
    const { name, application, storage, isSplit } = this.parts;
    const { delivered, agreed, log } = view;
    // An engine has got a snapshot, and its driver will.
    if (isSplit) this.checked = Math.max(this.checked, Math.min(log.start, delivered));
    const written = storage.durable.length;
    if (delivered < this.checked) {
      world.judge.blame('Stability', `${name} had delivered ${this.checked} entries, and now ${delivered}`);
      return;
    }
    if (delivered > agreed || agreed > log.length || delivered > written) {
      const text = `${name} has delivered ${delivered} entries, of ${agreed} agreed and ${written} written`;
      world.judge.blame('Sound', text);
    }
    world.order.checkEntries(name, log, this.checked, delivered);
    this.checked = delivered;
    if (!isSplit) application.entries = delivered;
    application.check();
  }
}
