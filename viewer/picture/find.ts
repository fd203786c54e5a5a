import { callOfStep, wordsOfStep, type FilmStep } from '../film/film.js';
import { valueText } from './value-text.js';
import type { Picture } from './picture.js';

/**
 * The steps in which a text occurs, in any case: in the action, its words, what was sent or met, or in what the step has changed.
 * `slot 3`, `epoch 1` and the like are found as `slot: 3` and `slot=3` too.
 */
export function stepsWith(picture: Picture, text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const [, name, value] = /^(\w+)[ :=]+(\S+)$/.exec(wanted) ?? [];
  const forms = name === undefined ? [wanted] : [wanted, `${name}=${value}`, `${name}: ${value}`];
  return picture.film.steps.flatMap((step, at) => {
    const said = textOf(step);
    return forms.some((form) => said.includes(form)) ? [at] : [];
  });
}

const texts = new WeakMap<FilmStep, string>();

function textOf(step: FilmStep): string {
  const known = texts.get(step);
  if (known !== undefined) return known;
  const { changes, messages = [] } = step;
  const changed = changes.map(
    ([path, ...what]) => `${path.join('.')}=${what.map((one) => valueText(one)).join(' ')}`,
  );
  const sent = messages.map(
    ({ from, to, text: said, fate, why = '' }) => `${from}→${to} ${said} ${fate} ${why}`,
  );
  const text = [callOfStep(step), wordsOfStep(step), ...sent, ...changed].join('\n').toLowerCase();
  texts.set(step, text);
  return text;
}

/** Kinds of marks, and fates of messages, that are faults. */
const FAULTS: readonly string[] = ['crash', 'reset', 'timeout', 'takeover', 'lose', 'partition'];

/** The steps in which something goes wrong from outside: what is lost, crashes, times out, or is cut off. */
export function faultsOf(picture: Picture): readonly number[] {
  const made = faultsKnown.get(picture) ?? faultsIn(picture);
  faultsKnown.set(picture, made);
  return made;
}

const faultsKnown = new WeakMap<Picture, readonly number[]>();

function faultsIn({ marks, lines }: Picture): readonly number[] {
  const faults = new Set<number>();
  for (const { kind, step } of marks) if (FAULTS.includes(kind)) faults.add(step);
  for (const { fate, step } of lines) if (fate === 'lost') faults.add(step);
  return [...faults].sort((a, b) => a - b);
}

/** The nearest step of a list behind this one, or before it; null if there is none. */
export function nextOf(steps: readonly number[], from: number, direction: 1 | -1): number | null {
  const beyond = steps.filter((step) => (direction > 0 ? step > from : step < from));
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? null;
}
