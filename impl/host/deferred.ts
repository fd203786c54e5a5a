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

/** Packets that wait; older ones are dropped, as a network would. */
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

  /** A copy of a packet waits, of somebody else's takeover or of none. */
  defer(packet: Packet, isTakeover: boolean): void {
    if (this.packets.length === PACKETS_MAX) this.packets.shift();
    this.packets.push(copiedPacket(packet));
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

  /** Gives up the packets, oldest first. */
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
