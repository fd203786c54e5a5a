import { courseOf, type Course } from './course.js';
import { stageParts } from './course-words.js';
import { evidenceWords, type Words } from './headline.js';
import type { Picture } from './picture.js';

/** In longer runs what is wrong is not traced back: that would take longer than all else on the page. */
const STEPS_MAX = 2_000;

/** What is wrong, and how it came to that, as sentences whose values can be set off. */
export function whyWords(picture: Picture): readonly Words[] {
  const evidence = evidenceWords(picture.film.title.evidence);
  const { lens, title } = picture.film;
  const isWrong = title.verdict === 'violated' || title.verdict === 'deadlocked';
  const readings = isWrong ? (lens?.readings ?? []).map((says) => `In this reading ${says}.`) : [];
  const more = [causeOf(picture), ...readings].filter((text) => text !== '').join(' ');
  const gap = evidence.length === 0 ? '' : ' ';
  return more === '' ? evidence : [...evidence, { text: `${gap}${more}`, isValue: false }];
}

/** How values that exclude each other came to be, where nothing else says why: who first sent each one, who did not take it, and who had it and let go of it. Empty where there is nothing to say. */
function causeOf(picture: Picture): string {
  const { title, steps } = picture.film;
  const { evidence } = title;
  if (evidence === null || evidence.because !== undefined || evidence.values.length < 2) return '';
  if (steps.length > STEPS_MAX) return '';
  const origins = evidence.values.map((value) =>
    originOf(picture, value, courseOf(picture, { kind: 'payload', text: value })),
  );
  const known = origins.flatMap((origin) => origin ?? []);
  if (known.length < origins.length) return '';
  return `${known
    .sort((one, other) => one.step - other.step)
    .map(({ words }) => words)
    .join('; ')}.`;
}

/** Who sent a value first, what came of that where it was not appended, and where it was cut off later. */
function originOf(
  { lanes }: Picture,
  value: string,
  { stages }: Course,
): { readonly step: number; readonly words: string } | null {
  const first = stages.find(({ what }) => what === 'sent');
  if (first === undefined) return null;
  const { step, lane } = first;
  const labelOf = (at: number): string => lanes[at]?.label ?? '';
  const fates = stageParts(lanes, stages, step, ['lost', 'disputed', 'ignored']);
  const cuts = stages
    .filter(({ what }) => what === 'cut off')
    .map((one) => `cut off at ${labelOf(one.lane)} in step ${one.step}`);
  const words = [`${labelOf(lane)} sent ${value} in step ${step}`, ...fates, ...cuts].join(', ');
  return { step, words };
}
