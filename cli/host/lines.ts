import { printRaw } from '../terminal/terminal.js';

/** Prints a line of JSON. */
export function printLine(value: object): void {
  printRaw(`${JSON.stringify(value)}\n`);
}
