/** What happens to a host, and what it sends: the alphabet of its machine. */
import type { HostContext } from './context.js';
import type {
  Announce,
  Answer,
  Fetch,
  Install,
  Join,
  Packet,
  Prepare,
  Promised,
  Start,
  Wanted,
} from './packets.js';
import type { Message } from './records.js';

export type HostEvent =
  /** The application: hands over a payload; takes the next agreed entry. */
  | { readonly type: 'SUBMIT' }
  | { readonly type: 'DELIVER' }
  /** The disk has written what it was given. */
  | { readonly type: 'PERSISTED' }
  /** The broadcast medium: fill the next slot; say the own last entry, first or again; hear one. */
  | { readonly type: 'APPEND' }
  | { readonly type: 'BROADCAST' }
  | { readonly type: 'RECEIVE'; readonly message: Message }
  /** A takeover: waited too long; a starter, or one who is asked by it. */
  | { readonly type: 'TIMEOUT'; readonly epoch: number }
  | { readonly type: 'PREPARE'; readonly packet: Prepare }
  | { readonly type: 'PROMISE'; readonly packet: Promised }
  /** R5: with all who promised, or with those among them that the starter chooses, ascending. */
  | { readonly type: 'BEGIN'; readonly members?: readonly number[] }
  | { readonly type: 'START'; readonly packet: Start }
  /** Catching up: ask a host for entries, or for the running epoch; be asked; hear the answer. */
  | { readonly type: 'CATCH_UP'; readonly to: number; readonly wanted: Wanted }
  | { readonly type: 'RETURN'; readonly to: number; readonly wanted: Wanted }
  | { readonly type: 'FETCH'; readonly packet: Fetch }
  | { readonly type: 'JOIN'; readonly packet: Join }
  | { readonly type: 'INSTALL'; readonly packet: Install }
  | { readonly type: 'CRASH' }
  | { readonly type: 'RESTART' }
  /** Coming back without a disk (D4-D6): ask once more; be asked; hear an answer. */
  | { readonly type: 'ASK_AGAIN' }
  | { readonly type: 'ANNOUNCE'; readonly packet: Announce }
  | { readonly type: 'ANSWER'; readonly packet: Answer };

/** What an out-of-band effect carries: packets, and to whom. */
export interface Sent {
  readonly to: readonly number[];
  readonly packets: readonly Packet[];
}

/** What guards, actions and the params of effects are given. */
export interface Args {
  readonly context: HostContext;
  readonly event: HostEvent;
}

/** The epoch that an event is about; below all numbers if it is about none. */
export function epochOf(event: HostEvent): number {
  switch (event.type) {
    case 'TIMEOUT':
      return event.epoch;
    case 'RECEIVE':
      return event.message.epoch;
    case 'PREPARE':
    case 'PROMISE':
    case 'FETCH':
      return event.packet.epoch;
    case 'START':
    case 'INSTALL':
      return event.packet.epoch.number;
    default:
      return -1;
  }
}
