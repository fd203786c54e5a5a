/** What hosts send, held against what the specified hosts send. */
import { differs, type Problem } from './problem.js';
import { isProblem, sentEntry, sentPacket, unlikePacket } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenMessage } from './seen.js';
import type { Happening, Sending, Situation } from './situation.js';
import type { Step } from './step.js';

/** A step that a specified host has taken. */
interface Taken {
  readonly before: Situation;
  readonly happening: Happening;
  readonly step: Step;
}

/** What the specified host sends is on its way; what the run shows to be sent is among it. */
export function sendsInStep(run: RingRun, self: number, event: SeenEvent, taken: Taken): Problem | null {
  const { next, sent } = taken.step;
  for (const one of sent) {
    if (one.kind === 'broadcast') run.tree.send(next.log);
    else if (one.kind === 'entries') sendsEntries(run, taken);
    else run.packets.add(self, one);
  }
  for (const seen of event.sent) {
    const problem = expectSent(run, next, seen, sent);
    if (problem !== null) return problem;
  }
  return null;
}

/** What is said again was said before; refusals and hints rest on nothing. */
export function saidAgain(run: RingRun, self: number, { sent }: SeenEvent): Problem | null {
  for (const seen of sent) {
    if (restsOnNothing(seen)) continue;
    if (seen.kind === 'entry') {
      const found = sentEntry(run, seen.frame);
      if (typeof found !== 'number') return differs(found.text);
      continue;
    }
    if (seen.from !== self) return differs(`${seen.kind} of another host is said again`);
    for (const to of seen.to ?? []) {
      const found = sentPacket(run, to, seen);
      if (isProblem(found)) return differs(found.text);
    }
  }
  return null;
}

function sendsEntries({ tree }: RingRun, { before, happening }: Taken): void {
  if (happening.type !== 'FETCH') return;
  for (let node = before.log; tree.lengthOf(node) > happening.length; node = tree.parentOf(node))
    tree.send(node);
}

function expectSent(
  run: RingRun,
  front: Situation,
  seen: SeenEvent['sent'][number],
  sent: readonly Sending[],
): Problem | null {
  if (seen.kind === 'entry') {
    const { frame } = seen;
    if (!sent.some(({ kind }) => kind === 'broadcast' || kind === 'entries'))
      return notSent('an entry', sent);
    if (frame.slot >= run.tree.lengthOf(front.log)) return notSent(`slot ${frame.slot}`, sent);
    const node = run.tree.prefix(front.log, frame.slot + 1);
    const all = run.unlike(node, frame);
    return all.length === 0 ? null : differs('another entry is sent', ...all);
  }
  if (restsOnNothing(seen)) return null;
  const same = sent.find((one) => one.kind === seen.kind);
  if (same === undefined || same.kind === 'broadcast' || same.kind === 'entries')
    return notSent(seen.kind, sent);
  const all = [...unlikePacket(run, same, seen)];
  const whom = seen.to?.find((host) => !same.to.includes(host));
  if (whom !== undefined) all.push({ field: 'to', run: String(whom), spec: same.to.join() });
  return all.length === 0 ? null : differs(`another ${seen.kind} is sent`, ...all);
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
