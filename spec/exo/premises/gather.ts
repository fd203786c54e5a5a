/**
 * `gather` (docs/decisions/0010): a starter takes in promises when it starts.
 *
 * Verified of every step that takes a promise in: it says nothing, and does nothing a second time; each event but the start that is possible after it
 * is possible without it, sends the same, and leads to the same state, or to one that the promise then leads to;
 * and promises come to the same in either order, but for how much they say is delivered. So a promise can be left
 * in the inbox until the start.
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
import { butDelivered } from './deliver.js';

export function gatherPremise(system: System): Premise {
  return hostPremise('gather', system, verifyHost);
}

/** A promise that was taken in, and the state before. */
interface Taken {
  /** The place of `before` among the local states. */
  readonly from: number;
  readonly before: HostSnapshot;
  readonly promise: HostEvent;
}

/** What is taken in, with the state after, and with the one in which the search has left all that was taken in to be taken in. */
interface TakenIn extends Omit<Taken, 'from'> {
  readonly after: HostSnapshot;
  readonly rest: HostSnapshot;
}

function verifyHost(host: AskedHost): Verification {
  const { graph } = host;
  const isOther = ({ type }: HostEvent): boolean =>
    type !== 'PROMISE' && type !== 'BEGIN' && (type !== 'CRASH' || isGranted(host.options.crashes));
  const steps = [...graph.steps()].filter(
    ({ event, outcomes }) => event.type === 'PROMISE' && outcomes.length > 0,
  );
  const earlier = new Map<number, Taken[]>();
  const restOf = (id: number, state: HostSnapshot): HostSnapshot => {
    const [first] = earlier.get(id) ?? [];
    return first === undefined ? state : restOf(first.from, first.before);
  };
  for (const { from, event, outcomes } of steps) {
    const before = graph.states[from];
    const next = outcomes[0]?.next;
    if (before === undefined || next === undefined) continue;
    earlier.set(next, [...(earlier.get(next) ?? []), { from, before, promise: event as HostEvent }]);
  }
  return firstInTurn(steps, ({ from, event, outcomes }) => {
    const before = graph.states[from];
    const after = graph.states[outcomes[0]?.next ?? from];
    if (before === undefined || after === undefined) return null;
    const promise = event as HostEvent;
    const taken = outcome(host.settled, before, promise);
    if (taken === null) return null;
    if (taken.effects.length > 0)
      return failure(host, promise, before, 'taking a promise in sends something');
    const again = outcome(host.settled, taken.next, promise);
    if (again !== null && bytesOf(host, again.next) !== bytesOf(host, taken.next))
      return failure(host, promise, after, 'the same promise counts again');
    const here: TakenIn = { before, promise, after, rest: restOf(from, before) };
    const takes = host.takes(before);
    return (
      firstOf(host.taken(after), (other) => {
        if (!isOther(other) || !isInBounds(host, after, other)) return null;
        if (!takes(other))
          return failure(host, other, after, 'it is possible only once a promise is taken in');
        return mayHappen(host, here.rest, other) ? verifyLater(host, here, other) : null;
      }) ??
      // Only promises that were in flight together: there are no others that a starter could take in both.
      firstOf(earlier.get(from) ?? [], (first) =>
        verifyOrder(host, first.before, first.promise, before, promise),
      )
    );
  });
}

/** What is possible after a promise comes to the same without it. */
function verifyLater(
  host: AskedHost,
  { before, promise, after }: TakenIn,
  event: HostEvent,
): PremiseFailure | null {
  const late = outcome(host.settled, after, event);
  if (late === null) return null;
  const early = outcome(host.settled, before, event);
  if (early === null) return failure(host, event, after, 'it is possible only once a promise is taken in');
  if (!sameEffects(early.effects, late.effects)) {
    return failure(host, event, after, 'it sends something else once a promise is taken in');
  }
  const end = bytesOf(host, late.next);
  if (bytesOf(host, early.next) === end) return null;
  const then = outcome(host.settled, early.next, promise);
  if (then !== null && then.effects.length === 0 && bytesOf(host, then.next) === end) return null;
  return failure(host, event, after, 'it leads elsewhere once a promise is taken in');
}

function verifyOrder(
  host: AskedHost,
  before: HostSnapshot,
  promise: HostEvent,
  after: HostSnapshot,
  other: HostEvent,
): PremiseFailure | null {
  if (!after.can(other)) return null;
  const both = outcome(host.settled, after, other);
  const first = outcome(host.settled, before, other);
  const then = first && outcome(host.settled, first.next, promise);
  if (both === null || then === null) {
    return both === null ? null : failure(host, other, after, 'it is possible only after another promise');
  }
  if (butDelivered(both.next) === butDelivered(then.next)) return null;
  return failure(host, other, after, 'the order in which promises are taken in makes a difference');
}
