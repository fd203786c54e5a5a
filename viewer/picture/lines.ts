import type { Film, FilmMessage } from '../film/film.js';
import { placesOf } from './lanes.js';
import { momentsOf } from './moments.js';
import type { Lane, Line } from './picture.js';

/** The messages of a film as lines between lanes, by the step in which they were met. */
export function linesOf(film: Film, lanes: readonly Lane[]): readonly Line[] {
  const places = placesOf(lanes);
  const sent = new Map<string, Sendings>();
  const lines: Line[] = [];
  for (const [step, { messages = [] }] of film.steps.entries()) {
    for (const message of messages) if (message.fate === 'sent') send(sent, keyOf(message), step);
    const moments = momentsOf(messages, (message) => {
      return message.fate !== 'sent' && (sent.get(keyOf(message))?.step ?? step) === step;
    });
    for (const [i, message] of messages.entries()) {
      const known = sent.get(keyOf(message));
      if (message.fate === 'sent' && known !== undefined) known.leaves = moments?.[i]?.leaves ?? 0;
      const [from, to] = [places.get(message.from), places.get(message.to)];
      if (message.fate === 'sent' || from === undefined || to === undefined) continue;
      const { fate, text, slot, via = null, why = null } = message;
      const others = known === undefined ? 0 : meet(known, to);
      const leaves = (known?.step ?? step) === step ? moments?.[i]?.leaves : known?.leaves;
      const arrives = moments?.[i]?.arrives ?? 0;
      lines.push({
        ...{ from, to, step, fate, text, via, why, sent: known?.step ?? step },
        ...(slot !== undefined && { slot }),
        ...(others > 0 && { equalsUnderWay: others }),
        ...(leaves !== undefined && leaves > 0 && { leavesAhead: leaves }),
        ...(arrives > 0 && { arrivesAhead: arrives }),
      });
    }
  }
  return lines;
}

/** How often the same message was sent so far, when it was last, how far ahead in that step, and by lane how often it was met. */
interface Sendings {
  step: number;
  leaves: number;
  count: number;
  readonly met: number[];
}

function send(sent: Map<string, Sendings>, key: string, step: number): void {
  const known = sent.get(key);
  if (known === undefined) sent.set(key, { step, leaves: 0, count: 1, met: [] });
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
