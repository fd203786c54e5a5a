import { columnsOf, valueIn } from './columns.js';
import { showAction, showValue } from './show.js';
import { renderStep } from './step-view.js';
import { contentWidth, fittedWidths, GAP, type ContentWidth } from './table-widths.js';
import { withTimerWords } from './timer-words.js';
import { hang, plain, styleOf, widthOf, wrap, type Style } from './text.js';
import type { Trace, TraceState, Value } from './trace.js';

export interface TableOptions {
  /** The variables to show, in order; all if left out. */
  readonly columns?: readonly string[];
  /**
   * Variables that follow them where `width` has room for all columns in full. Where it has not, or is left out, a line at the end names
   * those of which any cell says something.
   */
  readonly spare?: readonly string[];
  /** How a value is shown; `showValue` if left out. A cell counts as changed if it looks different. */
  readonly cell?: (name: string, value: Value) => string;
  /** The heading of a column; the name of the variable if left out. */
  readonly heading?: (name: string) => string;
  /** Whether to set changed cells off by ANSI colours instead of a `*`. */
  readonly colour: boolean;
  /** The columns of the terminal, at least 20: no line is wider. No limit if left out. */
  readonly width?: number;
  /** Show this step only (0 is the initial state), with the whole of every variable, each on a line. */
  readonly step?: number;
}

/**
 * A trace as a table for a terminal: a row a step with its action, the variables as columns, but for those of which every cell
 * is empty, and the summary of the step under its action. Cells that the step changed are marked. Lines break between words: where `width`
 * does not leave each column its longest word and 8 code points, the action has lines of its own above the cells; where that is not enough,
 * the steps stand one below the other with the variables that they changed. Only a word that is wider than a line is broken.
 *
 * Widths count code points. No newline at the end. Throws a `TraceError` (`EXO205`) for a column or step that the
 * trace does not have.
 *
 * @example
 * console.log(renderTable(trace, { colour: false }).includes('Prepare')); // true
 */
export function renderTable(trace: Trace, options: TableOptions): string {
  const width = options.width === undefined ? Infinity : Math.max(options.width, WIDTH_MIN);
  const style = styleOf(options.colour);
  if (options.step !== undefined) return renderStep(trace, options.step, { ...options, width }, style);
  const { table, leftOut } = withSpare(trace, options, width);
  return [
    ...tableLines(table, width, style),
    ...loopLines(trace, width),
    ...leftOutLines(leftOut, width, style),
  ].join('\n');
}

const WIDTH_MIN = 20;
const CELL_LINES_MAX = 6;
/** A summary may be this wide even if the table is narrower. */
const SUMMARY_WIDTH = 80;

interface Table {
  readonly numberWidth: number;
  /** The headings of the action and of the variables. */
  readonly headings: readonly string[];
  readonly rows: readonly Row[];
}

interface Row {
  readonly step: string;
  /** The action, then the variables. */
  readonly cells: readonly Cell[];
  readonly summary: string | undefined;
}

interface Cell {
  readonly text: string;
  readonly changed: boolean;
}

/** The table with the spare columns if it has room for them, and else the headings of those that it does without. */
function withSpare(
  trace: Trace,
  options: TableOptions,
  width: number,
): { readonly table: Table; readonly leftOut: readonly string[] } {
  const table = tableOf(trace, options);
  const spare = columnsOf(trace, options.spare ?? []).filter((name) => isFilled(trace, name, options));
  if (spare.length === 0) return { table, leftOut: [] };
  const all = tableOf(trace, { ...options, columns: [...columnsOf(trace, options.columns), ...spare] });
  const needed = totalOf(
    all,
    contentWidths(all).map(({ natural }) => natural),
  );
  if (width !== Infinity && needed <= width) return { table: all, leftOut: [] };
  return { table, leftOut: spare.map((name) => headingOf(name, options)) };
}

function showCell(state: TraceState, name: string, { cell }: TableOptions): string {
  const value = valueIn(state, name);
  return plain(cell ? cell(name, value) : showValue(value));
}

function headingOf(name: string, { heading }: TableOptions): string {
  return plain(heading ? heading(name) : name);
}

/** Whether any cell of the column says something. */
function isFilled(trace: Trace, name: string, options: TableOptions): boolean {
  return trace.states.some((state) => showCell(state, name, options) !== '');
}

function tableOf(trace: Trace, options: TableOptions): Table {
  const show = (state: TraceState, name: string): string => showCell(state, name, options);
  const asked = columnsOf(trace, options.columns);
  const filled = asked.filter((name) => isFilled(trace, name, options));
  const names = filled.length > 0 ? filled : asked;
  const rows = trace.states.map((state, step): Row => {
    const before = trace.states[step - 1];
    const cells = names.map((name) => {
      const text = show(state, name);
      return { text, changed: before !== undefined && text !== show(before, name) };
    });
    const action = { text: plain(withTimerWords(showAction(state.action, state.picks))), changed: false };
    return { step: String(step), cells: [action, ...cells], summary: state.summary };
  });
  return {
    numberWidth: Math.max('step'.length, String(rows.length - 1).length),
    headings: ['action', ...names.map((name) => headingOf(name, options))],
    rows,
  };
}

