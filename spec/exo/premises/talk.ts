/** Questions and answers between hosts: neither is to change who asks or answers. */
import type { PremiseFailure } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { Packet } from '../packets.js';
import { bytesOf, failure, outcome, type AskedHost } from './asked.js';

/** What a host asks or answers, if it does; or a failure, if that changes it, or goes to another host than it should. */
export function talked(
  host: AskedHost,
  state: HostSnapshot,
  event: HostEvent,
): { readonly packets: readonly Packet[] } | PremiseFailure | null {
  // Step by step: what is at rest, and stays as it is, does nothing more by itself.
  const step = outcome(host.machine, state, event);
  if (step === null) return null;
  if (step.next !== state && bytesOf(host, step.next) !== bytesOf(host, state)) {
    return failure(host, event, state, 'it changes the host, though it only asks or answers');
  }
  const to = event.type === 'CATCH_UP' || event.type === 'RETURN' ? event.to : questionerOf(event);
  const sent = sentBy(step.effects);
  if (sent.length === 0 || sent.some((one) => one.to !== to)) {
    return failure(host, event, state, 'it does not send to the one host that it should');
  }
  return { packets: sent.map(({ packet }) => packet) };
}

function questionerOf(event: HostEvent): number {
  return event.type === 'FETCH' || event.type === 'JOIN' ? event.packet.from : -1;
}

/** A packet, and to whom it goes. */
interface SentOne {
  readonly to: number;
  readonly packet: Packet;
}

/** What a step sends out of band, a packet and a receiver at a time. */
export function sentBy(
  effects: readonly { readonly type: string; readonly params?: unknown }[],
): readonly SentOne[] {
  return effects.flatMap(({ params }) => {
    if (typeof params !== 'object' || params === null || !('packets' in params)) return [];
    const { to, packets } = params as { readonly to: readonly number[]; readonly packets: readonly Packet[] };
    return to.flatMap((one) => packets.map((packet) => ({ to: one, packet })));
  });
}
