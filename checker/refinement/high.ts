import { Batch } from '../tables/batch.js';
import { encodeValue } from '../model/encoding.js';
import { assert, ExoError } from '../../errors/index.js';
import { bytesKey } from '../tables/local-states.js';
import type { Model, RefinementMapping } from '../model/model.js';
import { Expander } from '../tables/expander.js';
import { ask } from './mapping.js';
import { showPlain } from '../model/show-plain.js';
import type { AnySlot } from '../model/rules.js';

/** Where one transition leads from a high state, by image, and the actions that lead there, by number. */
export type Moves = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * The part of the high model that the low one needs: its initial states, the states that low states map to, and
 * what these lead to. An image is what is seen of a high state, one plain value a slot, as a number; that of a low
 * state is what the mapping gives for it. Each image stands for at most one high state.
 */
export class HighStates {
  readonly actions: readonly string[];
  /** The images of the initial states. */
  readonly initial: ReadonlySet<number>;
  private readonly expander: Expander;
  private readonly batch: Batch;
  private readonly next: Int32Array;
  private readonly seen: readonly SeenValues[];
  /** By slot: what is seen of each local state, by number. */
  private readonly seenOf: readonly (number | undefined)[][];
  private readonly images = new Map<string, number>();
  /** By image: the numbers of what is seen in each slot. */
  private readonly parts: (readonly number[])[] = [];
  /** By image: the high state, where one has been come across. */
  private readonly tuples: (Int32Array | undefined)[] = [];
  private readonly moves: (Moves | undefined)[] = [];

  constructor(
    readonly model: Model,
    private readonly mapping: RefinementMapping,
  ) {
    this.expander = new Expander(model);
    this.actions = this.expander.actions;
    this.batch = new Batch(this.expander.width);
    this.next = new Int32Array(this.expander.width);
    this.seen = model.slots.map(() => ({ numberOf: new Map(), values: [] }));
    this.seenOf = model.slots.map(() => []);
    this.initial = new Set(Array.from(this.expander.initialTuples(), (tuple) => this.enter(tuple)));
  }

  /** The image that these values are: one a slot, in slot order. */
  imageOfValues(values: readonly unknown[]): number {
    return this.imageOfParts(
      this.model.slots.map((slot, i) =>
        this.numberOf(i, values[i], `mapping '${this.mapping.name}': the value for slot '${slot.name}'`),
      ),
    );
  }

  imageOfStates(states: readonly unknown[]): number {
    return this.imageOfParts(this.model.slots.map((slot, i) => this.look(i, slot, states[i])));
  }

  /** What is seen in an image, in slot order. */
  valuesOf(image: number): readonly unknown[] {
    return (this.parts[image] ?? []).map((part, slot) => this.seen[slot]?.values[part]);
  }

  /** The local states of the high state that the image stands for. */
  statesOf(image: number): readonly unknown[] {
    return this.expander.statesOf(this.tupleOf(image));
  }

  /** All transitions from the high state that the image stands for. Throws EXO128 where two states look alike. */
  movesFrom(image: number): Moves {
    return (this.moves[image] ??= this.makeMoves(this.tupleOf(image)));
  }

  private tupleOf(image: number): Int32Array {
    const tuple = this.tuples[image];
    assert(tuple !== undefined, 'the image of a low state that was reached by matched steps is a high state');
    return tuple;
  }

  private makeMoves(tuple: Int32Array): Moves {
    const { batch, expander, next } = this;
    const moves = new Map<number, Set<number>>();
    batch.clear();
    const count = expander.expand(tuple, 0, batch);
    for (let i = 0; i < count; i++) {
      batch.copyTuple(i, next);
      const to = this.enter(next);
      const actions = moves.get(to) ?? new Set<number>();
      moves.set(to, actions.add(batch.actionOf(i)));
    }
    return moves;
  }

  /** Takes a high state in; returns its image. */
  private enter(tuple: Int32Array): number {
    const { expander, model, seenOf } = this;
    const image = this.imageOfParts(
      model.slots.map((slot, i) => {
        const state = tuple[i] as number;
        const known = seenOf[i] as (number | undefined)[];
        return (known[state] ??= this.look(i, slot, expander.tables[i]?.stateOf(state)));
      }),
    );
    const known = (this.tuples[image] ??= Int32Array.from(tuple));
    const different = known.findIndex((state, slot) => state !== tuple[slot]);
    if (different >= 0) throw this.lookAlike(image, different);
    return image;
  }

  private look(index: number, slot: AnySlot, state: unknown): number {
    const { component, name } = slot;
    const seen = this.mapping.seen ?? component.show?.bind(component) ?? ((shown: unknown) => shown);
    const value = ask(this.mapping, `'seen' of slot '${name}'`, () => seen(state, slot));
    return this.numberOf(index, value, `mapping '${this.mapping.name}': what is seen of slot '${name}'`);
  }

  private numberOf(slot: number, value: unknown, what: string): number {
    const { numberOf, values } = this.seen[slot] as SeenValues;
    const key = bytesKey(encodeValue(value, what));
    const number = numberOf.get(key) ?? values.push(value) - 1;
    numberOf.set(key, number);
    return number;
  }

  private imageOfParts(parts: readonly number[]): number {
    const key = parts.join();
    const image = this.images.get(key) ?? this.parts.push(parts) - 1;
    this.images.set(key, image);
    return image;
  }

  private lookAlike(image: number, slot: number): ExoError {
    const { model, mapping } = this;
    const name = model.slots[slot]?.name ?? '';
    const shown = showPlain(this.valuesOf(image)[slot]);
    return new ExoError(
      'EXO128',
      `mapping '${mapping.name}': '${model.name}' comes to two states that look alike, with different states of ` +
        `slot '${name}' seen as ${shown}: let 'seen' tell them apart, or leave out of the high model what ` +
        'makes them different',
    );
  }
}

/** What is seen in a slot, each value once. */
interface SeenValues {
  readonly numberOf: Map<string, number>;
  readonly values: unknown[];
}
