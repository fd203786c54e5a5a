/** Where the validation of a run stands, on standard error. */
import { count, counted, rough } from '../terminal/numbers.js';
import { showLine } from '../terminal/progress-line.js';
import type { RunSource } from './run-source.js';

export interface ValidationShow {
  /** While files are read, of which this many events were held against the specification. */
  readonly show: (events: number, sources: readonly Pick<RunSource, 'progress'>[]) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showValidation(quiet: boolean): ValidationShow {
  const { show, end } = showLine(quiet);
  const began = performance.now();
  return {
    show: (events, sources) =>
      show(() => validationLine(events, sources, (performance.now() - began) / 1000)),
    end,
  };
}

/** Events, rate, and how much of the files was read. */
export function validationLine(
  events: number,
  sources: readonly Pick<RunSource, 'progress'>[],
  seconds: number,
): string {
  const sum = (part: 'read' | 'bytes'): number =>
    sources.reduce((total, { progress }) => total + progress[part], 0);
  const bytes = sum('bytes');
  return [
    counted(events, 'event'),
    `${rough(events / Math.max(seconds, 1e-3))}/s`,
    ...(bytes === 0 ? [] : [`${Math.floor((100 * sum('read')) / bytes)}% read`]),
  ].join(' · ');
}

/** As above for a run that is held against a model: an explanation may go back, so that there is no rate and no share of time. */
export function explanationLine(explained: number, events: number, visited: number): string {
  return `${count(explained)} of ${counted(events, 'event')} explained · ${counted(visited, 'state')} visited`;
}