/** How wide the contents of each column are, the heading among them. */
function contentWidths({ headings, rows }: Table): readonly ContentWidth[] {
  return headings.map((heading, i) =>
    contentWidth([heading, ...rows.map((row) => row.cells[i]?.text ?? '')]),
  );
}

/** The first layout whose columns have room for their words. */
function tableLines(table: Table, width: number, style: Style): readonly string[] {
  const contents = contentWidths(table);
  const room = width - table.numberWidth;
  const widths = fittedWidths(contents, room);
  if (widths) return gridLines(table, widths, width, style);
  const below = fittedWidths(contents.slice(1), room);
  return below ? actionsAboveLines(table, below, width, style) : stackedLines(table, width, style);
}

function headerOf({ headings }: Table): Row {
  const cells = headings.map((text) => ({ text, changed: false }));
  return { step: 'step', cells, summary: undefined };
}

function totalOf({ numberWidth }: Table, widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + GAP + each, numberWidth);
}

function gridLines(table: Table, widths: readonly number[], width: number, style: Style): readonly string[] {
  const { numberWidth, rows } = table;
  const total = totalOf(table, widths);
  const summaryWidth = Math.min(width, Math.max(total, SUMMARY_WIDTH)) - numberWidth - GAP;
  return [
    ...rowLines(headerOf(table), table, widths, style).map(style.heading),
    style.aside('─'.repeat(total)),
    ...rows.flatMap((row) => [
      ...rowLines(row, table, widths, style),
      ...summaryLines(row, ' '.repeat(numberWidth + GAP), summaryWidth, style),
    ]),
  ];
}

/** A grid in which each action, and its summary, stands above the cells of its step. */
function actionsAboveLines(
  table: Table,
  widths: readonly number[],
  width: number,
  style: Style,
): readonly string[] {
  const { numberWidth, rows } = table;
  const room = width - numberWidth - GAP;
  const linesOf = ({ step, cells: [action, ...cells], summary }: Row): readonly string[] => [
    ...rowLines({ step, cells: action ? [action] : [], summary }, table, [room], style).map(style.heading),
    ...summaryLines({ step, cells, summary }, ' '.repeat(numberWidth + GAP), room, style),
    ...rowLines({ step: '', cells, summary }, table, widths, style),
  ];
  return [
    ...linesOf(headerOf(table)),
    style.aside('─'.repeat(totalOf(table, widths))),
    ...rows.flatMap(linesOf),
  ];
}

function rowLines(row: Row, table: Table, widths: readonly number[], style: Style): readonly string[] {
  const columns = row.cells.map((cell, i) => wrap(cell.text, widths[i] ?? 0, CELL_LINES_MAX));
  const height = columns.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) => {
    const cells = row.cells.map(({ changed }, i) => {
      const text = columns[i]?.[line] ?? '';
      const padding = ' '.repeat((widths[i] ?? 0) - widthOf(text));
      return `  ${changed && line === 0 ? style.mark : ' '}${changed ? style.changed(text) : text}${padding}`;
    });
    return `${(line === 0 ? row.step : '').padStart(table.numberWidth)}${cells.join('')}`.trimEnd();
  });
}

function summaryLines({ summary }: Row, indent: string, width: number, style: Style): readonly string[] {
  if (summary === undefined) return [];
  return wrap(plain(summary), width, CELL_LINES_MAX).map((line) => (indent + style.aside(line)).trimEnd());
}

function stackedLines({ headings, rows }: Table, width: number, style: Style): readonly string[] {
  const indent = ' '.repeat(String(rows.length - 1).length);
  return rows.flatMap(({ step, cells: [action, ...cells], summary }, i) => [
    ...hang(step.padStart(indent.length), action?.text ?? '', width, style.heading, CELL_LINES_MAX),
    ...(summary === undefined ? [] : hang(indent, plain(summary), width, style.aside, CELL_LINES_MAX)),
    ...cells.flatMap(({ text, changed }, column) => {
      if (i > 0 && !changed) return [];
      const label = `${indent}  ${headings[column + 1] ?? ''}`;
      return hang(label, text, width, changed ? style.changed : style.same, CELL_LINES_MAX);
    }),
  ]);
}

function leftOutLines(names: readonly string[], width: number, style: Style): readonly string[] {
  if (names.length === 0) return [];
  return wrap(`left out for want of room: ${names.join(', ')}`, width).map(style.aside);
}

function loopLines({ loop }: Trace, width: number): readonly string[] {
  return loop === undefined ? [] : wrap(`↻ then again from step ${loop}`, width);
}
