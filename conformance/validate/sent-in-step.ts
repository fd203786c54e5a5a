/** What hosts send, held against what the specified hosts send. */
import { difference, differs, type FieldDifference, type Problem } from './problem.js';
import { isProblem, sentEntry, sentPacket, unlikePacket } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenMessage } from './seen.js';
import type { Happening, Sending, Situation } from './situation.js';
import type { Step } from './step.js';

type SentMessage = SeenEvent['sent'][number];

/** A step that a specified host has taken. */
interface Taken {
  readonly before: Situation;
  readonly happening: Happening;
  readonly step: Step;
}

/**
 * What the run shows to be sent in a step is what the specified host sends in it, and from now on its way. What is not shown was not sent: a host that sends
 * nothing is as one whose messages are all lost.
 */
export function sendsInStep(run: RingRun, self: number, event: SeenEvent, taken: Taken): Problem | null {
  for (const seen of event.sent) {
    const problem = inOwnName(run, self, seen) ?? sendsOne(run, self, seen, taken);
    if (problem !== null) return problem;
  }
  return null;
}

/** What is said again was said before; refusals and hints rest on nothing. */
export function saidAgain(run: RingRun, self: number, { sent }: SeenEvent): Problem | null {
  for (const seen of sent) {
    const wrong = inOwnName(run, self, seen);
    if (wrong !== null) return wrong;
    if (restsOnNothing(seen)) continue;
    if (seen.kind === 'entry') {
      const found = sentEntry(run, seen.frame);
      if (typeof found !== 'number') return differs(found.text);
      continue;
    }
    for (const to of receivers(run, self, seen)) {
      const found = sentPacket(run, to, seen, 'again');
      if (isProblem(found)) return differs(found.text);
      run.packets.add(self, { ...found, to: [to] }, seen);
    }
  }
  return null;
}

/** In a step in which the specified host sends nothing. */
export function sendsNothing({ sent: [seen] }: SeenEvent): Problem | null {
  return seen === undefined ? null : notSent(seen.kind === 'entry' ? 'an entry' : seen.kind, []);
}

/** Entries name who has proposed them; whatever else is sent names who sends it. */
function inOwnName({ names }: RingRun, self: number, seen: SeenMessage): Problem | null {
  if (seen.kind === 'entry') return null;
  const found = difference('from', names[seen.from], names[self]);
  return found && differs(`${seen.kind} is sent in the name of another host`, found);
}

/** Those to whom it goes; all others where nobody is named. */
function receivers(run: RingRun, self: number, { to }: SentMessage): readonly number[] {
  return to ?? run.names.map((_, host) => host).filter((host) => host !== self);
}

function sendsOne(run: RingRun, self: number, seen: SentMessage, taken: Taken): Problem | null {
  const { sent } = taken.step;
  if (seen.kind === 'entry') return sendsEntry(run, seen, taken);
  if (restsOnNothing(seen)) return null;
  const same = sent.find((one) => one.kind === seen.kind);
  if (same === undefined || same.kind === 'broadcast' || same.kind === 'entries')
    return notSent(seen.kind, sent);
  const all = [...unlikePacket(run, same, seen)];
  const to = receivers(run, self, seen);
  const whom = to.find((host) => !same.to.includes(host));
  if (whom !== undefined) all.push(otherReceiver(run, whom, same.to));
  if (seen.kind === 'prepare' || seen.kind === 'fetch' || seen.kind === 'join') {
    const found = difference('delivered', seen.delivered, taken.step.next.delivered);
    if (found !== null) all.push(found);
  }
  if (all.length > 0) return differs(`another ${seen.kind} is sent`, ...all);
  run.packets.add(self, { ...same, to }, seen);
  return null;
}

/** P1, R3: the last entry is broadcast, and who asks for entries is sent some of those that it lacks. */
function sendsEntry(run: RingRun, seen: SentMessage, { step, happening }: Taken): Problem | null {
  const { next, sent } = step;
  if (seen.kind !== 'entry') return null;
  const { frame, to } = seen;
  const isBroadcast = sent.some(({ kind }) => kind === 'broadcast');
  if (!isBroadcast && !sent.some(({ kind }) => kind === 'entries')) return notSent('an entry', sent);
  const length = run.tree.lengthOf(next.log);
  const first = happening.type === 'FETCH' ? happening.length : length - 1;
  if (frame.slot >= length || frame.slot < first) return notSent(`slot ${frame.slot}`, sent);
  const node = run.tree.prefix(next.log, frame.slot + 1);
  const all = [...run.unlike(node, frame)];
  if (happening.type === 'FETCH') {
    const whom = to === null ? null : to.find((host) => host !== happening.from);
    if (whom !== undefined) all.push(otherReceiver(run, whom, [happening.from]));
  }
  if (all.length > 0) return differs('another entry is sent', ...all);
  run.tree.send(node);
  return null;
}

function otherReceiver({ names }: RingRun, whom: number | null, to: readonly number[]): FieldDifference {
  const spec = to.map((host) => names[host]).join(', ');
  return { field: 'to', run: whom === null ? 'all others' : (names[whom] ?? ''), spec };
}

/** Refusals, hints, and what tells a host that its life is over: an answer to no life at all. */
function restsOnNothing(
  seen: SeenMessage,
): seen is Extract<SeenMessage, { readonly kind: 'refuse' | 'hint' }> {
  return seen.kind === 'refuse' || seen.kind === 'hint' || (seen.kind === 'answer' && seen.nonce === NO_LIFE);
}

/** The nonce of an answer to no life: no life has this number. */
const NO_LIFE = Number.MAX_SAFE_INTEGER;

function notSent(what: string, sent: readonly Sending[]): Problem {
  const found = sent.map(({ kind }) => kind).join(', ') || 'nothing';
  return differs(`the specified host does not send ${what} in this step, but ${found}`);
}
