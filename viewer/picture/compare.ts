import { callOfStep, wordsOfStep, type Film, type FilmStep, type Plain } from '../film/film.js';
import { StateReader } from './state-reader.js';

/** What two runs have in common, and what not. */
export interface Comparison {
  readonly other: Film;
  /** What the two are called. */
  readonly names: readonly [string, string];
  /** The number of first steps that are the same in both, the initial state among them. */
  readonly common: number;
}

/** Two runs beside each other; null where a film has no other. */
export function comparisonOf(film: Film): Comparison | null {
  const { compared } = film;
  if (compared === undefined) return null;
  const { other, names } = compared;
  return { other, names, common: commonSteps(film, other) };
}

function commonSteps({ steps }: Film, { steps: others }: Film): number {
  const least = Math.min(steps.length, others.length);
  for (let step = 0; step < least; step++) if (!isSameStep(steps[step], others[step])) return step;
  return least;
}

/** What was done, to whom it came, and what it changed; not when it was. */
function isSameStep(one: FilmStep | undefined, other: FilmStep | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const told = (step: FilmStep): string =>
    JSON.stringify([callOfStep(step), step.changes, step.messages ?? []]);
  return told(one) === told(other);
}

/** How the two part, in a sentence; one stands above, the other below. */
export function partingWords({ steps }: Film, { other, common }: Comparison): string {
  if (common === steps.length && common === other.steps.length)
    return 'The two runs are the same in all steps.';
  const same =
    common === 0 ? 'The two runs begin differently' : `The two runs are the same up to step ${common - 1}`;
  const next = (film: readonly FilmStep[]): string => {
    const step = film[common];
    return step === undefined ? 'it ends there' : wordsOfStep(step);
  };
  const [above, below] = [next(steps), next(other.steps)];
  return `${same}; then above: ${above}, and below: ${above === below ? 'the same, of which something else comes' : below}.`;
}

/** Variables whose values differ at a step; a run that has ended stays where it is. */
export class Differences {
  private readonly own: StateReader;
  private readonly others: StateReader;

  constructor(
    private readonly film: Film,
    private readonly comparison: Comparison,
  ) {
    this.own = new StateReader(film);
    this.others = new StateReader(comparison.other);
  }

  /** The state of the other run at a step, or at its end. */
  otherAt(step: number): Readonly<Record<string, Plain>> {
    return this.others.stateAt(Math.min(step, this.comparison.other.steps.length - 1));
  }

  namesAt(step: number): ReadonlySet<string> {
    if (step < this.comparison.common) return new Set();
    const [own, other] = [this.own.stateAt(Math.min(step, this.film.steps.length - 1)), this.otherAt(step)];
    const names = new Set([...Object.keys(own), ...Object.keys(other)]);
    return new Set([...names].filter((name) => JSON.stringify(own[name]) !== JSON.stringify(other[name])));
  }
}
