import fs from 'node:fs';
import { EXIT } from '../exit-codes.js';

/** Where `exo` prints: how wide, in which colours, and what to do when nobody reads any more. */
export interface Terminal {
  /** Columns of standard output; where it is no terminal those of `COLUMNS`, or else a fixed number, so that files come out alike. */
  readonly columns: number;
  readonly colour: boolean;
  readonly paint: Paint;
}

/** Sets off parts of a text where there are colours, and leaves it alone elsewhere. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const COLUMNS_ELSEWHERE = 120;
const HELP_COLUMNS_ELSEWHERE = 80;
/** Fewer than these are no width that anybody asks for. */
const COLUMNS_MIN = 40;

/** The terminal of this process. Colours are for terminals only, and never where NO_COLOR is set (no-color.org). */
export function terminal(): Terminal {
  const { isTTY, columns } = process.stdout;
  const colour = isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return {
    columns: isTTY && columns > 0 ? columns : (askedColumns() ?? COLUMNS_ELSEWHERE),
    colour,
    paint: paintOf(colour),
  };
}

/** The columns that the help of a command takes. */
export function helpColumns(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns > 0 ? columns : (askedColumns() ?? HELP_COLUMNS_ELSEWHERE);
}

/** The width that `COLUMNS` asks for; null where it is no whole number of at least 40. */
function askedColumns(): number | null {
  const text = process.env['COLUMNS'] ?? '';
  const columns = /^\d+$/.test(text) ? Number(text) : NaN;
  return columns >= COLUMNS_MIN && Number.isSafeInteger(columns) ? columns : null;
}

export function paintOf(colour: boolean): Paint {
  const code = (number: string) => (text: string) =>
    colour && text !== '' ? `\u001b[${number}m${text}\u001b[0m` : text;
  return { bold: code('1'), dim: code('2'), red: code('1;31'), green: code('1;32'), yellow: code('1;33') };
}

type Write = (text: string, done?: (error?: Error | null) => void) => boolean;

/** Writes to standard output, whatever has become of `process.stdout.write`. */
let write: Write = (text, done) => process.stdout.write(text, done);

/**
 * Keeps standard output for what is printed here: what models and machines print goes to standard error, so that
 * JSON stays JSON when a guard logs.
 */
export function keepStdout(): void {
  write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** Whether the command that runs has printed anything on standard output. */
let isPrinted = false;

export function hasPrinted(): boolean {
  return isPrinted;
}

/** From now on another command prints. */
export function printAnew(): void {
  isPrinted = false;
}

/** Prints a text and a line break on standard output. */
export function print(text = ''): void {
  printRaw(`${text}\n`);
}

/** Prints a text on standard output as it is. */
export function printRaw(text: string): void {
  isPrinted = true;
  write(text);
}

/** Prints a text and a line break on standard error. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints a line on standard error at once, while the process ends. */
export function printErrorNow(text: string): void {
  try {
    fs.writeSync(process.stderr.fd, `${text}\n`);
  } catch {
    // There is nowhere left to say it.
  }
}

/**
 * Ends the process quietly when the reader of its output has gone (`exo list | head -1`), and with a line and an
 * exit code of its own where it cannot be written. What cannot be said on standard error is left unsaid.
 */
export function endWithReader(onEnd: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    onEnd();
    if (error.code !== 'EPIPE') endUnwritten(error);
    process.exit();
  });
  process.stderr.on('error', () => undefined);
}

const UNWRITTEN = 'EXO153';

function endUnwritten(error: Error): never {
  printErrorNow(`exo: ${UNWRITTEN}: standard output cannot be written: ${error.message}`);
  process.exit(EXIT.unwritten);
}

/** Waits until all that was printed has left the process. */
export async function flushed(): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resume) => write('', resume));
  if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') endUnwritten(error);
  await new Promise<void>((resume) => process.stderr.write('', () => resume()));
}
