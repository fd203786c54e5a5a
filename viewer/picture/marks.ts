import type { MarkKind } from '../../traces/index.js';
import type { Film, FilmStep } from '../film/film.js';
import { placesOf } from './lanes.js';
import type { Lane, Mark } from './picture.js';

/** What the actors of a film do, by step. */
export function marksOf(film: Film, lanes: readonly Lane[]): readonly Mark[] {
  const places = placesOf(lanes);
  return film.steps.flatMap((step, at) => {
    if (at === 0 && step.actor === undefined) return [];
    const lane = places.get(step.actor ?? senderOf(step) ?? '');
    if (lane === undefined) return [];
    return [{ step: at, lane, kind: kindOf(step, film), sends: sentBy(step) }];
  });
}

/** Who has sent what was met in a step that names no actor. */
function senderOf({ messages = [] }: FilmStep): string | undefined {
  const to = new Set(messages.map((message) => message.to));
  return to.size === 1 ? messages[0]?.to : messages[0]?.from;
}

function kindOf({ action, messages = [], actor }: FilmStep, { lens }: Film): MarkKind {
  const given = lens?.actions;
  if (given !== undefined && Object.hasOwn(given, action)) return given[action] ?? 'step';
  if (messages.some(({ to, fate }) => to === actor && fate !== 'sent')) return 'receive';
  return 'step';
}

/** The text of what its actor broadcasts or sends in this step. */
function sentBy({ messages = [], actor }: FilmStep): string | null {
  return messages.find(({ from }) => from === actor)?.text ?? null;
}
