import type { Plain, PlainState } from '../film/film.js';
import type { Picture } from '../picture/picture.js';
import { StateReader } from '../picture/state-reader.js';
import { variableText } from '../picture/value-text.js';
import { blocksFor, namesWidth, partsOf } from './blocks.js';
import { Cells, differs, isPlainRecord, lettersOf, type Held } from './cells.js';
import { element } from './dom.js';
import type { OtherPicture } from './other-picture.js';
import type { Place } from './place.js';

/** The states of all actors, and of all else, at the chosen step, and what of them has changed. */
export class Panel {
  private reader: StateReader;
  private earlier: StateReader;
  private readonly actorCells = new Cells('td');
  private readonly besidesCells = new Cells('dd');
  /** Tables of columns for which the first one has no room. */
  private more: readonly HTMLElement[] = [];
  private room = Infinity;
  /** Which columns stand in how many tables: more where values get longer, and never fewer, so that nothing moves from step to step. */
  private blocks: { readonly of: string; readonly count: number } = { of: '', count: 1 };
  private shown: Place | null = null;

  constructor(
    private picture: Picture,
    private readonly table: HTMLElement,
    private readonly besides: HTMLElement,
    private readonly other: OtherPicture | null = null,
  ) {
    this.reader = new StateReader(picture.film);
    this.earlier = new StateReader(picture.film);
    new ResizeObserver(([entry]) => {
      const room = entry?.contentRect.width ?? 0;
      if (room === 0 || room === this.room) return;
      this.room = room;
      this.blocks = { of: '', count: 1 };
      if (this.shown !== null) this.show(this.shown);
    }).observe(this.table.parentElement ?? this.table);
  }

  replace(picture: Picture): void {
    this.picture = picture;
    this.reader = new StateReader(picture.film);
    this.earlier = new StateReader(picture.film);
  }

  show(place: Place): void {
    this.shown = place;
    const { step, changedOnly, filter } = place;
    // Of two runs that are compared, the longer one goes on.
    const own = Math.min(step, this.picture.film.steps.length - 1);
    const state = this.reader.stateAt(own);
    const before = step > 0 ? this.earlier.stateAt(Math.min(step - 1, own)) : null;
    const wanted = (name: string): boolean => name.toLowerCase().includes(filter.toLowerCase());
    const other = this.other === null ? null : this.other.otherAt(step);
    this.showActors(state, before, other, changedOnly, wanted);
    const actors = new Set(this.picture.lanes.map(({ name }) => name));
    const others = this.picture.film.vars.filter((name) => !actors.has(name));
    const shown = others.filter(
      (name) => wanted(name) && !(changedOnly && !differs(before?.[name], state[name])),
    );
    const isFirst = before === null;
    this.besidesCells.show(
      shown.join('\n'),
      shown.map((name): Held => {
        const [was, is] = [isFirst ? undefined : before[name], state[name]];
        return { was, is, isFirst, ...(other !== null && { other: [other[name]] }) };
      }),
      (cells) =>
        this.besides.replaceChildren(
          ...shown.flatMap((name, i) => [element('dt', {}, this.nameOf(name)), cells[i] ?? '']),
        ),
    );
  }

  private nameOf(name: string): string {
    const isBudget = this.picture.film.lens?.budgets?.includes(name) === true;
    return isBudget ? `${name} left` : variableText(name, this.picture.lanes);
  }

  private showActors(
    state: PlainState,
    before: PlainState | null,
    other: PlainState | null,
    changedOnly: boolean,
    wanted: (name: string) => boolean,
  ): void {
    const { lanes } = this.picture;
    const fields = fieldsOf(lanes.map(({ name }) => state[name])).filter(wanted);
    const columns = changedOnly
      ? fields.filter((field) =>
          lanes.some(({ name }) => differs(fieldOf(before?.[name], field), fieldOf(state[name], field))),
        )
      : fields;
    this.table.hidden = lanes.length === 0 || (columns.length === 0 && changedOnly);
    for (const table of this.more) table.hidden = this.table.hidden;
    const held = lanes.flatMap(({ name }) =>
      columns.map((field): Held => {
        const [was, is] = [fieldOf(before?.[name], field), fieldOf(state[name], field)];
        const elsewhere = other && { other: [fieldOf(other[name], field)] as const };
        return { was, is, isFirst: before === null, ...elsewhere };
      }),
    );
    const blocks = this.blocksOf(columns, held);
    this.actorCells.show(
      [blocks, ...lanes.map(({ label, colour }) => `${colour} ${label}`), '', ...columns].join('\n'),
      held,
      (cells) => this.placeCells(columns, cells, blocks),
    );
  }

  private blocksOf(columns: readonly string[], held: readonly Held[]): number {
    if (this.room === Infinity) return 1;
    const sizes = columns.map((heading, column) => ({
      heading,
      letters: Math.max(
        0,
        ...this.picture.lanes.map((_, lane) => {
          const cell = held[lane * columns.length + column];
          return cell === undefined ? 0 : lettersOf(cell);
        }),
      ),
    }));
    const names = this.picture.lanes.map(({ label }) => label);
    const count = blocksFor(sizes, namesWidth(names), this.room);
    const of = [...names, '', ...columns].join('\n');
    if (this.blocks.of !== of || count > this.blocks.count) this.blocks = { of, count };
    return this.blocks.count;
  }

  /** Puts cells into the table, and into tables below it where it has no room for all of its columns. */
  private placeCells(columns: readonly string[], cells: readonly HTMLElement[], blocks: number): void {
    const [first = [], ...others] = partsOf([...columns.keys()], blocks).map((part) =>
      this.tableOf(part, columns, cells),
    );
    for (const table of this.more) table.remove();
    this.table.replaceChildren(...first);
    this.more = others.map((rows) => element('table', { class: 'more' }, ...rows));
    this.table.after(...this.more);
  }

  private tableOf(
    part: readonly number[],
    columns: readonly string[],
    cells: readonly HTMLElement[],
  ): readonly HTMLElement[] {
    const names = part.map((column) => columns[column] ?? '');
    const heads = ['actor', ...names].map((name) => element('th', { scope: 'col' }, name));
    const rows = this.picture.lanes.map(({ label, colour }, lane) => {
      const own = part.flatMap((column) => cells[lane * columns.length + column] ?? []);
      return element('tr', {}, element('th', { scope: 'row', class: `c${colour % 8}` }, label), ...own);
    });
    return [element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows)];
  }
}

/** A record has its fields; any other value is shown as a whole. */
const WHOLE = 'value';

function fieldsOf(states: readonly (Plain | undefined)[]): readonly string[] {
  const fields = new Set<string>();
  for (const state of states) {
    if (isPlainRecord(state)) for (const field of Object.keys(state)) fields.add(field);
    else fields.add(WHOLE);
  }
  return [...fields];
}

function fieldOf(state: Plain | undefined, field: string): Plain | undefined {
  if (!isPlainRecord(state)) return field === WHOLE ? state : undefined;
  return Object.hasOwn(state, field) ? state[field] : undefined;
}
