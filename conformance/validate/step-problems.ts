/** Why an event of a run is no step of the specified host. */
import { difference, differs, type Awaited, type Problem } from './problem.js';
import type { LogNode } from './entry-tree.js';
import type { MayDo } from './payloads-on-c1.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenFrame, SeenSession } from './seen.js';
import type { Happening, Situation } from './situation.js';
import type { SpecifiedHost } from './specified-host.js';
import type { Step } from './step.js';
import { lastNumberOf } from './waiting-payloads.js';
import { whyDisabled } from './why-disabled.js';

/** Every life begins with Restart, which shows all of the host, and nothing comes between a crash and that; null if so. */
export function notUp(
  { action }: SeenEvent,
  { isUp, hasBegun }: { readonly isUp: boolean; readonly hasBegun: boolean },
): Problem | null {
  if (action === 'Restart' || isUp) return null;
  return differs(hasBegun ? 'the host has crashed, and not restarted' : 'the host has not begun');
}

const BESIDES: ReadonlySet<string> = new Set(['Submit', 'Say', 'Crash']);

/** Whether an event is about something else than the state of the host, and shows none of it. */
export function showsNothing({ action, set }: SeenEvent): boolean {
  if (!BESIDES.has(action)) return false;
  for (const _ in set) return false;
  return true;
}

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
  const name = names[self] ?? '';
  const text = `payload ${number} is not the next that the driver of ${name} has put on C1`;
  return unless(drivers.takes(self, number, agreed), text, { kind: 'put', host: self, number });
}

/**
 * O9: an engine begins a session that its driver has not begun, or that is over, or with something else than that has said, or than is on its own disk;
 * null if it does not.
 */
export function notBegun(
  { drivers, names }: RingRun,
  self: number,
  seen: SeenSession,
  written: number,
): Problem | null {
  if (seen.pointer > written)
    return differs(
      `a session begins with ${seen.pointer} entries agreed, of which ${written} are on the disk`,
    );
  const { session } = seen;
  const may = drivers.attaches(self, seen);
  const name = names[self] ?? '';
  if (typeof may === 'string') {
    const text =
      may === 'never'
        ? `session ${session} of ${name} is over, or was begun before`
        : `the driver of ${name} has not begun session ${session}`;
    return unless(may, text, { kind: 'session', layer: 'driver', host: self, session });
  }
  const differences = [
    difference('delivered', seen.delivered, may.said.delivered),
    difference('pointer', seen.pointer, may.said.pointer),
  ].filter((one) => one !== null);
  return differs(
    `session ${session} begins otherwise than the driver of ${name} has begun it`,
    ...differences,
  );
}

/** A problem, unless it may be; one that waits, where it may be later. */
function unless(may: MayDo, text: string, awaits: Awaited): Problem | null {
  if (may === 'yes') return null;
  return may === 'never' ? differs(`${text} in the session of the engine`) : { kind: 'unsent', text, awaits };
}

/** An engine knows of deliveries that its driver has not made so far; null if it has. */
export function notDelivered({ drivers, names }: RingRun, self: number, upTo: number): Problem | null {
  const text = `the driver of ${names[self] ?? ''} has not delivered ${upTo} entries`;
  return unless(drivers.mayKnow(self, upTo), text, { kind: 'delivered', host: self, length: upTo });
}

/** Storage is said to have written something, and has not. */
export function nothingWritten(left: number, unwritten: number): Problem {
  const text = `${left} of ${unwritten} entries are unwritten, so nothing was written`;
  return differs(text, { field: 'unwritten', run: String(left), spec: `less than ${unwritten}` });
}
