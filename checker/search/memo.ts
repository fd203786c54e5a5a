import { askHolds, askView, copyOfState } from '../model/asked.js';
import { askingAgain } from '../model/asked-again.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { encodedView } from '../model/encoder.js';
import { decodeExactly } from '../model/encoding.js';
import { FirstAnswers } from '../model/first-answers.js';
import { assert } from '../../errors/index.js';
import { grown } from '../tables/arrays.js';
import type { Expander } from '../tables/expander.js';
import { AlikeQuestions, leavesOut } from '../tables/alike-questions.js';
import { InternedBytes } from '../tables/interned-bytes.js';
import type { LocalStates } from '../tables/local-states.js';
import { AskedKeys } from './asked-keys.js';
import type { Property } from '../model/property.js';
import type { AnySlot } from '../model/rules.js';

/** Properties that count how often they are asked: of these no question is ever forgotten. */
const counting = new WeakSet<Property>();

/** The property, asked once of each step with the same action, and the same views before and after, however many. */
export function askedOnce<P extends Property>(property: P): P {
  counting.add(property);
  return property;
}

/**
 * What a property has answered so far, by interned views. A violation ends a search, and a witness is asked for until
 * it is met, so all answers that can be of use again are the same: it is enough to know what has been asked.
 * Groups of a property share views and answers.
 */
export class Memo {
  private readonly views: Views;
  /** By length of key, for groups of different sizes. */
  private readonly asked: AskedKeys[] = [];
  private readonly usual: boolean;
  private readonly first = new FirstAnswers();
  /** What it was asked about states that others may stand for; null where no component makes bytes of its own. */
  private readonly alike: AlikeQuestions | null;

  constructor(
    private readonly property: Property,
    private readonly expander: Expander,
  ) {
    const views = property.view === undefined ? new WholeStates(expander) : new MadeViews(property, expander);
    this.views = views;
    this.alike = AlikeQuestions.over(expander.tables, (id) => views.alikeName(id));
    this.usual = property.kind === 'invariant' || property.kind === 'step';
  }

  /** The number of what the property sees of a slot's local state. */
  viewId(slot: number, state: number): number {
    return this.views.idOf(slot, state);
  }

  /** The answer to a question: for states, the views; for steps, those before, those after, and the action. */
  ask(key: readonly number[]): boolean {
    const free = counting.has(this.property) ? Infinity : undefined;
    const asked = (this.asked[key.length] ??= new AskedKeys(key.length, free));
    if (asked.has(key)) return this.usual;
    const answer = this.decide(key);
    if (answer === this.usual) asked.add(key);
    this.noteForAlike(key, answer);
    if (!this.first.isFull && !counting.has(this.property)) {
      const again = [...key];
      this.first.keep(
        () => String(this.decide(again)),
        String(answer),
        () =>
          String(
            this.decide(
              again,
              copying((id) => this.views.copyOf(id)),
            ),
          ),
        () =>
          String(
            this.decide(
              again,
              copying((id) => this.views.sharedCopyOf(id)),
            ),
          ),
      );
    }
    return answer;
  }

  /** @throws ExoError EXO111 where the property, or its view, answers otherwise now. */
  askAgain(): void {
    this.views.askAgain();
    const who = `'holds' of property '${this.property.name}'`;
    this.first.askAgain(who);
    this.alike?.askAgain(who);
  }

  private noteForAlike(key: readonly number[], answer: boolean): void {
    if (this.alike === null || counting.has(this.property)) return;
    const isOfStep = this.property.kind === 'step' || this.property.kind === 'sometimes-step';
    const seen = isOfStep ? key.slice(0, -1) : key;
    const action = key.slice(seen.length);
    const alikeOf = (id: number): unknown => this.views.alikeOf(id);
    this.alike.note(seen, String(answer), (ids) => String(this.decide([...ids, ...action], alikeOf)));
  }

  private decide(key: readonly number[], valueOf = (id: number) => this.views.valueOf(id)): boolean {
    const { property } = this;
    if (property.kind === 'invariant' || property.kind === 'sometimes') {
      return askHolds(property, key.map(valueOf));
    }
    const count = (key.length - 1) / 2;
    const before = key.slice(0, count).map(valueOf);
    const action = this.expander.actions[key[2 * count] as number] ?? '';
    return askHolds(property, key.slice(count, 2 * count).map(valueOf), { before, action });
  }
}

/** Copies of views: of one view one copy, since what has not changed in a step is the same object before and after. */
function copying(copyOf: (id: number) => unknown): (id: number) => unknown {
  const copies = new Map<number, unknown>();
  return (id) => {
    if (!copies.has(id)) copies.set(id, copyOf(id));
    return copies.get(id);
  };
}

