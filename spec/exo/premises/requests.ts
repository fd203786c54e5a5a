/**
 * `requests` (docs/decisions/0010): a question is asked when it is answered, and not at all where every answer is in
 * flight anyhow.
 *
 * Verified wherever a question was asked: neither the question nor the answer changes a host, the answer goes to who
 * asked, and what it has for a longer log is what a question about that log brings; so a question that travels is as
 * good as a fresh one. Where nobody asks there is nothing to verify it on: that every answer is in flight anyhow is argued.
 */
import type { Premise, PremiseFailure } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { Packet } from '../packets.js';
import type { System } from '../system.js';
import { bytesOf, failure, firstOf, hostPremise, outcome, type AskedHost } from './asked.js';

export function requestsPremise(system: System): Premise {
  return hostPremise('requests', system, verifyAsked);
}

const QUESTIONS: readonly HostEvent['type'][] = ['CATCH_UP', 'RETURN'];
const ANSWERS: readonly HostEvent['type'][] = ['FETCH', 'JOIN'];

/** Where hosts ask: all questions and answers that were met. */
function verifyAsked(host: AskedHost): PremiseFailure | null {
  const { graph } = host;
  return firstOf(graph.steps(), ({ from, event }) => {
    const state = graph.states[from];
    const asked = event as HostEvent;
    if (state === undefined || ![...QUESTIONS, ...ANSWERS].includes(asked.type)) return null;
    return verifyTalk(host, state, asked);
  });
}

/** A question or an answer: it changes nothing, and goes to one host. */
function verifyTalk(host: AskedHost, state: HostSnapshot, event: HostEvent): PremiseFailure | null {
  const step = outcome(host.settled, state, event);
  if (step === null) return null;
  if (bytesOf(host, step.next) !== bytesOf(host, state)) {
    return failure(host, event, state, 'it changes the host, though it only asks or answers');
  }
  const to = event.type === 'CATCH_UP' || event.type === 'RETURN' ? event.to : askerOf(event);
  const sent = sentBy(step.effects);
  if (sent.length === 0 || sent.some((one) => one.to !== to)) {
    return failure(host, event, state, 'it does not send to the one host that it should');
  }
  if (event.type !== 'FETCH' || event.packet.wanted !== 'entries') return null;
  return firstOf(sent.slice(1).keys(), (i) => {
    const { packet } = event;
    const later: HostEvent = { type: 'FETCH', packet: { ...packet, length: packet.length + i + 1 } };
    const fresh = sentBy(outcome(host.settled, state, later)?.effects ?? []);
    if (JSON.stringify(fresh[0]?.packet) === JSON.stringify(sent[i + 1]?.packet)) return null;
    return failure(
      host,
      later,
      state,
      'it brings something else than the answer to an older question has there',
    );
  });
}

function askerOf(event: HostEvent): number {
  return event.type === 'FETCH' || event.type === 'JOIN' ? event.packet.from : -1;
}

interface SentOne {
  readonly to: number;
  readonly packet: Packet;
}

function sentBy(
  effects: readonly { readonly type: string; readonly params?: unknown }[],
): readonly SentOne[] {
  return effects.flatMap(({ params }) => {
    if (typeof params !== 'object' || params === null || !('packets' in params)) return [];
    const { to, packets } = params as { readonly to: readonly number[]; readonly packets: readonly Packet[] };
    return to.flatMap((one) => packets.map((packet) => ({ to: one, packet })));
  });
}
