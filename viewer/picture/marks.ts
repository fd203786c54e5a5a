import type { MarkKind } from '../../traces/index.js';
import type { Film, FilmStep } from '../film/film.js';
import { placesOf } from './lanes.js';
import type { Lane, Line, Mark } from './picture.js';
import { firstAt } from './scale.js';

/** What the actors of a film do, by step. */
export function marksOf(film: Film, lanes: readonly Lane[], lines: readonly Line[]): readonly Mark[] {
  const places = placesOf(lanes);
  return film.steps.flatMap((step, at) => {
    if (at === 0 && step.actor === undefined) return [];
    const lane = places.get(step.actor ?? senderOf(step) ?? '');
    if (lane === undefined) return [];
    const ahead = aheadOf(at, lane, lines);
    return [{ step: at, lane, kind: kindOf(step, film), sends: sentBy(step), ...(ahead > 0 && { ahead }) }];
  });
}

/** A mark stands where what it sends leaves, or else in the middle. */
function aheadOf(step: number, lane: number, lines: readonly Line[]): number {
  let ahead = 0;
  for (let i = firstAt(lines, (line) => line.step, step); lines[i]?.step === step; i++) {
    const { from, sent, leavesAhead = 0 } = lines[i] ?? { from: -1, sent: -1 };
    if (from === lane && sent === step) ahead = Math.max(ahead, leavesAhead);
  }
  return ahead;
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
