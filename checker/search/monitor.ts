import { changedSlot, grown, NO_CHANGE, type Batch } from '../tables/batch.js';
import { askHolds, askView } from '../model/asked.js';
import { encodeValue } from '../model/encoding.js';
import { assert } from '../errors.js';
import { bytesKey } from '../tables/local-states.js';
import type { Property } from '../model/model.js';
import type { Expander } from '../tables/expander.js';

const FALSE = -1;
const TRUE = -2;

/** A property, with those of its groups that hold one certain slot. */
interface Watch {
  readonly property: number;
  readonly memo: Memo;
  readonly groups: Group[];
}

/** The slots that a property reads together; `key` is where its question is put together. */
interface Group {
  readonly slots: readonly number[];
  readonly key: number[];
}

/**
 * What a property has answered so far, as a tree over interned views: one level a slot; for step properties
 * one level a slot before, one a slot after, and one for the action. Groups of a property share views and tree.
 */
class Memo {
  private readonly views: unknown[] = [];
  private readonly viewOf = new Map<string, number>();
  private readonly viewOfState: Int32Array[];
  /** A positive word is a node, a negative one an answer, zero is yet to be asked. */
  private readonly rows: Int32Array[] = [];
  /** Roots by length of key, for groups of different sizes. */
  private readonly roots: number[] = [];

  constructor(
    private readonly property: Property,
    private readonly expander: Expander,
  ) {
    this.viewOfState = expander.model.slots.map(() => new Int32Array(16));
    this.newNode();
  }

  /** The interned view of a slot's local state. */
  viewId(slot: number, state: number): number {
    const known = this.viewOfState[slot] as Int32Array;
    const id = state < known.length ? (known[state] as number) : 0;
    return id === 0 ? this.makeView(slot, state) : id - 1;
  }

  ask(key: readonly number[]): boolean {
    let node = (this.roots[key.length] ??= this.newNode());
    for (let level = 0; level < key.length; level++) {
      const row = this.rows[node] as Int32Array;
      const at = key[level] as number;
      const next = at < row.length ? (row[at] as number) : 0;
      node = next === 0 ? this.fill(node, key, level) : next;
    }
    return node === TRUE;
  }

  private fill(node: number, key: readonly number[], level: number): number {
    const last = level === key.length - 1;
    const value = last ? (this.decide(key) ? TRUE : FALSE) : this.newNode();
    const at = key[level] as number;
    let row = this.rows[node] as Int32Array;
    while (at >= row.length) row = grown(row);
    row[at] = value;
    this.rows[node] = row;
    return value;
  }

  private decide(key: readonly number[]): boolean {
    const { property } = this;
    if (property.kind === 'invariant' || property.kind === 'sometimes') {
      return askHolds(
        property,
        key.map((id) => this.views[id]),
      );
    }
    const count = (key.length - 1) / 2;
    const before = key.slice(0, count).map((id) => this.views[id]);
    const after = key.slice(count, 2 * count).map((id) => this.views[id]);
    const action = this.expander.actions[key[2 * count] as number] ?? '';
    return askHolds(property, after, { before, action });
  }

  private newNode(): number {
    return this.rows.push(new Int32Array(8)) - 1;
  }

  private makeView(slot: number, state: number): number {
    const table = this.expander.tables[slot];
    const place = this.expander.model.slots[slot];
    assert(table !== undefined && place !== undefined, 'a property watches slots of the model');
    const whole = table.stateOf(state);
    const { view, name } = this.property;
    const value = askView(this.property, whole, place);
    // Whole states of different components may have equal bytes, and are not the same for all that.
    const key =
      view === undefined
        ? `${this.expander.tables.indexOf(table)} ${bytesKey(table.bytesOf(state))}`
        : bytesKey(encodeValue(value, `the view of '${name}'`));
    const id = this.viewOf.get(key) ?? this.views.push(value) - 1;
    this.viewOf.set(key, id);
    let known = this.viewOfState[slot] as Int32Array;
    while (state >= known.length) known = grown(known);
    known[state] = id + 1;
    this.viewOfState[slot] = known;
    return id;
  }
}

/** Told when a witness is met for the first time. */
export type OnMet = (property: number) => void;

/** Evaluates the properties of a model along a search, remembering every answer. */
export class Monitor {
  /** By slot: what may change when that slot changes. */
  private readonly onState: readonly Watch[][];
  private readonly onStep: readonly Watch[][];
  private readonly after: Int32Array;
  private readonly before: Int32Array;
  /** Witnesses already met. */
  private readonly met: boolean[];
  private readonly isWitness: readonly boolean[];
  readonly watchesSteps: boolean;

