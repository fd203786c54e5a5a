import type { Film, FilmMessage } from '../film/film.js';
import { placesOf } from './lanes.js';
import { momentsOf } from './moments.js';
import type { Lane, Line, UnderWay } from './picture.js';

/** The messages of a film as lines between lanes, by the step in which they were met, and those that nobody meets. */
export function linesOf(
  film: Film,
  lanes: readonly Lane[],
): { readonly lines: readonly Line[]; readonly underWay: readonly UnderWay[] } {
  const places = placesOf(lanes);
  const known = new Map<string, Sendings>();
  const lines: Line[] = [];
  for (const [step, { messages = [] }] of film.steps.entries()) {
    for (const message of messages) if (message.fate === 'sent') send(known, message, step);
    const moments = momentsOf(messages, (message) => {
      return message.fate !== 'sent' && (lastOf(known, message)?.step ?? step) === step;
    });
    for (const [i, message] of messages.entries()) {
      const sending = lastOf(known, message);
      if (message.fate === 'sent' && sending !== undefined) sending.leaves = moments?.[i]?.leaves ?? 0;
      const [from, to] = [places.get(message.from), places.get(message.to)];
      if (message.fate === 'sent' || from === undefined || to === undefined) continue;
      const { fate, text, slot, via = null, why = null } = message;
      const others = meet(known.get(keyOf(message)), to);
      const sent = sending?.step ?? step;
      const leaves = sent === step ? moments?.[i]?.leaves : sending?.leaves;
      const arrives = moments?.[i]?.arrives ?? 0;
      lines.push({
        ...{ from, to, step, fate, text, via, why, sent },
        ...(slot !== undefined && { slot }),
        ...(others > 0 && { equalsUnderWay: others }),
        ...(leaves !== undefined && leaves > 0 && { leavesAhead: leaves }),
        ...(arrives > 0 && { arrivesAhead: arrives }),
      });
    }
  }
  return { lines, underWay: underWayOf(known, places) };
}

/** Of equal messages, all of their sendings in order, and by lane how often they were met. */
interface Sendings {
  readonly all: Sending[];
  readonly met: number[];
}

interface Sending {
  readonly step: number;
  readonly message: FilmMessage;
  /** How far ahead in its step. */
  leaves: number;
  hasLine: boolean;
}

function send(known: Map<string, Sendings>, message: FilmMessage, step: number): void {
  const key = keyOf(message);
  const sending = { step, message, leaves: 0, hasLine: false };
  const before = known.get(key);
  if (before === undefined) known.set(key, { all: [sending], met: [] });
  else before.all.push(sending);
}

function lastOf(known: ReadonlyMap<string, Sendings>, message: FilmMessage): Sending | undefined {
  return known.get(keyOf(message))?.all.at(-1);
}

/** Meets the last of the sendings of a message. Returns how many others were under way to this lane that may be this one as well. */
function meet(sendings: Sendings | undefined, to: number): number {
  if (sendings === undefined) return 0;
  const { all, met } = sendings;
  const last = all.at(-1);
  if (last !== undefined) last.hasLine = true;
  const before = met[to] ?? 0;
  met[to] = before + 1;
  return Math.max(0, all.length - before - 1);
}

/**
 * What nobody has met: of equal messages as many as were sent more often than any one actor has met them. Which of them that are nobody can tell: the
 * first that have no line stand for them.
 */
function underWayOf(
  known: ReadonlyMap<string, Sendings>,
  places: ReadonlyMap<string, number>,
): readonly UnderWay[] {
  const found: UnderWay[] = [];
  for (const { all, met } of known.values()) {
    let left = all.length - Math.max(0, ...met.filter((count) => count > 0));
    for (const { step, message, leaves, hasLine } of all) {
      const from = places.get(message.from);
      if (left <= 0) break;
      if (hasLine || from === undefined) continue;
      left--;
      const { text, via = null, towards = '' } = message;
      const to = places.get(towards) ?? null;
      found.push({ step, from, to, text, via, ...(leaves > 0 && { leavesAhead: leaves }) });
    }
  }
  return found.sort((one, other) => one.step - other.step);
}

/** Messages are told apart by their sender and what they are known by; one without that is met where it is sent. */
function keyOf({ from, id }: FilmMessage): string {
  return id === undefined ? '' : `${from}\n${id}`;
}
