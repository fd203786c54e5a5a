import type { Spread } from './offload-question.js';

/** The median, and what a twentieth is below: how fast it is while nobody else has the core. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? NaN;
  return { median: at(0.5), fastest: at(0.05) };
}

/** Entries between two looks at the clock. */
export const WINDOW = 600;
