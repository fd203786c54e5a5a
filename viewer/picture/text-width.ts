/**
 * How much room a text takes, without a browser to ask: upper bounds over the usual sans-serif fonts (DejaVu Sans and Verdana, which are wide,
 * Liberation Sans, Arial and Helvetica, Noto Sans), so that labels that have room here have it on every machine.
 */
type Weight = 'regular' | 'bold';

/** Letters, and how wide the widest of them is, as a part of the size of the font. */
const LETTERS: readonly (readonly [letters: string, regular: number, bold: number])[] = [
  ["'ijl", 0.28, 0.35],
  [' ,.:;I·', 0.34, 0.41],
  ['!()[]-/\\frt', 0.42, 0.5],
  ['"*|J_`szcL–', 0.56, 0.64],
  ['?TkvxyaeFo', 0.62, 0.69],
  ['0123456789$bdpqghnu{}ßµ', 0.64, 0.74],
  ['ABEKPSVXYZ', 0.69, 0.78],
  ['CRUNDGHOQ&', 0.79, 0.88],
  ['+#<=>^~×≠w✗', 0.84, 0.93],
  ['m%MW●○★☆✓', 1, 1.11],
];
const WIDTHS = new Map(
  LETTERS.flatMap(([letters, regular, bold]) =>
    [...letters].map((letter) => [letter, { regular, bold }] as const),
  ),
);
/** Those of other scripts, and signs. */
const OTHERS = { regular: 1.1, bold: 1.25 };
/** All letters of the usual monospaced fonts are this wide, whatever their weight. */
const MONOSPACED = 0.61;

/** At most how wide a text is in the sans-serif letters of the page, at this size in pixels. */
export function textWidth(text: string, size: number, weight: Weight = 'regular'): number {
  let width = 0;
  for (const letter of text) width += widthOf(letter)[weight];
  return width * size;
}

/** At most how wide a text is in the monospaced letters of the page, at this size in pixels. */
export function monospacedWidth(text: string, size: number): number {
  return [...text].length * MONOSPACED * size;
}

/** A letter with an accent is as wide as one without. */
function widthOf(letter: string): Readonly<Record<Weight, number>> {
  return WIDTHS.get(letter) ?? WIDTHS.get(letter.normalize('NFD').charAt(0)) ?? OTHERS;
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fitted(text: string, size: number, width: number, weight: Weight = 'regular'): string {
  if (textWidth(text, size, weight) <= width) return text;
  let kept = '';
  for (const letter of text) {
    if (textWidth(`${kept}${letter}…`, size, weight) > width) break;
    kept += letter;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}

/** Where a text is wrapped. */
export interface Wrapping {
  readonly size: number;
  readonly width: number;
  readonly linesMax: number;
  readonly weight: Weight;
}

/** A text in lines of at most a width, words that are wider than one with a hyphen; what does not fit into the lines is cut. */
export function wrapped(text: string, { size, width, linesMax, weight }: Wrapping): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((one) => hyphened(one, size, width, weight))) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(joined, size, weight) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  const shown = lines.slice(0, linesMax);
  if (lines.length > linesMax) shown[linesMax - 1] = lines.slice(linesMax - 1).join(' ');
  return shown.map((one) => fitted(one, size, width, weight)).filter((one) => one !== '');
}

/** The least number of letters on both sides of a hyphen. */
const PART_MIN = 3;

/** A word that is too wide for a line, in parts of about one length that are not: `broad-` and `casts`. What is no word, or would be in bits, stays whole. */
function hyphened(word: string, size: number, width: number, weight: Weight): readonly string[] {
  if (textWidth(word, size, weight) <= width) return [word];
  const [, letters = '', behind = ''] = /^(\p{L}+)(\P{L}*)$/u.exec(word) ?? [];
  for (let count = 2; letters.length >= count * PART_MIN; count++) {
    const length = Math.ceil(letters.length / count);
    const parts = Array.from({ length: Math.ceil(letters.length / length) }, (_, i) => {
      const part = letters.slice(i * length, (i + 1) * length);
      return (i + 1) * length < letters.length ? `${part}-` : `${part}${behind}`;
    });
    if (parts.every((part) => textWidth(part, size, weight) <= width)) return parts;
  }
  return [word];
}
