/**
 * Randomness, from a seed: the generator sfc32 (Chris Doty-Humphrey, PractRand), with 128 bits of state. Streams that are
 * split off by name have nothing to do with each other, so that one more kind of fault leaves all others as they were.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(
    private readonly seed: number,
    private readonly name = '',
  ) {
    const hash = hashOf(seed, name);
    this.a = seed | 0;
    this.b = hash;
    this.c = Math.floor(seed / 2 ** 32) | 0;
    for (let i = 0; i < WARM_UP; i++) this.bits();
  }

  /** A stream of its own: the same one for the same seed and name. */
  split(name: string): Random {
    return new Random(this.seed, `${this.name}/${name}`);
  }

  /** 32 bits. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** From 0 to below 1, uniform. */
  readonly next = (): number => (this.bits() >>> 0) / TWO_TO_32;

  /** True that often: 0 is never, 1 is always. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0 to below `count`, at most 2^32. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** From `least` to below `most`, uniform. */
  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  /** From `least`, above 0, to below `most`: as likely from 1 to 10 as from 10 to 100. */
  acrossScales(least: number, most: number): number {
    return least * (most / least) ** this.next();
  }

  /** One of some. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

const TWO_TO_32 = 2 ** 32;
const WARM_UP = 15;

/** FNV-1a, over the name. */
function hashOf(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
