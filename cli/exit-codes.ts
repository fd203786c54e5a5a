import { unreachable } from '../errors/index.js';
import type { AnyResult } from './check/refinement-search.js';

/** What `exo` says to whoever started it. README repeats this table. */
export const EXIT = {
  /** Holds, and the search was exhausted; a trace reproduces; what was asked for was printed. */
  ok: 0,
  /** A limit ended the search before the end. */
  bounded: 3,
  /** A witness was not reached, or an action never taken: the model may be vacuous. */
  vacuous: 10,
  deadlocked: 11,
  /** A property is violated; a trace does not reproduce. */
  violated: 12,
  /** A state is stuck for ever: nothing more can be agreed from it. */
  unending: 13,
  /** A model, a trace or a configuration that cannot be used. */
  malformed: 150,
  badOption: 151,
  /** Output cannot be written: the disk is full. */
  unwritten: 74,
  ours: 255,
} as const;

/** The exit code of a search; of one for stuck states where it is of a possibility. */
export function exitCodeOfResult(result: AnyResult, isPossibility = false, requiresCoverage = false): number {
  switch (result.verdict) {
    case 'exhausted':
      return isVacuous(result) || (requiresCoverage && isUncovered(result)) ? EXIT.vacuous : EXIT.ok;
    case 'bounded':
      return EXIT.bounded;
    case 'violated':
      return isPossibility ? EXIT.unending : EXIT.violated;
    case 'deadlocked':
      return EXIT.deadlocked;
    default:
      return unreachable(result.verdict);
  }
}

/** Whether a part of a chart was never met. */
export function isUncovered({ coverage }: AnyResult): boolean {
  return coverage.some((chart) =>
    [chart.states, chart.transitions, chart.guards, chart.events].some(({ missing }) => missing.length > 0),
  );
}

/** Whether something that should be able to happen did not, in any state; if that model is refined, by any step. */
export function isVacuous({ neverTaken, witnesses, highNeverTaken = [] }: AnyResult): boolean {
  return [...neverTaken, ...highNeverTaken].length > 0 || witnesses.some(({ reached }) => !reached);
}

/** The exit code of an error, by the hundreds of its stable code: models, traces and configurations, then options. */
export function exitCodeOfError(error: unknown): number {
  const code = codeOf(error);
  if (code === null) return EXIT.ours;
  // A step or a column that a sound trace does not have was asked for.
  if (code === 'EXO205') return EXIT.badOption;
  return code.startsWith('EXO3') || code.startsWith('EXO43') ? EXIT.badOption : EXIT.malformed;
}

/**
 * The stable code of an error about bad input, null for any other. By its shape, because a user's module may
 * bring a copy of the checker of its own.
 */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^EXO[1234]\d\d$/.test(error.code) ? error.code : null;
}

/** Takes the exit code of a command that is done. */
export type Done = (code: number) => void;
