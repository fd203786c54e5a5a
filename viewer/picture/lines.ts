import type { Film, FilmMessage } from '../film/film.js';
import { placesOf } from './lanes.js';
import type { Lane, Line } from './picture.js';

/** The messages of a film as lines between lanes, by the step in which they were met. */
export function linesOf(film: Film, lanes: readonly Lane[]): readonly Line[] {
  const places = placesOf(lanes);
  const sent = new Map<string, number>();
  const lines: Line[] = [];
  for (const [step, { messages = [] }] of film.steps.entries()) {
    for (const message of messages) if (message.fate === 'sent') sent.set(keyOf(message), step);
    for (const message of messages) {
      const [from, to] = [places.get(message.from), places.get(message.to)];
      if (message.fate === 'sent' || from === undefined || to === undefined) continue;
      const { fate, text, via = null, why = null } = message;
      lines.push({ ...{ from, to, step, fate, text, via, why }, sent: sent.get(keyOf(message)) ?? step });
    }
  }
  return lines;
}

/** Messages are told apart by their sender and what they are known by; one without that is met where it is sent. */
function keyOf({ from, id }: FilmMessage): string {
  return id === undefined ? '' : `${from}\n${id}`;
}
