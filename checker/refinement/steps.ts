import { encodeExactly } from '../model/encoding.js';
import { bytesKey } from '../tables/local-states.js';
import type { Model, RefinementMapping } from '../model/model.js';
import { askedOnce } from '../search/memo.js';
import { HighStates } from './high.js';
import { ask, misfit } from './mapping.js';
import type { AnySlot } from '../model/rules.js';
import type { Invariant, StepProperty } from '../model/property.js';

/**
 * Compares the steps of the low model with those of the high one, and counts. It is asked as a step property is:
 * once for each low action with views before and after, of every step that changes a slot that is read.
 *
 * A step is asked about only after all steps of some run to it were matched, so what is before it is always the
 * image of a high state: of an initial one, or of one that a matched step has led to.
 */
export class LowSteps {
  readonly high: HighStates;
  /** The images of low states met. */
  readonly met = new Set<number>();
  compared = 0;
  stutters = 0;
  /** By high action: how many of the compared steps it is. */
  readonly matched: number[];
  private readonly numberOfView = new Map<unknown, number>();
  private readonly imageOfViews = new Map<string, number>();

  constructor(
    private readonly low: Model,
    high: Model,
    private readonly mapping: RefinementMapping,
  ) {
    this.high = new HighStates(high, mapping);
    this.matched = this.high.actions.map(() => 0);
  }

  /** Holds of the steps that are high steps or stutters. */
  get property(): StepProperty {
    return askedOnce({
      kind: 'step',
      ...this.shared,
      holds: (before, after) => this.compare(this.remembered(before), this.remembered(after)),
    });
  }

  /** Holds of the states whose image is that of an initial state of the high model. */
  get initialStates(): Invariant {
    return {
      kind: 'invariant',
      ...this.shared,
      holds: (views) => this.high.initial.has(this.remembered(views)),
    };
  }

  /** Whether every initial state maps to an initial state: those that the model lists, or all combinations of local ones. */
  startRight(): boolean {
    const { reads } = this.mapping;
    const starts = (image: number): boolean => {
      if (!this.high.initial.has(image)) return false;
      this.met.add(image);
      return true;
    };
    const combine = (views: readonly unknown[]): boolean => {
      const slot = reads[views.length];
      if (slot !== undefined) return this.initialViews(slot).every((view) => combine([...views, view]));
      return starts(this.image(views));
    };
    const { initial } = this.low;
    return initial === undefined
      ? combine([])
      : initial.every((states) => starts(this.imageOfStates(states)));
  }

  /** The image of a state of the low model, given its local states in slot order. */
  imageOfStates(states: readonly unknown[]): number {
    const { reads } = this.mapping;
    return this.image(reads.map((slot) => this.view(states[this.low.slots.indexOf(slot)], slot)));
  }

  private get shared(): Pick<StepProperty, 'name' | 'over' | 'view'> {
    const { name, reads, view } = this.mapping;
    return { name, over: [reads], ...(view && { view: (state, slot) => this.view(state, slot) }) };
  }

  private compare(before: number, after: number): boolean {
    this.compared += 1;
    if (before === after) {
      this.stutters += 1;
      return true;
    }
    const actions = this.high.movesFrom(before).get(after);
    if (actions === undefined) return false;
    for (const action of actions) this.matched[action] = (this.matched[action] ?? 0) + 1;
    this.met.add(after);
    return true;
  }

  /** The image of views that a search gives: equal ones are the same objects. */
  private remembered(views: readonly unknown[]): number {
    const key = views.map((view) => this.numberOf(view)).join();
    const image = this.imageOfViews.get(key) ?? this.image(views);
    this.imageOfViews.set(key, image);
    return image;
  }

  private numberOf(view: unknown): number {
    const number = this.numberOfView.get(view) ?? this.numberOfView.size;
    this.numberOfView.set(view, number);
    return number;
  }

  private image(views: readonly unknown[]): number {
    const values = ask(this.mapping, `'map'`, () => this.mapping.map(views));
    const { slots, name } = this.high.model;
    if (Array.isArray(values) && values.length === slots.length) return this.high.imageOfValues(values);
    const given = Array.isArray(values) ? `${values.length} values` : 'no array';
    throw misfit(
      this.mapping,
      `'map' gives ${given}: give a value for each of the ${slots.length} slots of '${name}'`,
    );
  }

  private view(state: unknown, slot: AnySlot): unknown {
    const { view } = this.mapping;
    return view === undefined
      ? state
      : ask(this.mapping, `'view' of slot '${slot.name}'`, () => view(state, slot));
  }

  /** The views of the initial states of a slot, each once. */
  private initialViews(slot: AnySlot): readonly unknown[] {
    const { component } = slot;
    const states = component.initial().map((state): [string, unknown] => {
      const view = this.view(state, slot);
      const bytes =
        this.mapping.view === undefined
          ? component.encode(state)
          : encodeExactly(view, `the view of '${this.mapping.name}'`);
      return [bytesKey(bytes), view];
    });
    return [...new Map(states).values()];
  }
}
