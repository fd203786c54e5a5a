import type { RunEvent, RunHeader } from './format.js';

/**
 * A line of a run, without its end.
 *
 * @example
 * console.log(runLine({ actor: 'A', n: 1, action: 'Crash' })); // {"actor":"A","n":1,"action":"Crash"}
 */
export function runLine(line: RunHeader | RunEvent): string {
  return JSON.stringify(line);
}
