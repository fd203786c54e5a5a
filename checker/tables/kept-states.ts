import { askDecode, askEncode, askPlain } from '../model/asked.js';
import type { PlainForm } from '../model/plain-form.js';
import { AlikeStates } from './alike-states.js';
import { checkDecode, checkForm } from './decode-check.js';
import { hash64, type Hash64 } from './hash.js';
import { InternedBytes } from './interned-bytes.js';
import { PlainTree } from './plain-tree.js';
import { Remade } from './remade.js';
import type { Component, EffectLike } from '../model/component.js';

type AnyComponent = Component<unknown, never, EffectLike>;

/** The local states of a component as the numbers 0, 1, 2 … in the order in which they came; equal ones the same. */
export interface KeptStates {
  readonly size: number;
  /**
   * The number of a local state; a new one, which is `size` before, if it has not been met. `from` is the number of the one that it
   * was made from, below zero where there is none.
   */
  intern(state: unknown, from: number): number;
  stateOf(number: number): unknown;
  /** The local state made anew, in which equal parts are one object as far as they are taken apart. */
  madeAgain(number: number): unknown;
  /** A hash of what the local state is, whatever its number. */
  hashOf(number: number, seed: number): Hash64;
  /** By number: a state that is another one, though it has the same number. */
  readonly alike: ReadonlyMap<number, unknown>;
}

const NONE: ReadonlyMap<number, unknown> = new Map();

/** The number of local states that are kept as the component gave them, where they are made again by functions of the user. */
const KEPT_AS_BYTES = 1 << 16;
export const KEPT_AS_PARTS = 1 << 12;

/** As the bytes that the component encodes them to. */
export class StatesAsBytes implements KeptStates {
  private readonly interned = new InternedBytes();
  private readonly states: Remade<unknown>;
  private readonly alikeStates = new AlikeStates();

  constructor(
    private readonly component: AnyComponent,
    private readonly take: (state: unknown) => unknown,
  ) {
    this.states = new Remade(component.isXState === true ? Infinity : KEPT_AS_BYTES, (number) =>
      this.madeAgain(number),
    );
  }

  get size(): number {
    return this.interned.size;
  }

  intern(state: unknown): number {
    const { size } = this.interned;
    const number = this.interned.intern(askEncode(this.component, state));
    if (number < size) {
      if (this.alikeStates.isDue()) this.alikeStates.note(number, state, this.states.get(number));
      return number;
    }
    checkDecode(this.component, number, this.interned.bytesOf(number));
    this.states.keep(number, this.take(state));
    return number;
  }

  get alike(): ReadonlyMap<number, unknown> {
    return this.alikeStates.all;
  }

  stateOf(number: number): unknown {
    return this.states.get(number);
  }

  madeAgain(number: number): unknown {
    return askDecode(this.component, this.interned.bytesOf(number));
  }

  hashOf(number: number, seed: number): Hash64 {
    return hash64(this.interned.bytesOf(number), seed);
  }
}

/** As the parts of the plain data that they are, or stand for: without bytes. */
export class StatesAsParts implements KeptStates {
  /** All parts make the number. */
  readonly alike = NONE;
  private readonly tree: PlainTree;
  private readonly states: Remade<unknown>;

  constructor(
    private readonly component: AnyComponent,
    private readonly form: PlainForm<unknown>,
    private readonly take: (state: unknown) => unknown,
    private readonly keptMax: number,
  ) {
    this.tree = new PlainTree(component.name, form.isExact);
    this.states = new Remade(keptMax, (number) => this.madeAgain(number));
  }

  get size(): number {
    return this.tree.size;
  }

  intern(state: unknown, from: number): number {
    const { size } = this.tree;
    const number = askPlain(this.component, () => this.numberOf(state, from));
    if (number < size) return number;
    const again = (): unknown => this.states.get(number);
    checkForm(this.component, number, () => this.numberAgain(number), again);
    // The others are made again when they are needed, so that what is made from them is known to be made from their parts.
    if (number < this.keptMax) this.states.keep(number, this.take(state));
    return number;
  }

  stateOf(number: number): unknown {
    return this.states.get(number);
  }

  madeAgain(number: number): unknown {
    return askPlain(this.component, () => this.form.fromPlain(this.tree.valueOf(number)));
  }

  hashOf(number: number, seed: number): Hash64 {
    return this.tree.hashOf(number, seed);
  }

  private numberOf(state: unknown, from: number): number {
    const { form, tree } = this;
    const plain = form.toPlain(state);
    // A state that is kept is the component's own object, parts of which somebody else may hold and change.
    if (from < this.keptMax) return tree.intern(plain);
    return tree.internFrom(plain, form.toPlain(this.stateOf(from)), from);
  }

  /** The number of a local state that was made again from its parts. */
  private numberAgain(number: number): number {
    const { form, tree, component } = this;
    return askPlain(component, () => tree.intern(form.toPlain(form.fromPlain(tree.valueOf(number)))));
  }
}
