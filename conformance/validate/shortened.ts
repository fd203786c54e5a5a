import type { RunEvent, RunHeader } from '../../traces/index.js';
import { counterOf } from '../runs/counters.js';
import type { PlacedEvent } from '../runs/events.js';
import { shortened } from '../runs/shorten.js';
import { HostAnswers } from './host-answers.js';
import type { Rejection } from './validation.js';
import { driversIn, RunValidator } from './validator.js';

/**
 * A shorter run that is rejected at the same event for the same reason: the events before it without as many as can be left out. Null
 * for a run whose events before the rejected one do not make it be rejected by themselves. Each attempt validates what is left.
 *
 * `drivers` are the names of the hosts of whose drivers there are events (`ValidatorOptions`).
 *
 * @example
 * const shorter = (header: RunHeader, before: readonly PlacedEvent[], rejection: Rejection) =>
 *   shortenedRejection(header, before, rejection, 100);
 */
export function shortenedRejection(
  header: RunHeader,
  before: readonly PlacedEvent[],
  { event, place, problem }: Rejection,
  attemptsMax: number,
  drivers: readonly string[] = driversIn(header),
): readonly RunEvent[] | null {
  const answers = new HostAnswers();
  const reasonOf = (events: readonly PlacedEvent[]): string | null => {
    const validator = new RunValidator(header, { answers, drivers });
    try {
      for (const one of events) validator.push(one.event, one.place);
    } catch {
      // Without an event that it rests on, another can be malformed.
      return null;
    }
    const { rejection } = validator.finish();
    const last = events.at(-1);
    if (
      rejection === null ||
      last === undefined ||
      rejection.event.n !== last.event.n ||
      counterOf(rejection.event) !== counterOf(last.event)
    ) {
      return null;
    }
    return reasonText(rejection);
  };
  const wanted = reasonText({ problem });
  const last: PlacedEvent = { event, place };
  if (reasonOf([...before, last]) !== wanted) return null;
  const isKept = ({ action }: RunEvent): boolean => action === 'Restart' || action === 'Crash';
  return shortened(before, last, reasonOf, attemptsMax, isKept).map((one) => one.event);
}

/** Why an event is rejected, without what depends on where it stands. */
function reasonText({ problem }: Pick<Rejection, 'problem'>): string {
  switch (problem.kind) {
    case 'differs':
      return JSON.stringify([problem.text, problem.differences.map(({ field }) => field)]);
    case 'disabled':
      return JSON.stringify([problem.disabled.event, problem.disabled.state, problem.disabled.guards]);
    case 'violated':
      return JSON.stringify([problem.violation.property]);
    default:
      return problem.kind;
  }
}
