import { deepFreeze } from '../model/deep-freeze.js';
import { decodedValue } from '../model/decoder.js';
import { encodedView } from '../model/encoder.js';
import { grown } from './arrays.js';
import { hash64 } from './hash.js';
import { InternedBytes } from './interned-bytes.js';
import { Remade } from './remade.js';

/** The number of primitives that are found by themselves, without their bytes. */
const KNOWN_MAX = 1 << 15;
const VALUES_KEPT = 1 << 12;

/**
 * Values that are not taken apart, as numbers; equal ones the same: strings, large numbers and the like, and whatever is
 * neither a list nor a record, such as Sets and Maps. They are kept as their canonical bytes.
 */
export class Leaves {
  /** The hash of each leaf, low and high alternately. */
  hashes = new Int32Array(128);
  private readonly bytes = new InternedBytes();
  private readonly known = new Map<unknown, number>();
  private readonly values = new Remade<unknown>(VALUES_KEPT, (leaf) =>
    deepFreeze(decodedValue(this.bytes.bytesOf(leaf))),
  );

  /** Of what is equal: as `encodeExactly` has it, or as `encodeValue`. */
  constructor(private readonly isExact = false) {}

  /** The number of a primitive value. */
  ofPrimitive(value: unknown): number {
    // A map takes -0 for 0, which is not among leaves.
    if (value === 0) return this.of(value, 'value');
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const leaf = this.of(value, 'value');
    if (this.known.size < KNOWN_MAX) this.known.set(value, leaf);
    return leaf;
  }

  /** The number of any plain value. @throws ExoError EXO101 for others, at a path that starts with `what` */
  of(value: unknown, what: string): number {
    const { size } = this.bytes;
    const leaf = this.bytes.intern(encodedView(value, what, this.isExact));
    if (leaf === size) this.addHash(leaf);
    return leaf;
  }

  valueOf(leaf: number): unknown {
    return this.values.get(leaf);
  }

  private addHash(leaf: number): void {
    const { low, high } = hash64(this.bytes.bytesOf(leaf), 0);
    if (2 * leaf + 2 > this.hashes.length) this.hashes = grown(this.hashes);
    this.hashes[2 * leaf] = low;
    this.hashes[2 * leaf + 1] = high;
  }
}
