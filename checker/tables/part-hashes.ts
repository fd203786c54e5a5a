import { grown } from './arrays.js';
import type { Hash64 } from './hash.js';
import type { InternedWords } from './interned-words.js';
import type { Leaves } from './leaves.js';
import { FIRST_SHAPE, LEAF_ZERO, SMALL_ZERO } from './part-words.js';
import type { RecordShapes } from './record-shapes.js';
import { WordHash } from './word-hash.js';

/** Hashes of what values are, made of the hashes of their parts, whichever numbers these have. */
export class PartHashes {
  /** The hash of each part that is a list or record, low and high alternately. */
  private parts = new Int32Array(256);
  private readonly hash = new WordHash();

  constructor(
    private readonly leaves: Leaves,
    private readonly shapes: RecordShapes,
  ) {}

  /** Keeps the hash of the newest part. */
  add(table: InternedWords, part: number): void {
    this.take(table, part, 0);
    if (2 * part + 2 > this.parts.length) this.parts = grown(this.parts);
    this.parts[2 * part] = this.hash.low;
    this.parts[2 * part + 1] = this.hash.high;
  }

  /** The hash of the words with a number. */
  of(table: InternedWords, number: number, seed: number): Hash64 {
    this.take(table, number, seed);
    const { low, high } = this.hash;
    return { low, high };
  }

  private take(table: InternedWords, number: number, seed: number): void {
    const { hash } = this;
    const { words } = table;
    const start = table.startOf(number);
    const end = table.endOf(number);
    const kind = words[start] as number;
    const kindHash = kind < FIRST_SHAPE ? null : this.shapes.shapeOf(kind).hash;
    hash.begin(seed);
    hash.take(kindHash?.low ?? kind);
    hash.take(kindHash?.high ?? kind);
    for (let at = start + 1; at < end; at++) this.takePart(words[at] as number);
    hash.finish(end - start);
  }

  private takePart(part: number): void {
    const { hash } = this;
    if (part < LEAF_ZERO) {
      hash.take(part);
      hash.take(SMALL_ZERO);
      return;
    }
    const isLeaf = part < 0;
    const hashes = isLeaf ? this.leaves.hashes : this.parts;
    const at = 2 * (isLeaf ? part - LEAF_ZERO : part);
    hash.take(hashes[at] as number);
    hash.take(hashes[at + 1] as number);
  }
}
