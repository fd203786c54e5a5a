/** How much room a text takes, without a browser to ask: in pixels, a little more than most fonts need. */
export const TITLE_PX = 14;
export const LINE_PX = 12;
export const LINE_HEIGHT_PX = 16;

/** Upper bounds of common sans-serif fonts, as parts of the size of the font. */
const NARROW = /[ijlI.,:;|!'()[\] ]/;
const WIDE = /[mwMW@%…→]/;

export function widthOfText(text: string, sizePx: number, { isBold = false } = {}): number {
  let width = 0;
  for (const letter of text) width += partOf(letter);
  return Math.ceil(width * sizePx * (isBold ? 1.08 : 1));
}

function partOf(letter: string): number {
  if (NARROW.test(letter)) return 0.34;
  if (WIDE.test(letter)) return 0.95;
  if (/[A-Z_]/.test(letter)) return 0.72;
  return letter.charCodeAt(0) > 0x2e80 ? 1.05 : 0.6;
}

/**
 * A text in lines of at most a number of letters each, where it can be parted: before ` and `, ` or `, ` / ` and after a comma.
 * A word that is longer stays whole.
 */
export function inLines(text: string, lettersMax: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=,) |(?= (?:and|or|\/|\[)[ \w])/)) {
    const last = lines.at(-1);
    const joined = `${last ?? ''}${last === undefined || word.startsWith(' ') ? '' : ' '}${word}`;
    if (last !== undefined && joined.length <= lettersMax) lines[lines.length - 1] = joined;
    else lines.push(word.trim());
  }
  return lines;
}
