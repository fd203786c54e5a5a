/** A line of progress on standard error, for what says of itself how far it is. */
export interface LineShow {
  /** Shows what the line is now, if it is time for it; it is made only then. */
  readonly show: (line: () => string) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

const REWRITE_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const WIDTH_DEFAULT = 80;

/** Writes a line on standard error: over the one before on a terminal, as far as it is wide, below it elsewhere. */
export function writeLine(line: string): void {
  const { stderr } = process;
  const width = (stderr.columns || WIDTH_DEFAULT) - 1;
  stderr.write(stderr.isTTY ? `\r\u001b[K${[...line].slice(0, width).join('')}` : `${line}\n`);
}

/** Takes a line away again that was written on a terminal. */
export function takeLineAway(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showLine(quiet: boolean): LineShow {
  if (quiet) return { show: () => undefined, end: () => undefined };
  const every = process.stderr.isTTY ? REWRITE_EVERY_MS : LINE_EVERY_MS;
  let toldAt = performance.now();
  let isShown = false;
  return {
    show: (line) => {
      if (performance.now() - toldAt < every) return;
      toldAt = performance.now();
      isShown = true;
      writeLine(line());
    },
    end: () => {
      if (isShown) takeLineAway();
    },
  };
}
