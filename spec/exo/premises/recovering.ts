/**
 * `reboot` and `answers` (docs/decisions/0019): without disks a crash and the restart are one step, and a host that recovers is
 * asked for, and hears, an answer in the step in which it is given.
 *
 * Verified of every local state: a host that is down does nothing but restart; one that recovers takes nothing but answers to its
 * own nonce, and none is taken later; to answer once more changes nobody, and brings what the host is by then.
 */
import type { Premise, PremiseFailure } from '../../../checker/index.js';
import { Alike } from '../../../checker/model/alike.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { System } from '../system.js';
import { bytesOf, failure, firstInTurn, firstOf, hostPremise, outcome, type AskedHost } from './asked.js';

const CRASH: HostEvent = { type: 'CRASH' };
const RESTART: HostEvent = { type: 'RESTART' };

export function rebootPremise(system: System): Premise {
  return hostPremise('reboot', system, (host) => {
    const known = new Set<string>();
    return firstInTurn(host.graph.states, (state) => verifyCrash(host, state, known));
  });
}

function verifyCrash(host: AskedHost, state: HostSnapshot, known: Set<string>): PremiseFailure | null {
  const crash = outcome(host.settled, state, CRASH);
  if (crash === null) return null;
  if (crash.effects.length > 0) return failure(host, CRASH, state, 'a crash sends something');
  const down = crash.next;
  const key = bytesOf(host, down);
  if (known.has(key)) return null;
  known.add(key);
  const restart = outcome(host.settled, down, RESTART);
  if (restart === null) return failure(host, RESTART, down, 'a host that has crashed cannot restart at once');
  if (restart.effects.some(({ type }) => type !== 'sendAnnounce')) {
    return failure(host, RESTART, down, 'a restart sends something else than that there is a new life');
  }
  const other = host.events.find((event) => event.type !== 'RESTART' && down.can(event));
  return other === undefined ? null : failure(host, other, down, 'a host that is down does something');
}

export function answersPremise(system: System): Premise {
  return hostPremise('answers', system, (host) => {
    const late = lateAnswers(host);
    const talk = new Alike(host.events.filter(({ type }) => type === 'ANNOUNCE' || type === 'ANSWER'));
    return firstInTurn(host.graph.states, (state) =>
      state.matches('recovering') ? verifyRecovering(host, state, late) : verifyRunning(host, state, talk),
    );
  });
}

/** By life, the answers that were given to it, as if they had been given to the life before. */
function lateAnswers({ events }: AskedHost): ReadonlyMap<number, Alike<HostEvent>> {
  const late = new Map<number, HostEvent[]>();
  for (const event of events) {
    if (event.type !== 'ANSWER') continue;
    const { packet } = event;
    const { nonce } = packet;
    const given = late.get(nonce) ?? [];
    late.set(nonce, given);
    given.push({ type: 'ANSWER', packet: { ...packet, nonce: nonce - 1 } });
  }
  return new Map([...late].map(([life, answers]) => [life, new Alike(answers)]));
}

/** A host that does not recover waits for no answers. */
function verifyRunning(host: AskedHost, state: HostSnapshot, talk: Alike<HostEvent>): PremiseFailure | null {
  return firstOf(taken(talk, state), (event) => {
    if (event.type === 'ANSWER') return failure(host, event, state, NOT_WAITED_FOR);
    return event.type === 'ANNOUNCE' ? verifyAgain(host, state, event) : null;
  });
}

const NOT_WAITED_FOR = 'an answer is taken that nobody waits for';

/** A host that recovers takes answers to this life of its, and nothing else. */
function verifyRecovering(
  host: AskedHost,
  state: HostSnapshot,
  late: ReadonlyMap<number, Alike<HostEvent>>,
): PremiseFailure | null {
  const life = state.context.lives?.life ?? 0;
  const wrong = firstOf(host.taken(state), (event) => {
    if (event.type === 'CRASH') return null;
    if (event.type !== 'ANSWER') return failure(host, event, state, 'it is taken by a host that recovers');
    return event.packet.nonce === life ? null : failure(host, event, state, NOT_WAITED_FOR);
  });
  const answers = late.get(life);
  const [first] = answers === undefined ? [] : taken(answers, state);
  if (wrong !== null || first === undefined) return wrong;
  return failure(host, first, state, 'an answer to a former life is taken');
}

function taken(events: Alike<HostEvent>, state: HostSnapshot): readonly HostEvent[] {
  return events.where(events.question((event) => state.can(event)));
}

/** To hear once more of a life that is known changes nothing, and the answer goes to who asked. */
function verifyAgain(
  host: AskedHost,
  state: HostSnapshot,
  event: HostEvent & { readonly type: 'ANNOUNCE' },
): PremiseFailure | null {
  const { from, life } = event.packet;
  if ((state.context.lives?.known[from] ?? 0) !== life) return null;
  const step = outcome(host.settled, state, event);
  if (step === null) return null;
  if (bytesOf(host, step.next) !== bytesOf(host, state)) {
    return failure(host, event, state, 'to answer once more changes the host');
  }
  const isAnswer = step.effects.every(
    ({ type, params }) => type === 'sendAnswer' && params.to.length === 1 && params.to[0] === from,
  );
  return isAnswer ? null : failure(host, event, state, 'it sends something else than an answer to who asked');
}
