import { copiedPacket } from '../core/copied.js';
import type { Packet } from '../core/records.js';

/**
 * R4: what waits for storage: nothing, or answers alone (`open`: frames are taken meanwhile); a packet of somebody else's
 * takeover (`draining`); or the own takeover, whatever else waits (`due`). While a takeover waits no frames are taken and the token is not used,
 * so that storage comes to an end.
 */
export type DeferredMode = 'open' | 'draining' | 'due';

export interface DeferredState {
  readonly mode: DeferredMode;
  readonly packets: readonly Packet[];
}

/** Packets that wait; those of lower epochs are dropped, as a network would. */
const PACKETS_MAX = 16;
const NO_PACKETS: readonly Packet[] = [];

/** R4: packets and a takeover that have to wait until all is written. */
export class Deferred {
  private mode: DeferredMode = 'open';
  private packets: Packet[] = [];

  /** Whether frames may be taken, and the token be used. */
  get isOpen(): boolean {
    return this.mode === 'open';
  }

  /** Whether nothing waits for storage. */
  get isEmpty(): boolean {
    return this.mode === 'open' && this.packets.length === 0;
  }

  /**
   * A copy of a packet waits, of somebody else's takeover or of none: one of a kind from each host, that of its highest epoch, or
   * the last of them. What comes again and again while storage is slow is answered once.
   */
  defer(packet: Packet, isTakeover: boolean): void {
    const isOther = (one: Packet): boolean => one.kind !== packet.kind || one.from !== packet.from;
    const isNewest = this.packets.every((one) => isOther(one) || numberOf(one) <= numberOf(packet));
    if (isNewest) {
      const others = this.packets.filter(isOther);
      const place = others.findIndex((one) => isBefore(packet, one));
      others.splice(place < 0 ? others.length : place, 0, copiedPacket(packet));
      this.packets = others.slice(0, PACKETS_MAX);
    }
    if (isTakeover && this.mode === 'open') this.mode = 'draining';
  }

  /** The own takeover waits. */
  deferTakeover(): void {
    this.mode = 'due';
  }

  /** All is written: nothing drains any more. Returns whether the own takeover was due, whose turn is before that of the packets. */
  open(): boolean {
    const isDue = this.mode === 'due';
    this.mode = 'open';
    return isDue;
  }

  /** Gives up the packets, those of the highest epoch first: they make the others old. */
  takePackets(): readonly Packet[] {
    return this.packets.length === 0 ? NO_PACKETS : this.packets.splice(0);
  }

  save(): DeferredState {
    return { mode: this.mode, packets: [...this.packets] };
  }

  load({ mode, packets }: DeferredState): void {
    this.mode = mode;
    this.packets = [...packets];
  }
}

/** The epoch that a packet is about; below all numbers if it is about none. */
function numberOf(packet: Packet): number {
  if (packet.kind === 'announce' || packet.kind === 'answer') return -1;
  if (!('epoch' in packet)) return packet.promised;
  return typeof packet.epoch === 'number' ? packet.epoch : packet.epoch.number;
}

/** By epoch, the highest first, then by kind and host. */
function isBefore(one: Packet, other: Packet): boolean {
  const [mine, theirs] = [numberOf(one), numberOf(other)];
  if (mine !== theirs) return mine > theirs;
  return one.kind === other.kind ? one.from < other.from : one.kind < other.kind;
}
