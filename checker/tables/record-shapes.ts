import { encodedView } from '../model/encoder.js';
import { hash64, type Hash64 } from './hash.js';

/** The number of shapes that are known at most: records that are used as dictionaries have as many as they have sets of keys. */
const SHAPES_MAX = 1 << 12;

/** The names of the properties of a record, whatever their order, unless that is told apart. */
export interface Shape {
  readonly number: number;
  /** In the order in which they were first met, in which records are made again. */
  readonly names: readonly string[];
  /** For each of these, its place in the order of the alphabet, in which values are listed. */
  readonly places: readonly number[];
  readonly hash: Hash64;
}

/** A shape and the order in which a record lists its names. */
export interface Ordered {
  readonly shape: Shape;
  /** For each name of the record, its place in the order of the alphabet. */
  readonly places: readonly number[];
}

/** Where orders part by their next name. */
interface Branch {
  readonly next: Map<string, Branch>;
  ordered: Ordered | null;
}

/** The shapes of records, each once, numbered from a first number on. */
export class RecordShapes {
  private readonly shapes: Shape[] = [];
  private readonly bySortedNames = new Map<string, Shape>();
  private readonly root: Branch = { next: new Map(), ordered: null };
  private branches = 0;

  /** `isExact` tells records apart whose names are the same in another order. */
  constructor(
    private readonly first: number,
    private readonly isExact = false,
  ) {}

  shapeOf(number: number): Shape {
    return this.shapes[number - this.first] as Shape;
  }

  /** The shape with these names; null if it is new, and there are too many. A shape that is known stays known. */
  find(names: readonly string[]): Ordered | null {
    let at: Branch | undefined = this.root;
    for (let k = 0; k < names.length && at !== undefined; k++) at = at.next.get(names[k] as string);
    return at?.ordered ?? this.learn(names);
  }

  private learn(names: readonly string[]): Ordered | null {
    const sorted = this.isExact ? names : [...names].sort();
    const places = names.map((name) => sorted.indexOf(name));
    const key = JSON.stringify(sorted);
    const shape = this.bySortedNames.get(key) ?? this.newShape(names, places, sorted);
    if (shape === null) return null;
    this.bySortedNames.set(key, shape);
    const ordered: Ordered = { shape, places };
    if (this.branches < 8 * SHAPES_MAX) this.branchOf(names).ordered = ordered;
    return ordered;
  }

  private newShape(
    names: readonly string[],
    places: readonly number[],
    sorted: readonly string[],
  ): Shape | null {
    if (this.shapes.length >= SHAPES_MAX) return null;
    const number = this.first + this.shapes.length;
    const shape: Shape = { number, names, places, hash: hash64(encodedView(sorted, 'names'), 1) };
    this.shapes.push(shape);
    return shape;
  }

  private branchOf(names: readonly string[]): Branch {
    let at = this.root;
    for (const name of names) {
      let next = at.next.get(name);
      if (next === undefined) {
        next = { next: new Map(), ordered: null };
        at.next.set(name, next);
        this.branches += 1;
      }
      at = next;
    }
    return at;
  }
}
