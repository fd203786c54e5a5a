import type { Plain, PlainState } from '../film/film.js';
import type { Picture } from '../picture/picture.js';
import { StateReader } from '../picture/state-reader.js';
import { variableText } from '../picture/value-text.js';
import { Cells, differs, isPlainRecord, type Held } from './cells.js';
import { element } from './dom.js';
import type { OtherPicture } from './other-picture.js';
import type { Place } from './place.js';

/** The states of all actors, and of all else, at the chosen step, and what of them has changed. */
export class Panel {
  private reader: StateReader;
  private earlier: StateReader;
  private readonly actorCells = new Cells('td');
  private readonly besidesCells = new Cells('dd');

  constructor(
    private picture: Picture,
    private readonly table: HTMLElement,
    private readonly besides: HTMLElement,
    private readonly other: OtherPicture | null = null,
  ) {
    this.reader = new StateReader(picture.film);
    this.earlier = new StateReader(picture.film);
  }

  replace(picture: Picture): void {
    this.picture = picture;
    this.reader = new StateReader(picture.film);
    this.earlier = new StateReader(picture.film);
  }

  show({ step, changedOnly, filter }: Place): void {
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
    this.actorCells.show(
      [...lanes.map(({ label, colour }) => `${colour} ${label}`), '', ...columns].join('\n'),
      lanes.flatMap(({ name }) =>
        columns.map((field): Held => {
          const [was, is] = [fieldOf(before?.[name], field), fieldOf(state[name], field)];
          return {
            was,
            is,
            isFirst: before === null,
            ...(other && { other: [fieldOf(other[name], field)] }),
          };
        }),
      ),
      (cells) => this.table.replaceChildren(...this.tableOf(columns, cells)),
    );
  }

  private tableOf(columns: readonly string[], cells: readonly HTMLElement[]): readonly HTMLElement[] {
    const heads = ['actor', ...columns].map((name) => element('th', { scope: 'col' }, name));
    const rows = this.picture.lanes.map(({ label, colour }, lane) => {
      const own = cells.slice(lane * columns.length, (lane + 1) * columns.length);
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
