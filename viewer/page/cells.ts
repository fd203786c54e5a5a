import type { Plain } from '../film/film.js';
import { timerWords } from '../../traces/timer-words.js';
import { channelText, shortText, valueText } from '../picture/value-text.js';
import { element } from './dom.js';

/** What a cell of the states holds: a value, what it was in the step before, and what it is in another run. */
export interface Held {
  readonly was: Plain | undefined;
  readonly is: Plain | undefined;
  /** There is no step before. */
  readonly isFirst: boolean;
  /** Left out where no other run is shown. */
  readonly other?: readonly [Plain | undefined];
}

/** Cells that stay from step to step: most of them say the same, and a table that is made anew is styled and laid out as a whole. */
export class Cells {
  private layout: string | null = null;
  private cells: readonly HTMLElement[] = [];
  private said: string[] = [];

  constructor(private readonly tag: 'td' | 'dd') {}

  /** Shows values. Where they stand otherwise than before, as `layout` says, `place` is given new cells to put where they belong. */
  show(layout: string, values: readonly Held[], place: (cells: readonly HTMLElement[]) => void): void {
    if (layout !== this.layout) {
      this.layout = layout;
      this.said = [];
      this.cells = values.map(() => element(this.tag));
      place(this.cells);
    }
    values.forEach((held, i) => {
      const { was, is, isFirst, other } = held;
      const said = JSON.stringify([is, isFirst ? null : differs(was, is) && [was], other ?? null]);
      if (said === this.said[i]) return;
      this.said[i] = said;
      const cell = this.cells[i];
      if (cell !== undefined) fill(cell, held);
    });
  }
}

export function differs(before: Plain | undefined, after: Plain | undefined): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

export function isPlainRecord(value: Plain | undefined): value is { readonly [field: string]: Plain } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('#set' in value || '#map' in value)
  );
}

const SHOWN_MAX = 60;

/** How many letters a cell has, with what it was before and what it is elsewhere. */
export function lettersOf({ was, is, isFirst, other }: Held): number {
  const before = !isFirst && differs(was, is) ? ` was ${cut(was)}` : '';
  const elsewhere = other !== undefined && differs(other[0], is) ? ` ≠ ${cut(other[0])}` : '';
  return Math.min(SHOWN_MAX + 1, listText(is).length) + before.length + elsewhere.length;
}

/** Writes a value in short, in full where one asks for it. */
function fill(cell: HTMLElement, { was: before, is, isFirst, other }: Held): void {
  const isChanged = !isFirst && differs(before, is);
  const text = listText(is);
  const short = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
  cell.className = isChanged ? 'changed' : '';
  if (text.length > SHOWN_MAX)
    cell.replaceChildren(element('details', {}, element('summary', {}, short), text));
  else cell.textContent = short === '' ? '·' : short;
  if (isChanged) cell.append(element('span', { class: 'was' }, ` was ${cut(before)}`));
  if (other !== undefined && differs(other[0], is))
    cell.append(element('span', { class: 'differs' }, ` ≠ ${cut(other[0])}`));
}

function cut(value: Plain | undefined): string {
  const text = listText(value);
  const shown = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
  return shown === '' ? 'nothing' : shown;
}

/** A list of plain words without brackets. */
function listText(value: Plain | undefined): string {
  if (!Array.isArray(value)) return isPlainRecord(value) ? valueText(value) : shortText(value);
  return channelText(value) ?? (value as readonly Plain[]).map(itemText).join(' ');
}

/** Something at a slot as it stands in the picture: `C0@2`. */
function itemText(item: Plain): string {
  if (typeof item === 'string') return timerWords(item) ?? item;
  if (!isPlainRecord(item) || Object.keys(item).length !== 2) return valueText(item);
  const { entry, slot } = item;
  return typeof entry === 'string' && typeof slot === 'number' ? `${entry}@${slot}` : valueText(item);
}
