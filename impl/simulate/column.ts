/** Numbers in a row that grows at its end. Those at its beginning may be given up. */
export class Column<T extends Float64Array | Int32Array | Uint8Array> {
  length = 0;
  /** The index of the first number that is kept. */
  first = 0;
  /** The index of the number that stands first in memory. */
  private base = 0;

  constructor(private numbers: T) {}

  /** The number at an index that is kept. */
  at(index: number): number {
    return this.numbers[index - this.base] as number;
  }

  set(index: number, value: number): void {
    this.numbers[index - this.base] = value;
  }

  push(value: number): void {
    if (this.length - this.base === this.numbers.length) this.makeRoom();
    this.numbers[this.length - this.base] = value;
    this.length += 1;
  }

  /** Nobody asks any more for what stands before an index. */
  dropBefore(index: number): void {
    if (index > this.first) this.first = Math.min(index, this.length);
  }

  /** Moves what is kept to the front, if a third of the room is free then. */
  private makeRoom(): void {
    const { numbers, first, base } = this;
    if (3 * (first - base) < numbers.length) {
      const grown = new (numbers.constructor as new (length: number) => T)(2 * numbers.length);
      grown.set(numbers);
      this.numbers = grown;
      return;
    }
    numbers.copyWithin(0, first - base);
    this.base = first;
  }
}

const LENGTH_AT_FIRST = 1024;

export function realColumn(): Column<Float64Array> {
  return new Column(new Float64Array(LENGTH_AT_FIRST));
}

export function wordColumn(): Column<Int32Array> {
  return new Column(new Int32Array(LENGTH_AT_FIRST));
}

export function byteColumn(): Column<Uint8Array> {
  return new Column(new Uint8Array(LENGTH_AT_FIRST));
}
