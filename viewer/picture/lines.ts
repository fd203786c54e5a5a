import type { Film, FilmMessage } from '../film/film.js';
import { placesOf } from './lanes.js';
import type { Lane, Line } from './picture.js';

/** The messages of a film as lines between lanes, by the step in which they were met. */
export function linesOf(film: Film, lanes: readonly Lane[]): readonly Line[] {
  const places = placesOf(lanes);
  const sent = new Map<string, Sendings>();
  const lines: Line[] = [];
  for (const [step, { messages = [] }] of film.steps.entries()) {
    for (const message of messages) if (message.fate === 'sent') send(sent, keyOf(message), step);
    for (const message of messages) {
      const [from, to] = [places.get(message.from), places.get(message.to)];
      if (message.fate === 'sent' || from === undefined || to === undefined) continue;
      const { fate, text, slot, via = null, why = null } = message;
      const known = sent.get(keyOf(message));
      const others = known === undefined ? 0 : meet(known, to);
      lines.push({
        ...{ from, to, step, fate, text, via, why, sent: known?.step ?? step },
        ...(slot !== undefined && { slot }),
        ...(others > 0 && { equalsUnderWay: others }),
      });
    }
  }
  return lines;
}

/** How often the same message was sent so far, when it was last, and by lane how often it was met. */
interface Sendings {
  step: number;
  count: number;
  readonly met: number[];
}

function send(sent: Map<string, Sendings>, key: string, step: number): void {
  const known = sent.get(key);
  if (known === undefined) sent.set(key, { step, count: 1, met: [] });
  else [known.step, known.count] = [step, known.count + 1];
}

/** Meets one of the sendings of a message. Returns how many others were under way to this lane that may be this one as well. */
function meet({ count, met }: Sendings, to: number): number {
  const before = met[to] ?? 0;
  met[to] = before + 1;
  return Math.max(0, count - before - 1);
}

/** Messages are told apart by their sender and what they are known by; one without that is met where it is sent. */
function keyOf({ from, id }: FilmMessage): string {
  return id === undefined ? '' : `${from}\n${id}`;
}
