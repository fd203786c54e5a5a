import { monospacedWidth, textWidth } from '../picture/text-width.js';

const COLUMN_NAME_SIZE = 13;
const CELL_SIZE = 11.5;
/** Between two columns at least, as the style of the page has it where there is little room. */
const COLUMNS_APART = 6;
/** A cell that is wider than this goes on below. */
const CELL_MAX = 420;
const BLOCKS_MAX = 4;
/** Widths of letters are upper bounds; and where a little is missing, a cell goes on below. */
const NEARLY = 1.05;

/** A column of the table of states: its heading, and of how many letters its longest cell is. */
export interface ColumnSize {
  readonly heading: string;
  readonly letters: number;
}

/**
 * The number of tables below each other into which the columns go, so that none is cut where the panel ends: as few as possible, and not more than a few. The room is
 * not asked of the browser, which would lay out the page for it at each step.
 */
export function blocksFor(columns: readonly ColumnSize[], firstWidth: number, room: number): number {
  const widths = columns.map(({ heading, letters }) =>
    Math.max(
      textWidth(heading, COLUMN_NAME_SIZE),
      Math.min(CELL_MAX, monospacedWidth('m'.repeat(letters), CELL_SIZE)),
    ),
  );
  for (let blocks = 1; blocks < BLOCKS_MAX; blocks++) {
    const parts = partsOf(widths, blocks);
    const widest = Math.max(
      ...parts.map((part) => part.reduce((sum, width) => sum + width + COLUMNS_APART, 0)),
    );
    if (firstWidth + COLUMNS_APART + widest <= room * NEARLY) return blocks;
  }
  return BLOCKS_MAX;
}

/** A list in a number of parts of the same length, the last of which may be shorter. */
export function partsOf<T>(list: readonly T[], parts: number): readonly (readonly T[])[] {
  const length = Math.max(1, Math.ceil(list.length / parts));
  return Array.from({ length: Math.max(1, Math.ceil(list.length / length)) }, (_, i) =>
    list.slice(i * length, (i + 1) * length),
  );
}

/** How wide the widest of the names of lanes is. */
export function namesWidth(names: readonly string[]): number {
  return Math.max(0, ...['actor', ...names].map((name) => textWidth(name, COLUMN_NAME_SIZE, 'bold')));
}
