import { changedSlot, NO_CHANGE, type Batch } from '../tables/batch.js';
import type { Expander } from '../tables/expander.js';
import { Memo } from './memo.js';
import type { Property } from '../model/property.js';

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

/** Told when a witness is met for the first time. */
export type OnMet = (property: number) => void;

/** Evaluates the properties of a model along a search, as far as possible by answers that it remembers. */
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
  private readonly memos: Memo[] = [];

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
      this.memos.push(memo);
      const { alsoOn = [] } = 'alsoOn' in property ? property : {};
      const always = new Set(alsoOn.map((slot) => slots.indexOf(slot)));
      (ofStates ? this.onState : this.onStep).forEach((watches, slot) => {
        const own = always.has(slot) ? groups : groups.filter((group) => group.slots.includes(slot));
        if (own.length > 0) watches.push({ property: index, memo, groups: own });
      });
    });
    this.watchesSteps = this.onStep.some((watches) => watches.length > 0);
  }

  /**
   * Asks the properties once more for some of what they have answered.
   *
   * @throws ExoError EXO111 where one answers otherwise.
   */
  askAgain(): void {
    for (const memo of this.memos) memo.askAgain();
  }

  /** Whether a property of states sees a slot. */
  sees(slot: number): boolean {
    return (this.onState[slot] as Watch[]).length > 0;
  }

  /** What the properties of states see of a local state: equal texts where they see the same. */
  viewsOf(slot: number, state: number): string {
    return (this.onState[slot] as Watch[]).map(({ memo }) => memo.viewId(slot, state)).join();
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
