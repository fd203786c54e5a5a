/** The columns that a text takes: its code points. */
export function widthOf(text: string): number {
  return [...text].length;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Replaces what would move the cursor, or take no room, by spaces. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ');
}

/**
 * Breaks a text into lines of at most `width` code points, at spaces where there are some. What does not fit into
 * `linesMax` lines is left out, and the last line ends with `…`.
 */
export function wrap(text: string, width: number, linesMax = Infinity): readonly string[] {
  const characters = [...text];
  const lines: string[] = [];
  let start = 0;
  while (characters.length - start > width) {
    if (lines.length + 1 === linesMax) {
      return [...lines, `${characters.slice(start, start + width - 1).join('')}…`];
    }
    const space = lastSpace(characters, start, start + width);
    const end = space ?? start + width;
    lines.push(characters.slice(start, end).join(''));
    start = space === undefined ? end : end + 1;
  }
  return [...lines, characters.slice(start).join('')];
}

/** A text in lines to the right of its label, which takes at most half of the width. */
export function hang(
  label: string,
  text: string,
  width: number,
  style: (line: string) => string,
  linesMax = Infinity,
): readonly string[] {
  const [short = ''] = wrap(label, Math.floor(width / 2) - 1, 1);
  const indent = ' '.repeat(widthOf(short));
  return wrap(text, width - indent.length - 2, linesMax).map((line, i) =>
    `${i === 0 ? short : indent}  ${style(line)}`.trimEnd(),
  );
}

function lastSpace(characters: readonly string[], start: number, end: number): number | undefined {
  for (let i = end; i > start; i--) if (characters[i] === ' ') return i;
  return undefined;
}

/** How parts of a table are set off; each leaves an empty text empty. */
export interface Style {
  readonly heading: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly same: (text: string) => string;
  readonly aside: (text: string) => string;
  /** What stands before a changed cell, one column wide. */
  readonly mark: '*' | ' ';
}

export function styleOf(colour: boolean): Style {
  const ansi = (code: string) => (text: string) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`);
  const none = (text: string): string => text;
  return colour
    ? { heading: ansi('1'), changed: ansi('1;33'), same: none, aside: ansi('2'), mark: ' ' }
    : { heading: none, changed: none, same: none, aside: none, mark: '*' };
}
