/** Numbers in a row that grows at its end. */
export class Column<T extends Float64Array | Int32Array | Uint8Array> {
  length = 0;

  constructor(private numbers: T) {}

  at(index: number): number {
    return this.numbers[index] as number;
  }

  set(index: number, value: number): void {
    this.numbers[index] = value;
  }

  push(value: number): void {
    if (this.length === this.numbers.length) this.grow();
    this.numbers[this.length] = value;
    this.length += 1;
  }

  private grow(): void {
    const { numbers } = this;
    const grown = new (numbers.constructor as new (length: number) => T)(2 * numbers.length);
    grown.set(numbers);
    this.numbers = grown;
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
