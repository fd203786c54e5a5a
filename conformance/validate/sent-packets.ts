import type { LogNode } from './entry-tree.js';
import type { SeenPacket } from './seen.js';
import type { Epoch, Sending } from './situation.js';

export type PacketSending = Exclude<Sending, { readonly kind: 'broadcast' | 'entries' }>;

/** A packet that a specified host has sent. */
export interface SentPacket {
  readonly from: number;
  readonly packet: PacketSending;
  /** As the run shows it to be sent; null if that was filled in. */
  readonly shown: SeenPacket | null;
}

/**
 * All packets that were ever sent, by what a receiver sees of them. They stay: a network may lose, delay, duplicate and reorder, so one
 * that was sent may be received at any later time.
 */
export class SentPackets {
  private readonly byKey = new Map<string, SentPacket[]>();

  add(from: number, packet: PacketSending, shown: SeenPacket | null): void {
    const key = keyOf(packet.kind, from, packet);
    const known = this.byKey.get(key);
    const one = { from, packet, shown };
    if (known === undefined) this.byKey.set(key, [one]);
    else if (!known.some((other) => isSame(other.packet, packet) && isShownAlike(other.shown, shown)))
      known.push(one);
  }

  /** All that was ever sent to this host. */
  to(host: number): readonly SentPacket[] {
    return [...this.byKey.values()].flat().filter(({ packet }) => packet.to.includes(host));
  }

  /** Those with this key. Records are the same from whomever they come. */
  withKey(key: string): readonly SentPacket[] {
    return this.byKey.get(key) ?? [];
  }
}

/** What tells packets of a kind apart, as far as their receivers see at once. */
export function keyOf(kind: PacketSending['kind'], from: number, packet: PacketSending | PacketKey): string {
  switch (packet.kind) {
    case 'prepare':
      return `prepare ${packet.epoch}`;
    case 'promise':
      return `promise ${packet.epoch} ${from}`;
    case 'start':
    case 'install':
      return `${kind} ${packet.epoch.number} ${from}`;
    case 'fetch':
      return `fetch ${packet.epoch} ${packet.length} ${from}`;
    case 'join':
      return `join ${packet.promised} ${packet.isInstalled} ${from}`;
    case 'announce':
      return `announce ${packet.life} ${packet.nonce} ${from}`;
    case 'answer':
      return `answer ${packet.nonce} ${from}`;
  }
}

export type PacketKey =
  | { readonly kind: 'prepare' | 'promise'; readonly epoch: number }
  | { readonly kind: 'start' | 'install'; readonly epoch: Pick<Epoch, 'number'> }
  | { readonly kind: 'fetch'; readonly epoch: number; readonly length: number }
  | { readonly kind: 'join'; readonly promised: number; readonly isInstalled: boolean }
  | { readonly kind: 'announce'; readonly life: number; readonly nonce: number }
  | { readonly kind: 'answer'; readonly nonce: number };

/**
 * What the specified hosts do not have in a packet, and the run shows: how far its sender has come, up to where it asks for entries, how
 * much of a log is compacted.
 */
export function besides(shown: SeenPacket): Readonly<Record<string, unknown>> {
  return {
    delivered: 'delivered' in shown ? shown.delivered : undefined,
    upTo: 'upTo' in shown ? shown.upTo : undefined,
    'log.start': 'log' in shown ? shown.log.start : undefined,
    'log.crc': 'log' in shown ? shown.log.crc : undefined,
  };
}

function isShownAlike(one: SeenPacket | null, other: SeenPacket | null): boolean {
  if (one === null || other === null) return one === other;
  return JSON.stringify(besides(one)) === JSON.stringify(besides(other));
}

function isSame(one: PacketSending, other: PacketSending): boolean {
  if (String(one.to) !== String(other.to)) return false;
  // What has a life has more besides that a receiver sees: lives, and what an answer says of the host.
  if ('life' in one && JSON.stringify(one) !== JSON.stringify(other)) return false;
  return !('log' in one) || !('log' in other) || isSameLog(one, other);
}

function isSameLog(
  one: { readonly log: LogNode; readonly delivered: number },
  other: { readonly log: LogNode; readonly delivered: number },
): boolean {
  return one.log === other.log && one.delivered === other.delivered;
}
