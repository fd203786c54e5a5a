/** Of values behind those that are kept, this many are kept that were used lately. */
const RECENT = 1 << 13;

/**
 * Values behind numbers, of which the first ones are kept, and of the others those that were used lately; what is not
 * there is made again. A component with very many local states, such as one that is the whole system by itself, looks at each
 * a few times within a short while, and an object takes many times what it is made from.
 */
export class Remade<T> {
  private readonly kept: (T | undefined)[] = [];
  private readonly recent: (T | undefined)[] = [];
  private readonly recentNumbers = new Int32Array(RECENT).fill(-1);

  constructor(
    private readonly keptMax: number,
    private readonly make: (number: number) => T,
  ) {}

  keep(number: number, value: T): void {
    if (number < this.keptMax) {
      this.kept[number] = value;
      return;
    }
    const place = number & (RECENT - 1);
    this.recentNumbers[place] = number;
    this.recent[place] = value;
  }

  get(number: number): T {
    const place = number & (RECENT - 1);
    const known = number < this.keptMax ? this.kept[number] : undefined;
    if (known !== undefined) return known;
    if (this.recentNumbers[place] === number) return this.recent[place] as T;
    const value = this.make(number);
    this.keep(number, value);
    return value;
  }
}
