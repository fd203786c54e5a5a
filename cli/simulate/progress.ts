import type { SimulationProgress } from '../../impl/index.js';
import { count, counted } from '../terminal/numbers.js';
import { showLine } from '../terminal/progress-line.js';
import { milliseconds } from './text.js';

/** Shows on standard error where simulations stand. */
export interface SimulationsShow {
  /** While one runs, of which this many were run before it. */
  readonly show: (now: SimulationProgress, done: number) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showSimulations(quiet: boolean, seeds: number): SimulationsShow {
  const { show, end } = showLine(quiet);
  const before = (done: number): string =>
    seeds === 1 ? '' : `${count(done)} of ${counted(seeds, 'seed')} · `;
  return { show: (now, done) => show(() => before(done) + progressLine(now)), end };
}

/** Virtual time, messages and faults in one line. */
export function progressLine(now: SimulationProgress): string {
  const { virtualMs, payloads, crashes, partitions, areFaultsOver } = now;
  return [
    `${milliseconds(virtualMs)} of virtual time`,
    `${counted(payloads, 'message')} agreed`,
    ...(crashes > 0 ? [counted(crashes, 'crash', 'crashes')] : []),
    ...(partitions > 0 ? [counted(partitions, 'partition')] : []),
    ...(areFaultsOver ? ['faults are over'] : []),
  ].join(' · ');
}
