import type { SimulationProgress } from '../../impl/index.js';
import { count, counted } from '../terminal/numbers.js';
import { milliseconds } from './text.js';

/** Shows on standard error where simulations stand. */
export interface SimulationsShow {
  /** While one runs, of which this many were run before it. */
  readonly show: (now: SimulationProgress, done: number) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

const REWRITE_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const WIDTH_DEFAULT = 80;

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showSimulations(quiet: boolean, seeds: number): SimulationsShow {
  if (quiet) return { show: () => undefined, end: () => undefined };
  const { stderr } = process;
  const isTerminal = stderr.isTTY === true;
  const every = isTerminal ? REWRITE_EVERY_MS : LINE_EVERY_MS;
  let toldAt = performance.now();
  let isShown = false;
  return {
    show: (now, done) => {
      if (performance.now() - toldAt < every) return;
      toldAt = performance.now();
      isShown = true;
      const line = (seeds === 1 ? '' : `${count(done)} of ${counted(seeds, 'seed')} · `) + progressLine(now);
      const width = (stderr.columns || WIDTH_DEFAULT) - 1;
      stderr.write(isTerminal ? `\r\u001b[K${[...line].slice(0, width).join('')}` : `${line}\n`);
    },
    end: () => {
      if (isTerminal && isShown) stderr.write('\r\u001b[K');
    },
  };
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
