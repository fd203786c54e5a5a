import { assert } from '../../errors/index.js';

/** The number of states from one note of where their bytes begin, and which parent they are counted from, to the next. */
const CHECKPOINT = 1024;
const PAGE_BITS = 16;
const PAGE_BYTES = 1 << PAGE_BITS;

/** How a state was reached: its parent, and its place among the parent's successors. */
export interface Link {
  /** Null for an initial state, whose ordinal is its place among the initial states. */
  readonly parent: number | null;
  readonly ordinal: number;
}

/**
 * For each state, in the order of discovery, its parent and its place among the parent's successors: enough to
 * walk back to an initial state and to play the walk forward, since successors are always enumerated in the
 * same order. Parents are written as the difference to the parent before, in bytes of seven bits; breadth-first
 * search finds the children of one parent after another, so that two bytes a state are the rule.
 */
export class ParentLinks {
  private readonly pages: Uint8Array[] = [];
  private length = 0;
  private readonly offsets: number[] = [];
  private readonly parentsBefore: number[] = [];
  /** The parent of the newest state, counted from one. */
  lastParent = 0;
  size = 0;

  get bytes(): number {
    return this.pages.length * PAGE_BYTES;
  }

  /** How many states may be appended at once. */
  get appendMax(): number {
    return CHECKPOINT - (this.size % CHECKPOINT);
  }

  /** Takes in the links of further states, as `push` would have written them; the last has this parent, counted from one. */
  append(states: number, lastParent: number, bytes: Uint8Array): void {
    assert(states <= this.appendMax, 'no note is missed');
    this.note();
    for (let from = 0; from < bytes.length;) {
      const at = this.length & (PAGE_BYTES - 1);
      if (at === 0) this.pages.push(new Uint8Array(PAGE_BYTES));
      const count = Math.min(bytes.length - from, PAGE_BYTES - at);
      (this.pages[this.pages.length - 1] as Uint8Array).set(bytes.subarray(from, from + count), at);
      this.length += count;
      from += count;
    }
    this.lastParent = lastParent;
    this.size += states;
  }

  push(parent: number | null, ordinal: number): void {
    this.note();
    // Parents are counted from one, so that zero is the parent of an initial state.
    const next = parent === null ? 0 : parent + 1;
    const difference = next - this.lastParent;
    this.lastParent = next;
    this.write(difference >= 0 ? 2 * difference : -2 * difference - 1);
    this.write(ordinal);
    this.size += 1;
  }

  linkOf(state: number): Link {
    assert(state >= 0 && state < this.size, 'a link belongs to a state');
    const checkpoint = Math.floor(state / CHECKPOINT);
    let at = this.offsets[checkpoint] as number;
    let parent = this.parentsBefore[checkpoint] as number;
    for (let one = checkpoint * CHECKPOINT; ; one++) {
      const [zigzag, afterParent] = this.read(at);
      const [ordinal, afterOrdinal] = this.read(afterParent);
      parent += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      at = afterOrdinal;
      if (one === state) return { parent: parent === 0 ? null : parent - 1, ordinal };
    }
  }

  /** The place of the initial state, and the ordinals of the steps from there to `state`. */
  pathTo(state: number): { readonly initial: number; readonly ordinals: readonly number[] } {
    const ordinals: number[] = [];
    for (let at = state; ;) {
      const { parent, ordinal } = this.linkOf(at);
      if (parent === null) return { initial: ordinal, ordinals: ordinals.reverse() };
      ordinals.push(ordinal);
      at = parent;
    }
  }

  private note(): void {
    if (this.size % CHECKPOINT !== 0) return;
    this.offsets.push(this.length);
    this.parentsBefore.push(this.lastParent);
  }

  private write(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.writeByte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.writeByte(rest);
  }

  private writeByte(byte: number): void {
    const at = this.length & (PAGE_BYTES - 1);
    if (at === 0) this.pages.push(new Uint8Array(PAGE_BYTES));
    (this.pages[this.pages.length - 1] as Uint8Array)[at] = byte;
    this.length += 1;
  }

  private read(from: number): readonly [value: number, after: number] {
    let value = 0;
    let scale = 1;
    for (let at = from; ; at++) {
      const byte = this.pages[Math.floor(at / PAGE_BYTES)]?.[at & (PAGE_BYTES - 1)] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return [value, at + 1];
      scale *= 128;
    }
  }
}
