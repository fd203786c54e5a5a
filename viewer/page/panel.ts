import type { Plain, PlainState } from '../film/film.js';
import type { Picture } from '../picture/picture.js';
import { StateReader } from '../picture/state-reader.js';
import { shortText, valueText } from '../picture/value-text.js';
import { element } from './dom.js';
import type { OtherPicture } from './other-picture.js';
import type { Place } from './place.js';

/** The states of all actors, and of all else, at the chosen step, and what of them has changed. */
export class Panel {
  private reader: StateReader;
  private earlier: StateReader;

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
    this.besides.replaceChildren(
      ...shown.flatMap((name) => [
        element('dt', {}, this.picture.film.lens?.budgets?.includes(name) === true ? `${name} left` : name),
        cell(
          'dd',
          before === null ? undefined : before[name],
          state[name],
          before !== null,
          other && [other[name]],
        ),
      ]),
    );
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
    const head = element(
      'tr',
      {},
      element('th', { scope: 'col' }, 'actor'),
      ...columns.map((field) => element('th', { scope: 'col' }, field)),
    );
    const rows = lanes.map(({ name, label, colour }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row', class: `c${colour % 8}` }, label),
        ...columns.map((field) =>
          cell(
            'td',
            fieldOf(before?.[name], field),
            fieldOf(state[name], field),
            before !== null,
            other && [fieldOf(other[name], field)],
          ),
        ),
      ),
    );
    const isEmpty = lanes.length === 0 || (columns.length === 0 && changedOnly);
    this.table.hidden = isEmpty;
    this.table.replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows));
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

function isPlainRecord(value: Plain | undefined): value is { readonly [field: string]: Plain } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('#set' in value || '#map' in value)
  );
}

function differs(before: Plain | undefined, after: Plain | undefined): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

const SHOWN_MAX = 60;

/** A value in short, in full where one asks for it. */
function cell(
  tag: 'td' | 'dd',
  before: Plain | undefined,
  after: Plain | undefined,
  hasBefore: boolean,
  other: readonly [Plain | undefined] | null = null,
): HTMLElement {
  const isChanged = hasBefore && differs(before, after);
  const text = listText(after);
  const short = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
  const made = element(tag, isChanged ? { class: 'changed' } : {});
  if (text.length > SHOWN_MAX) made.append(element('details', {}, element('summary', {}, short), text));
  else made.append(short === '' ? '·' : short);
  if (isChanged) {
    const was = listText(before);
    const shown = was.length > SHOWN_MAX ? `${was.slice(0, SHOWN_MAX)}…` : was;
    made.append(element('span', { class: 'was' }, ` was ${shown === '' ? 'nothing' : shown}`));
  }
  if (other !== null && differs(other[0], after)) {
    const its = listText(other[0]);
    const shown = its.length > SHOWN_MAX ? `${its.slice(0, SHOWN_MAX)}…` : its;
    made.append(element('span', { class: 'differs' }, ` ≠ ${shown === '' ? 'nothing' : shown}`));
  }
  return made;
}

/** A list of plain words without brackets. */
function listText(value: Plain | undefined): string {
  if (!Array.isArray(value)) return isPlainRecord(value) ? valueText(value) : shortText(value);
  return (value as readonly Plain[]).map(itemText).join(' ');
}

/** Something at a slot as it stands in the picture: `C0@2`. */
function itemText(item: Plain): string {
  if (typeof item === 'string') return item;
  if (!isPlainRecord(item) || Object.keys(item).length !== 2) return valueText(item);
  const { entry, slot } = item;
  return typeof entry === 'string' && typeof slot === 'number' ? `${entry}@${slot}` : valueText(item);
}
