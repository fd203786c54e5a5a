/**
 * `submit` (docs/decisions/0010): a payload is submitted when it is about to be sent.
 *
 * Verified of every local state: a submission says nothing, and nothing but a broadcast of the host's own next entry depends on
 * it. What is possible after it is possible without it, sends the same, and leads to the same state once the payload
 * is submitted then, and an entry is made of the payload that was there first; a crash, to the same but for how many were submitted, which comes from outside.
 */
import type { Premise, PremiseFailure, Verification } from '../../../checker/index.js';
import { isGranted } from '../../../checker/environment/budget.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { System } from '../system.js';
import {
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
} from './asked.js';

const SUBMIT: HostEvent = { type: 'SUBMIT' };
const APPEND: HostEvent = { type: 'APPEND' };

export function submitPremise(system: System): Premise {
  return hostPremise('submit', system, verifyHost);
}

function verifyHost(host: AskedHost): Verification {
  const isOther = ({ type }: HostEvent): boolean =>
    type !== 'SUBMIT' && type !== 'APPEND' && (type !== 'CRASH' || isGranted(host.options.crashes));
  return firstInTurn(host.graph.states, (before) => {
    if (!isInBounds(host, before, SUBMIT)) return null;
    const submitted = outcome(host.settled, before, SUBMIT);
    if (submitted === null) return null;
    if (submitted.effects.length > 0) return failure(host, SUBMIT, before, 'a submission sends something');
    return (
      verifyFirst(host, submitted.next) ??
      firstOf(host.taken(submitted.next).filter(isOther), (event) =>
        verifyLater(host, before, submitted.next, event),
      )
    );
  });
}

/** An entry is made of the payload that was there first: it is the same before and after another is submitted. */
function verifyFirst(host: AskedHost, before: HostSnapshot): PremiseFailure | null {
  if (!isInBounds(host, before, SUBMIT) || !isInBounds(host, before, APPEND)) return null;
  const early = outcome(host.settled, before, APPEND);
  const submitted = outcome(host.settled, before, SUBMIT);
  if (early === null || submitted === null) return null;
  const late = outcome(host.settled, submitted.next, APPEND);
  const then = outcome(host.settled, early.next, SUBMIT);
  const isSame =
    late !== null &&
    then !== null &&
    sameEffects(early.effects, late.effects) &&
    bytesOf(host, then.next) === bytesOf(host, late.next);
  if (isSame) return null;
  return failure(host, APPEND, submitted.next, 'it depends on what was submitted after the first payload');
}

function verifyLater(
  host: AskedHost,
  before: HostSnapshot,
  after: HostSnapshot,
  event: HostEvent,
): PremiseFailure | null {
  if (!host.takes(before)(event))
    return failure(host, event, after, 'it is possible only once a payload is submitted');
  if (!mayHappen(host, before, event)) return null;
  const late = outcome(host.settled, after, event);
  if (late === null) return null;
  const early = outcome(host.settled, before, event);
  if (early === null) return failure(host, event, after, 'it is possible only once a payload is submitted');
  if (!sameEffects(early.effects, late.effects)) {
    return failure(host, event, after, 'it sends something else once a payload is submitted');
  }
  if (event.type === 'CRASH') {
    if (butSubmitted(early.next) === butSubmitted(late.next)) return null;
    return failure(host, event, after, 'it leaves something of a payload that was submitted');
  }
  const then = outcome(host.settled, early.next, SUBMIT);
  if (then !== null && bytesOf(host, then.next) === bytesOf(host, late.next)) return null;
  return failure(host, event, after, 'it leads elsewhere once a payload is submitted');
}

function butSubmitted({ value, context }: HostSnapshot): string {
  return JSON.stringify([value, { ...context, submitted: 0 }]);
}
