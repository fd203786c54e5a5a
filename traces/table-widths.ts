import { widthOf } from './text.js';

/** How wide the contents of a column are: in full, and its longest word, which is what it takes at the least. */
export interface ContentWidth {
  readonly natural: number;
  readonly word: number;
}

/** Between two columns; the last place takes the mark. */
export const GAP = 3;

/** A column that does not have room for its contents in full is at least this wide. */
const COLUMN_MIN = 8;

export function contentWidth(texts: readonly string[]): ContentWidth {
  const widest = (parts: readonly string[]): number =>
    parts.reduce((most, part) => Math.max(most, widthOf(part)), 0);
  return { natural: widest(texts), word: widest(texts.flatMap((text) => text.split(' '))) };
}

/**
 * Narrows the widest columns until all fit into the room, none of them below its longest word; `undefined` if they would become too narrow.
 * A word that is wider than the room has to be broken wherever it stands, and counts for nothing.
 */
export function fittedWidths(contents: readonly ContentWidth[], room: number): readonly number[] | undefined {
  const widthsAt = (cap: number): readonly number[] =>
    contents.map(({ natural, word }) => Math.max(Math.min(natural, cap), word > room - GAP ? 0 : word));
  const fits = (widths: readonly number[]): boolean =>
    widths.reduce((sum, width) => sum + GAP + width, 0) <= room;
  let cap = Math.min(Math.max(...contents.map(({ natural }) => natural)), room);
  while (cap >= COLUMN_MIN && !fits(widthsAt(cap))) cap--;
  const widths = widthsAt(cap);
  return fits(widths) ? widths : undefined;
}
