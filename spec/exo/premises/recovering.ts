/**
 * `reboot` and `answers` (docs/decisions/0019): without disks a crash and the restart are one step, and a host that recovers is
 * asked for, and hears, an answer in the step in which it is given.
 *
 * Verified of every local state: a host that is down does nothing but restart; one that recovers takes nothing but answers to its
 * own nonce, and none is taken later; to answer once more changes nobody, and brings what the host is by then.
 */
import type { Premise, PremiseFailure } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { System } from '../system.js';
import { bytesOf, failure, firstOf, hostPremise, outcome, type AskedHost } from './asked.js';

const CRASH: HostEvent = { type: 'CRASH' };
const RESTART: HostEvent = { type: 'RESTART' };

export function rebootPremise(system: System): Premise {
  return hostPremise('reboot', system, (host) => {
    const known = new Set<string>();
    return firstOf(host.graph.states, (state) => verifyCrash(host, state, known));
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
  return hostPremise('answers', system, (host) =>
    firstOf(host.graph.states, (state) => verifyState(host, state)),
  );
}

function verifyState(host: AskedHost, state: HostSnapshot): PremiseFailure | null {
  const isRecovering = state.matches('recovering');
  return firstOf(host.events, (event) => {
    switch (event.type) {
      case 'ANNOUNCE':
        return isRecovering ? verifyIdle(host, state, event) : verifyAgain(host, state, event);
      case 'ANSWER':
        return verifyNonce(host, state, event);
      case 'CRASH':
        return null;
      default:
        return isRecovering ? verifyIdle(host, state, event) : null;
    }
  });
}

/** A host that recovers waits for answers, and does nothing else. */
function verifyIdle(host: AskedHost, state: HostSnapshot, event: HostEvent): PremiseFailure | null {
  return state.can(event) ? failure(host, event, state, 'it is taken by a host that recovers') : null;
}

/** An answer is taken while it is waited for, and not in another life. */
function verifyNonce(
  host: AskedHost,
  state: HostSnapshot,
  event: HostEvent & { readonly type: 'ANSWER' },
): PremiseFailure | null {
  const { packet } = event;
  const life = state.context.lives?.life ?? 0;
  const isWaitedFor = state.matches('recovering') && packet.nonce === life;
  if (!isWaitedFor) {
    return state.can(event) ? failure(host, event, state, 'an answer is taken that nobody waits for') : null;
  }
  const late: HostEvent = { type: 'ANSWER', packet: { ...packet, nonce: life - 1 } };
  return state.can(late) ? failure(host, late, state, 'an answer to a former life is taken') : null;
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
