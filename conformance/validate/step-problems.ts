/** Why an event of a run is no step of the specified host. */
import { difference, differs, type Problem } from './problem.js';
import type { LogNode } from './entry-tree.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenFrame } from './seen.js';
import type { Happening, Situation } from './situation.js';
import type { SpecifiedHost } from './specified-host.js';
import type { Step } from './step.js';
import { lastNumberOf } from './waiting-payloads.js';
import { whyDisabled } from './why-disabled.js';

/** The specified host does not take what happens. */
export function notTaken(spec: SpecifiedHost, situation: Situation, happening: Happening): Problem {
  const disabled = whyDisabled(spec, situation, happening);
  const { guards, event, state } = disabled;
  const why =
    guards.length === 0
      ? `the specified host takes no ${event} while it is ${state}`
      : `the specified host does not take ${event} while it is ${state}: ${guards.join(', or ')}`;
  return { kind: 'disabled', text: why, disabled };
}

/** The entry that is added is not the one that the specified host puts behind its log; null if it is. */
export function unlikeAdded(
  { tree }: RingRun,
  log: LogNode,
  { added }: Step,
  frame: SeenFrame,
): Problem | null {
  const differences = [
    difference('slot', frame.slot, tree.lengthOf(log)),
    difference('history', frame.history, tree.digestOf(log)),
    difference('epoch', frame.epoch, added?.epoch),
    difference('source', frame.source, added?.source),
  ].filter((one) => one !== null);
  return differences.length === 0 ? null : differs('the entry is another one', ...differences);
}

/** R7: what is delivered, so that there are this many, is not what stands in the log; null if it is, or nobody says. */
export function unlikeDelivered(
  run: RingRun,
  log: LogNode,
  { entry }: SeenEvent,
  upTo: number,
): Problem | null {
  if (entry === null) return null;
  const { tree } = run;
  if (upTo > tree.lengthOf(log)) return null;
  const all = run.unlike(tree.prefix(log, upTo), entry);
  return all.length === 0 ? null : differs('another entry is delivered', ...all);
}

/** O4, O7: an engine takes a payload that is not next on C1, as far as its driver has put any; null if it is. */
export function notOnC1(
  { drivers, order, tree, names }: RingRun,
  self: number,
  number: number,
): Problem | null {
  const agreed = (): number => {
    const length = drivers.agreedAt(self);
    return length === 0 ? -1 : lastNumberOf(tree, order.at(length - 1), self);
  };
  if (drivers.takes(self, number, agreed)) return null;
  const text = `payload ${number} is not the next that the driver of ${names[self] ?? ''} has put on C1`;
  return { kind: 'unsent', text, key: `payload ${number}` };
}

/** An engine knows of deliveries that its driver has not made so far; null if it has. */
export function notDelivered({ drivers, names }: RingRun, self: number, upTo: number): Problem | null {
  if (drivers.mayKnow(self, upTo)) return null;
  const text = `the driver of ${names[self] ?? ''} has not delivered ${upTo} entries`;
  return { kind: 'unsent', text, key: `delivered ${upTo}` };
}

/** Storage is said to have written something, and has not. */
export function nothingWritten(left: number, unwritten: number): Problem {
  const text = `${left} of ${unwritten} entries are unwritten, so nothing was written`;
  return differs(text, { field: 'unwritten', run: String(left), spec: `less than ${unwritten}` });
}
