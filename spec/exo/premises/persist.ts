/**
 * `persist` (docs/decisions/0010): what is to be written is written in the step that changed it.
 *
 * In a run of the plain model a write may come later, after other events. Verified of every local state in which a
 * write is to come, and of all that it can come to before the write: one write is enough; nothing was sent in the meantime, so nobody knows
 * of it; a crash leads where it would have led before the cause; and each event that is possible before the write is possible
 * after it, with the same effects, and leads to the same state once that is written too. So the write can be
 * brought forward, step by step, to its cause.
 */
import type { Premise, PremiseFailure, Verification } from '../../../checker/index.js';
import { isGranted } from '../../../checker/environment/budget.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { System } from '../system.js';
import {
  atRest,
  bytesOf,
  failure,
  firstInTurn,
  firstOf,
  hostPremise,
  isInBounds,
  mayHappen,
  outcome,
  sameEffects,
  type AskedHost,
  type HostStep,
} from './asked.js';

const PERSISTED: HostEvent = { type: 'PERSISTED' };
const CRASH: HostEvent = { type: 'CRASH' };

export function persistPremise(system: System): Premise {
  return hostPremise('persist', system, verifyHost);
}

function verifyHost(host: AskedHost): Verification {
  const { graph, machine } = host;
  const known = new Set<string>();
  return firstInTurn(graph.steps(), ({ from, event, outcomes }) => {
    const state = graph.states[from];
    if (state === undefined || outcomes.length === 0) return null;
    const cause = event as HostEvent;
    const step = outcome(machine, state, cause);
    return step === null ? null : verifyUnwritten(host, state, cause, step, known);
  });
}

/** A step after which something is to be written, if it is one. */
function verifyUnwritten(
  host: AskedHost,
  before: HostSnapshot,
  cause: HostEvent,
  { next: unwritten, effects }: HostStep,
  known: Set<string>,
): PremiseFailure | null {
  const write = outcome(host.machine, unwritten, PERSISTED);
  if (write === null || cause.type === 'PERSISTED') return null;
  if (effects.length > 0) {
    return failure(host, cause, before, `${effects[0]?.type ?? ''} comes before what it reveals is written`);
  }
  const second = outcome(host.machine, write.next, PERSISTED);
  if (second !== null) {
    const claim = 'one write leaves something unwritten, and a crash may come before the next';
    return failure(host, PERSISTED, write.next, claim);
  }
  const crashed = verifyCrash(host, before, cause, unwritten);
  if (crashed !== null) return crashed;
  const key = bytesOf(host, unwritten);
  if (known.has(key)) return null;
  known.add(key);
  const rest = atRest(host, unwritten);
  const takesLater = host.takes(write.next);
  return firstOf(host.taken(unwritten), (event) => {
    const isOther = event.type !== 'PERSISTED' && event.type !== 'CRASH';
    if (!isOther || !isInBounds(host, unwritten, event)) return null;
    if (!takesLater(event)) return failure(host, event, unwritten, 'it is possible before the write only');
    return mayHappen(host, rest, event) ? verifyEarlier(host, unwritten, write, event, known) : null;
  });
}

/** A crash before the write is one before its cause, but for what was submitted, which comes from outside. */
function verifyCrash(
  host: AskedHost,
  before: HostSnapshot,
  cause: HostEvent,
  unwritten: HostSnapshot,
): PremiseFailure | null {
  if (!isGranted(host.options.crashes) || cause.type === 'SUBMIT') return null;
  const late = outcome(host.machine, unwritten, CRASH);
  const early = outcome(host.machine, before, CRASH);
  if (late === null || early === null) return null;
  if (late.effects.length === 0 && bytesOf(host, late.next) === bytesOf(host, early.next)) return null;
  return failure(host, CRASH, unwritten, `it is not the same as a crash before ${cause.type}`);
}

/** An event before the write is as good as one after it. */
function verifyEarlier(
  host: AskedHost,
  unwritten: HostSnapshot,
  write: HostStep,
  event: HostEvent,
  known: Set<string>,
): PremiseFailure | null {
  const { machine } = host;
  const early = outcome(machine, unwritten, event);
  if (early === null) return null;
  const late = outcome(machine, write.next, event);
  if (late === null) return failure(host, event, unwritten, 'it is possible before the write only');
  const earlyEnd = written(host, early);
  const lateEnd = written(host, { next: late.next, effects: [...write.effects, ...late.effects] });
  if (bytesOf(host, earlyEnd.next) !== bytesOf(host, lateEnd.next)) {
    return failure(host, event, unwritten, 'it leads elsewhere before the write than after it');
  }
  if (!sameEffects(earlyEnd.effects, lateEnd.effects)) {
    return failure(host, event, unwritten, 'it sends something else before the write than after it');
  }
  return verifyUnwritten(host, unwritten, event, early, known);
}

/** What is left to be written, written. */
function written({ machine }: AskedHost, { next, effects }: HostStep): HostStep {
  const write = outcome(machine, next, PERSISTED);
  return write === null ? { next, effects } : { next: write.next, effects: [...effects, ...write.effects] };
}
