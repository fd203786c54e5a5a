/**
 * `requests` (docs/decisions/0010): a question is asked when it is answered, and not at all where every answer is in
 * flight anyhow.
 *
 * Verified wherever a question was asked: neither the question nor the answer changes a host, the answer goes to who
 * asked, and what it has for a longer log is what a question about that log brings; so a question that travels is as
 * good as a fresh one. Where nobody asks, it is verified that nobody need ask (unasked.ts).
 */
import type { Premise, PremiseFailure, Verification } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import { isAsking } from '../steps-made-one.js';
import type { System } from '../system.js';
import { unaskedPremise } from './unasked.js';
import { failure, firstInTurn, firstOf, hostPremise, outcome, type AskedHost } from './asked.js';
import { sentBy, talked } from './talk.js';

export function requestsPremise(system: System): Premise {
  if (!isAsking(system.options)) return unaskedPremise(system);
  return hostPremise('requests', system, verifyAsked);
}

const QUESTIONS: readonly HostEvent['type'][] = ['CATCH_UP', 'RETURN'];
const ANSWERS: readonly HostEvent['type'][] = ['FETCH', 'JOIN'];

/** Where hosts ask: all questions and answers that were met. */
function verifyAsked(host: AskedHost): Verification {
  const { graph } = host;
  return firstInTurn(graph.steps(), ({ from, event }) => {
    const state = graph.states[from];
    const asked = event as HostEvent;
    if (state === undefined || ![...QUESTIONS, ...ANSWERS].includes(asked.type)) return null;
    return verifyTalk(host, state, asked);
  });
}

/** A question or an answer: it changes nothing, and goes to one host. */
function verifyTalk(host: AskedHost, state: HostSnapshot, event: HostEvent): PremiseFailure | null {
  const talk = talked(host, state, event);
  if (talk === null) return null;
  if ('claim' in talk) return talk;
  if (event.type !== 'FETCH' || event.packet.wanted !== 'entries') return null;
  return firstOf(talk.packets.slice(1).keys(), (i) => {
    const { packet } = event;
    const later: HostEvent = { type: 'FETCH', packet: { ...packet, length: packet.length + i + 1 } };
    const fresh = sentBy(outcome(host.settled, state, later)?.effects ?? []);
    if (JSON.stringify(fresh[0]?.packet) === JSON.stringify(talk.packets[i + 1])) return null;
    return failure(
      host,
      later,
      state,
      'it brings something else than the answer to an older question has there',
    );
  });
}
