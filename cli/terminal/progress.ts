import type { CheckHooks, Progress } from '../../checker/index.js';
import { bytes, count, rough } from './numbers.js';
import { takeLineAway, writeLine } from './progress-line.js';

/** Shows on standard error where a search stands. */
export interface ProgressShow {
  readonly hooks: Pick<CheckHooks, 'onProgress' | 'progressEveryMs'>;
  /** Takes the line away again. */
  readonly end: () => void;
}

const REWRITE_EVERY_MS = 200;
const LINE_EVERY_MS = 5000;
/** Elsewhere than on a terminal, what comes sooner after a line is left out: a phase that is soon over. */
const LINES_APART_MS = 2000;

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showProgress(quiet: boolean, label = ''): ProgressShow {
  if (quiet) return { hooks: {}, end: () => undefined };
  const isTerminal = process.stderr.isTTY;
  let before: Progress | null = null;
  let shownAt = -Infinity;
  const onProgress = (now: Progress): void => {
    if (!isTerminal && performance.now() - shownAt < LINES_APART_MS) return;
    shownAt = performance.now();
    const line = label + progressLine(now, before);
    before = now;
    writeLine(line);
  };
  return {
    hooks: { onProgress, progressEveryMs: isTerminal ? REWRITE_EVERY_MS : LINE_EVERY_MS },
    end: () => {
      if (before !== null) takeLineAway();
    },
  };
}

/** States, rate since last time, depth, queue and memory in one line; after the last state, what is verified. */
export function progressLine(now: Progress, before: Progress | null): string {
  if (now.verifying !== null) {
    const verifying = `verifying what the reduction ${now.verifying} rests on`;
    return [`${count(now.states)} states`, verifying, bytes(now.residentBytes)].join(' · ');
  }
  const states = now.states - (before?.states ?? 0);
  const rate = states / Math.max(now.seconds - (before?.seconds ?? 0), 1e-3);
  return [
    `${count(now.states)} states`,
    `${rough(rate)}/s`,
    `depth ${count(now.depth)}`,
    `queue ${count(now.queue)}`,
    bytes(now.residentBytes),
  ].join(' · ');
}
