/** What is followed, in words: what becomes of it at the chosen step, and who has not got it yet. */
import { stageWords, waitingAt } from '../picture/course-words.js';
import type { Picture } from '../picture/picture.js';
import { searchFor, slotAtStep } from '../picture/subject.js';
import { byId } from './dom.js';
import type { Finder } from './finder.js';

/** The sentence of the chosen step; empty where nothing is followed. */
export function followWords(picture: Picture, { course }: Finder, step: number): string {
  if (course === null) return '';
  const { subject, steps, goals } = course;
  const name = subject.kind === 'slot' ? `Slot ${subject.slot}` : `Payload ${subject.text}`;
  if (steps.length === 0) return `${name}: nothing in this run is about it.`;
  const here = stageWords(picture, course, step);
  const waiting = waitingAt(picture, course, step).map((lane) => picture.lanes[lane]?.label ?? '');
  const goal = goals.find((one) => one !== null) ?? 'appended';
  const left = waiting.length === 0 ? `${goal} at all` : `not yet ${goal} at ${waiting.join(', ')}`;
  return `${name}: ${here === '' ? '' : `${here}; `}${left}.`;
}

/** What would be searched for to follow what the chosen step is about; null where it is about no slot. */
export function searchAt(picture: Picture, step: number): string | null {
  const slot = slotAtStep(picture, step);
  return slot === null ? null : searchFor({ kind: 'slot', slot });
}

/** Shows the sentence of `followWords`, and which button leads where. */
export function showFollow(picture: Picture, finder: Finder, step: number, words: string): void {
  const { course } = finder;
  const search = course === null ? searchAt(picture, step) : null;
  byId('followed').textContent = words;
  byId('followed').hidden = course === null;
  for (const id of ['follow-back', 'follow-on']) byId(id).hidden = course === null;
  const button = byId('follow');
  button.hidden = course === null && search === null;
  button.setAttribute('aria-pressed', String(course !== null));
  byId('follow-what').textContent =
    course === null ? `follow ${search?.replace(':', ' ') ?? ''}` : 'follow no more';
}
