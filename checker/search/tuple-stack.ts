import { grown } from '../tables/arrays.js';

/** A last-in, first-out stack of states, each with its number and its depth. */
export class TupleStack {
  private words = new Int32Array(4096);
  private readonly entry: number;
  private used = 0;

  constructor(private readonly width: number) {
    this.entry = width + 2;
  }

  get size(): number {
    return this.used / this.entry;
  }

  push(tuple: Int32Array, number: number, depth: number): void {
    while (this.used + this.entry > this.words.length) this.words = grown(this.words);
    this.words.set(tuple, this.used);
    this.words[this.used + this.width] = number;
    this.words[this.used + this.width + 1] = depth;
    this.used += this.entry;
  }

  /** Takes the newest state; the stack must not be empty. */
  pop(into: Int32Array): { readonly number: number; readonly depth: number } {
    this.used -= this.entry;
    for (let slot = 0; slot < this.width; slot++) into[slot] = this.words[this.used + slot] as number;
    return {
      number: (this.words[this.used + this.width] as number) >>> 0,
      depth: this.words[this.used + this.width + 1] as number,
    };
  }
}
