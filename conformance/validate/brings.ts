import type { Awaited } from './problem.js';
import type { SeenEvent, SeenFrame, SeenMessage } from './seen.js';
import type { SeenDriverEvent } from './seen-driver.js';
import { keyOf, type PacketSending } from './sent-packets.js';

/** An event of a host or an engine, or of a driver. */
export type Seen =
  | { readonly layer: 'host'; readonly actor: number; readonly host: SeenEvent }
  | { readonly layer: 'driver'; readonly actor: number; readonly driver: SeenDriverEvent };

/**
 * Whether an event that is not explained yet would bring what another one waits for, by what it shows: then that one is not to blame. Which
 * payload a driver puts on C1 it does not show, so any that it puts may be the one.
 */
export function brings(seen: Seen, awaits: Awaited): boolean {
  if (awaits.kind === 'message') return seen.layer === 'host' && sends(seen.host, awaits.message);
  if (seen.actor !== awaits.host) return false;
  if (seen.layer === 'host') return engineBrings(seen.host, awaits);
  return driverBrings(seen.driver, awaits);
}

function engineBrings({ session, set }: SeenEvent, awaits: Awaited): boolean {
  if (awaits.kind === 'session') return awaits.layer === 'engine' && session?.session === awaits.session;
  return awaits.kind === 'agreed' && Math.max(set.agreed ?? 0, set.delivered ?? 0) >= awaits.length;
}

function driverBrings(
  { action, session, number, crc, delivered }: SeenDriverEvent,
  awaits: Awaited,
): boolean {
  switch (awaits.kind) {
    case 'session':
      return awaits.layer === 'driver' && action === 'Attach' && session === awaits.session;
    case 'payload':
      return action === 'Offer' && number === awaits.number && crc === awaits.crc;
    case 'put':
      return action === 'Put';
    case 'delivered':
      return delivered >= awaits.length;
    default:
      return false;
  }
}

function sends({ sent }: SeenEvent, wanted: SeenMessage): boolean {
  return sent.some((one) => isSame(one, wanted));
}

/** By what tells messages of a kind apart: what else is in them is compared where they are received. */
function isSame(one: SeenMessage, other: SeenMessage): boolean {
  if (one.kind === 'entry' || other.kind === 'entry')
    return one.kind === 'entry' && other.kind === 'entry' && isSameFrame(one.frame, other.frame);
  if (one.kind !== other.kind) return false;
  return keyOfMessage(one) === keyOfMessage(other);
}

function isSameFrame(one: SeenFrame, other: SeenFrame): boolean {
  return one.slot === other.slot && one.epoch === other.epoch && one.crc === other.crc;
}

type Packet = Exclude<SeenMessage, { readonly kind: 'entry' | 'refuse' | 'hint' }>;

function keyOfMessage(message: SeenMessage): string | null {
  const { kind } = message;
  if (kind === 'entry' || kind === 'refuse' || kind === 'hint') return null;
  const packet: Packet = message;
  return keyOf(packet.kind as PacketSending['kind'], packet.from, packet);
}