/** What a property sees of local states, as numbers; equal views the same. */
interface Views {
  idOf(slot: number, state: number): number;
  valueOf(id: number): unknown;
  /** Equal to the value, and made anew, each part an object of its own. */
  copyOf(id: number): unknown;
  /** Equal to the value, with equal parts as one object, as far as they are taken apart. */
  sharedCopyOf(id: number): unknown;
  /** What is seen of a state for which the local state stands; the value itself where there is none. */
  alikeOf(id: number): unknown;
  /** The name of the component, where something else may be seen of a state for which the local state stands. */
  alikeName(id: number): string | undefined;
  /** @throws ExoError EXO111 where what is seen of a local state is something else now, EXO138 where it is of a state for which it stands. */
  askAgain(): void;
}

/** The local states themselves. Those of different components are different, even if they have the same bytes. */
class WholeStates implements Views {
  private readonly tables: readonly LocalStates[];
  /** By slot: the place of its table. */
  private readonly placeOf: readonly number[];

  constructor(expander: Expander) {
    this.tables = [...new Set(expander.tables)];
    this.placeOf = expander.tables.map((table) => this.tables.indexOf(table));
  }

  idOf(slot: number, state: number): number {
    return state * this.tables.length + (this.placeOf[slot] as number);
  }

  valueOf(id: number): unknown {
    return this.tableOf(id).stateOf(this.stateIn(id));
  }

  copyOf(id: number): unknown {
    const { component } = this.tableOf(id);
    return copyOfState(component, this.valueOf(id));
  }

  sharedCopyOf(id: number): unknown {
    return this.tableOf(id).madeAgain(this.stateIn(id));
  }

  alikeOf(id: number): unknown {
    return this.tableOf(id).alikeOf(this.stateIn(id));
  }

  alikeName(id: number): string | undefined {
    return this.tableOf(id).alikeName(this.stateIn(id));
  }

  askAgain(): void {
    // Components are asked by themselves.
  }

  private stateIn(id: number): number {
    return Math.floor(id / this.tables.length);
  }

  private tableOf(id: number): LocalStates {
    const table = this.tables[id % this.tables.length];
    assert(table !== undefined, 'a view is a local state of a component');
    return table;
  }
}

/** What the property makes of them. */
class MadeViews implements Views {
  private readonly bytes = new InternedBytes();
  private readonly values: unknown[] = [];
  private readonly first = new FirstAnswers();
  /** By slot and local state: the view plus one, so that zero is yet to be made. */
  private readonly known: Int32Array[];

  constructor(
    private readonly property: Property,
    private readonly expander: Expander,
  ) {
    this.known = expander.model.slots.map(() => new Int32Array(16));
  }

  idOf(slot: number, state: number): number {
    const known = this.known[slot] as Int32Array;
    const id = state < known.length ? (known[state] as number) : 0;
    return id === 0 ? this.make(slot, state) : id - 1;
  }

  valueOf(id: number): unknown {
    return this.values[id];
  }

  copyOf(id: number): unknown {
    return deepFreeze(decodeExactly(this.bytes.bytesOf(id)));
  }

  sharedCopyOf(id: number): unknown {
    return this.copyOf(id);
  }

  alikeOf(id: number): unknown {
    return this.valueOf(id);
  }

  alikeName(): undefined {
    return undefined;
  }

  askAgain(): void {
    this.first.askAgain(`'view' of property '${this.property.name}'`);
    this.expander.tables.forEach((table, slot) => {
      for (const [id, state] of table.alike) this.askOfAlike(table.component.name, slot, id, state);
    });
  }

  /** Compares what is seen of a state with what is seen of the one that stands for it. */
  private askOfAlike(component: string, slot: number, id: number, state: unknown): void {
    const known = this.known[slot]?.[id] ?? 0;
    if (known === 0) return;
    askingAgain(() => {
      const value = askView(this.property, state, this.placeOf(slot));
      if (this.numberOf(value) + 1 !== known)
        throw leavesOut(component, `'view' of property '${this.property.name}' tells them apart`);
    });
  }

  private make(slot: number, state: number): number {
    const { property, first } = this;
    const place = this.placeOf(slot);
    const stateOf = (): unknown => this.expander.tables[slot]?.stateOf(state);
    const value = askView(property, stateOf(), place);
    const id = this.numberOf(value);
    if (!first.isFull)
      first.keep(() => String(this.numberOf(askView(property, stateOf(), place))), String(id));
    if (id === this.values.length) this.values.push(value);
    let known = this.known[slot] as Int32Array;
    while (state >= known.length) known = grown(known);
    known[state] = id + 1;
    this.known[slot] = known;
    return id;
  }

  private placeOf(slot: number): AnySlot {
    const place = this.expander.model.slots[slot];
    assert(place !== undefined, 'a property watches slots of the model');
    return place;
  }

  private numberOf(view: unknown): number {
    return this.bytes.intern(encodedView(view, `the view of '${this.property.name}'`, true));
  }
}
