/** What whoever reads the JSON of a command gets where the command fails: an object with the error, in place of the one with what was found. */
import fs from 'node:fs';
import type { Command } from 'commander';
import { hasPrinted, print } from './terminal.js';

/** Whether the command that runs prints JSON: one object, or a line after the other. */
let printed: 'none' | 'object' | 'lines' = 'none';

/** Commands that print a line of JSON each second, so that an error is one line more. */
const OF_LINES = ['run'];

/** Notes whether these words ask for JSON; without a program, that nobody has. */
export function expectJson(program: Command | null = null, words: readonly string[] = []): void {
  const command = program?.commands.find((one) => one.name() === words[0]);
  if (command === undefined || !asksForJson(command, words.slice(1))) printed = 'none';
  else printed = OF_LINES.includes(command.name()) ? 'lines' : 'object';
}

/** Whether `--json` is among the words as an option of the command: not as the value of another, nor behind `--`. */
function asksForJson({ options }: Command, words: readonly string[]): boolean {
  if (!options.some(({ long }) => long === '--json')) return false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return false;
    if (word === '--json') return true;
    if (options.some(({ long, short, required }) => required && (word === long || word === short))) at++;
  }
  return false;
}

export interface CommandError {
  /** The stable code; null for an internal error. */
  readonly code: string | null;
  readonly message: string;
  readonly exitCode: number;
}

/** Prints an error as JSON where JSON is read. Behind an object of what was found it is left out: that one stays the only one. */
export function printJsonError(error: CommandError): void {
  if (isRead()) print(textOf(error));
}

/** Prints an error as JSON at once, while the process ends. */
export function printJsonErrorNow(error: CommandError): void {
  if (!isRead()) return;
  try {
    fs.writeSync(process.stdout.fd, `${textOf(error)}\n`);
  } catch {
    // There is nowhere left to say it.
  }
}

function isRead(): boolean {
  return printed === 'lines' || (printed === 'object' && !hasPrinted());
}

function textOf({ code, message, exitCode }: CommandError): string {
  return JSON.stringify({ error: { code, message, exitCode } });
}
