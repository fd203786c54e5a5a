/** Where `exo` prints: how wide, in which colours, and what to do when nobody reads any more. */
export interface Terminal {
  /** Columns of standard output; a fixed number where it is no terminal, so that files come out alike. */
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

/** The terminal of this process. Colours are for terminals only, and never where NO_COLOR is set (no-color.org). */
export function terminal(): Terminal {
  const { isTTY, columns } = process.stdout;
  const colour = isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return { columns: isTTY && columns > 0 ? columns : COLUMNS_ELSEWHERE, colour, paint: paintOf(colour) };
}

export function paintOf(colour: boolean): Paint {
  const code = (number: string) => (text: string) =>
    colour && text !== '' ? `\u001b[${number}m${text}\u001b[0m` : text;
  return { bold: code('1'), dim: code('2'), red: code('1;31'), green: code('1;32'), yellow: code('1;33') };
}

/** Prints a text and a line break on standard output. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a text and a line break on standard error. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Ends the process quietly when the reader of its output has gone (`exo list | head -1`). */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Waits until all that was printed has left the process. */
export async function flushed(): Promise<void> {
  await new Promise<void>((resume) => process.stdout.write('', () => resume()));
  await new Promise<void>((resume) => process.stderr.write('', () => resume()));
}
