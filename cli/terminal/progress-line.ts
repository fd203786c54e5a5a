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

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showLine(quiet: boolean): LineShow {
  if (quiet) return { show: () => undefined, end: () => undefined };
  const { stderr } = process;
  const isTerminal = stderr.isTTY === true;
  const every = isTerminal ? REWRITE_EVERY_MS : LINE_EVERY_MS;
  let toldAt = performance.now();
  let isShown = false;
  return {
    show: (line) => {
      if (performance.now() - toldAt < every) return;
      toldAt = performance.now();
      isShown = true;
      const width = (stderr.columns || WIDTH_DEFAULT) - 1;
      stderr.write(isTerminal ? `\r\u001b[K${[...line()].slice(0, width).join('')}` : `${line()}\n`);
    },
    end: () => {
      if (isTerminal && isShown) stderr.write('\r\u001b[K');
    },
  };
}
