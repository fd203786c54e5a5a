import type { RunEvent, RunHeader } from './format.js';

/** A line of a run, without its end. */
export function runLine(line: RunHeader | RunEvent): string {
  return JSON.stringify(line);
}
