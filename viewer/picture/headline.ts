import type { Evidence } from '../../traces/index.js';
import { doneInStep, type Film, type FilmTitle } from '../film/film.js';
import { decisiveStep } from './decisive-step.js';

/** What a run shows, in a few words: what is wrong with it, if anything. */
export interface Headline {
  readonly isBroken: boolean;
  /** Before all: `✗ ` where something is wrong, `✓ ` where a run was held against its model and is one of it; nothing otherwise. */
  readonly sign: '✗ ' | '✓ ' | '';
  /** The name of the property, or what came of the run. */
  readonly what: string;
  readonly rest: string;
}

/** The step that decides it, and what is done in it. */
interface Decisive {
  readonly step: number;
  readonly does: string;
}

export function headlineOf(film: Film): Headline {
  const { title, steps } = film;
  const last = steps.length - 1;
  const step = decisiveStep(film);
  const shown = step === null ? undefined : steps[step];
  const isEarlier = step !== null && shown !== undefined && (step < last || title.verdict === 'rejected');
  const told = toldOf(title, last, isEarlier ? { step, does: doneInStep(shown) } : null);
  const isAccepted = title.foreign === undefined && title.verdict === 'accepted';
  return { ...told, sign: told.isBroken ? '✗ ' : isAccepted ? '✓ ' : '' };
}

function toldOf(
  { property, verdict, model, foreign }: FilmTitle,
  steps: number,
  decisive: Decisive | null,
): Omit<Headline, 'sign'> {
  const length = `${steps} ${steps === 1 ? 'step' : 'steps'}`;
  if (foreign !== undefined)
    return { isBroken: false, what: model === '' ? `A trace of ${foreign}` : model, rest: length };
  switch (verdict) {
    case 'violated':
      return {
        isBroken: true,
        what: property ?? 'A property',
        rest:
          decisive === null ? `is violated in ${length}` : `is violated in step ${decisive.step} of ${steps}`,
      };
    case 'deadlocked':
      return {
        isBroken: true,
        what: 'Deadlock',
        rest: `after ${length}: nothing is enabled, faults aside, and a run may not end there`,
      };
    case 'a run':
      return { isBroken: false, what: `A run of ${model}`, rest: `in ${length}` };
    case 'accepted':
      return { isBroken: false, what: `A run of ${model}`, rest: `in ${length}: accepted` };
    case 'rejected':
      if (decisive === null)
        return {
          isBroken: true,
          what: `A run of ${model}`,
          rest: `in ${length}, which is none of the model`,
        };
      return {
        isBroken: true,
        what: `Step ${decisive.step}`,
        rest: `of ${steps} is not explained by ${model}: ${decisive.does}`,
      };
    case 'reached':
      return { isBroken: false, what: property ?? 'A witness', rest: `is reached in ${length}` };
    default:
      return { isBroken: false, what: verdict === '' ? model : verdict, rest: length };
  }
}

/** A part of a sentence; values are what it is about. */
export interface Words {
  readonly text: string;
  readonly isValue: boolean;
}

/** Evidence as a sentence whose values can be set off. */
export function evidenceWords(evidence: Evidence | null): readonly Words[] {
  if (evidence === null) return [];
  const { slot, values, hosts, how, because } = evidence;
  const plain = (text: string): Words => ({ text, isValue: false });
  const again = how === undefined ? '' : `${how.slice(how.lastIndexOf(' ') + 1)} `;
  const said = how === undefined || values.length === 0 ? '' : `${how} `;
  const subject = slot === undefined ? said : `Slot ${slot}${said === '' ? ': ' : ` is ${said}`}`;
  const parts = values.flatMap((value, i): readonly Words[] => {
    const at = (hosts[i] ?? []).join(', ');
    const before = i === 0 ? [] : [plain(` and ${again}`)];
    return [...before, { text: value, isValue: true }, ...(at === '' ? [] : [plain(` at ${at}`)])];
  });
  const reason = because === undefined ? '' : `${parts.length === 0 ? '' : '; '}${because}`;
  const words = [plain(subject), ...parts, plain(`${reason}.`)].filter(({ text }) => text !== '');
  const [first, ...rest] = words;
  if (first === undefined || (words.length === 1 && first.text === '.')) return [];
  // A name or a number keeps its letters, and a sentence that begins with neither begins with a capital.
  const isName = first.isValue && !first.text.includes(' ');
  return [
    isName ? first : { ...first, text: `${first.text.charAt(0).toUpperCase()}${first.text.slice(1)}` },
    ...rest,
  ];
}