  constructor(expander: Expander, properties: readonly Property[]) {
    const { slots } = expander.model;
    this.onState = slots.map(() => []);
    this.onStep = slots.map(() => []);
    this.met = properties.map(() => false);
    this.isWitness = properties.map(({ kind }) => kind === 'sometimes' || kind === 'sometimes-step');
    this.before = new Int32Array(expander.width);
    this.after = new Int32Array(expander.width);
    properties.forEach((property, index) => {
      const ofStates = property.kind === 'invariant' || property.kind === 'sometimes';
      const groups = property.over.map((group): Group => {
        const words = ofStates ? group.length : 2 * group.length + 1;
        return { slots: group.map((slot) => slots.indexOf(slot)), key: new Array<number>(words).fill(0) };
      });
      const memo = new Memo(property, expander);
      (ofStates ? this.onState : this.onStep).forEach((watches, slot) => {
        const own = groups.filter((group) => group.slots.includes(slot));
        if (own.length > 0) watches.push({ property: index, memo, groups: own });
      });
    });
    this.watchesSteps = this.onStep.some((watches) => watches.length > 0);
  }

  /** Asks everything of an initial state. Returns the property violated, or -1. */
  initial(tuple: Int32Array, onMet: OnMet): number {
    for (const watches of this.onState) {
      for (const watch of watches) if (this.askState(watch, tuple, onMet)) return watch.property;
    }
    return -1;
  }

  /** Asks of a new state what its changes may have touched. Returns the property violated, or -1. */
  state(batch: Batch, i: number, tuple: Int32Array, onMet: OnMet): number {
    const changes = batch.changeCountOf(i);
    for (let k = 0; k < changes; k++) {
      const change = batch.changeOf(i, k);
      if (change === NO_CHANGE) continue;
      const slot = changedSlot(change);
      const watches = this.onState[slot] as Watch[];
      if (watches.length === 0) continue;
      const before = batch.parentStateOf(i, slot);
      const after = tuple[slot] as number;
      for (let w = 0; w < watches.length; w++) {
        const watch = watches[w] as Watch;
        // What the property sees of the slot is what it saw in the parent, where it was asked already.
        if (watch.memo.viewId(slot, before) === watch.memo.viewId(slot, after)) continue;
        if (this.askState(watch, tuple, onMet)) return watch.property;
      }
    }
    return -1;
  }

  /** Asks of a transition what it has changed. Returns the property violated, or -1. */
  step(batch: Batch, i: number, onMet: OnMet): number {
    const changes = batch.changeCountOf(i);
    let copied = false;
    for (let k = 0; k < changes; k++) {
      const change = batch.changeOf(i, k);
      if (change === NO_CHANGE) continue;
      const slot = changedSlot(change);
      const watches = this.onStep[slot] as Watch[];
      if (watches.length === 0) continue;
      if (!copied) {
        batch.copyParent(i, this.before);
        batch.copyTuple(i, this.after);
        copied = true;
      }
      // A slot may change midway and end where it began.
      if (this.before[slot] === this.after[slot]) continue;
      for (let w = 0; w < watches.length; w++) {
        const watch = watches[w] as Watch;
        if (this.askStep(watch, batch.actionOf(i), onMet)) return watch.property;
      }
    }
    return -1;
  }

  /** True if one of the groups violates the property. */
  private askState({ property, memo, groups }: Watch, tuple: Int32Array, onMet: OnMet): boolean {
    for (let g = 0; g < groups.length; g++) {
      if (this.met[property]) return false;
      const { slots, key } = groups[g] as Group;
      for (let k = 0; k < slots.length; k++) {
        const at = slots[k] as number;
        key[k] = memo.viewId(at, tuple[at] as number);
      }
      if (this.settle(property, memo.ask(key), onMet)) return true;
    }
    return false;
  }

  private askStep({ property, memo, groups }: Watch, action: number, onMet: OnMet): boolean {
    for (let g = 0; g < groups.length; g++) {
      if (this.met[property]) return false;
      const { slots, key } = groups[g] as Group;
      const count = slots.length;
      for (let k = 0; k < count; k++) {
        const at = slots[k] as number;
        key[k] = memo.viewId(at, this.before[at] as number);
        key[count + k] = memo.viewId(at, this.after[at] as number);
      }
      key[2 * count] = action;
      if (this.settle(property, memo.ask(key), onMet)) return true;
    }
    return false;
  }

  /** True if the answer is a violation; a witness met for the first time is told. */
  private settle(property: number, answer: boolean, onMet: OnMet): boolean {
    if (!this.isWitness[property]) return !answer;
    if (answer) {
      this.met[property] = true;
      onMet(property);
    }
    return false;
  }
}
