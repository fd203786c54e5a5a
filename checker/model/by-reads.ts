/** Remembers the answers to a question by what the question reads of what it is asked about. */

/**
 * The same question, which is answered without asking wherever everything that it read before is the same. Worth it where one
 * question is asked of very many objects and reads little of each, as a guard does of messages.
 *
 * The question has to be a function of the values in its argument: plain data that is compared by value. Where it looks at
 * its argument otherwise than by reading properties, or asking whether there are some (spreads it, lists its keys), throws, reads in another order than before,
 * or answers otherwise about the argument than about the reader that stands in for it, it is asked every time from then on.
 */
export function byReads<E extends object, R>(
  ask: (asked: E) => R,
  notes: ReadNotes = NOT_NOTED,
): (asked: E) => R {
  const root = newNode<R>();
  let isTransparent = true;
  return (asked) => {
    if (!isTransparent) return ask(asked);
    const known = follow(root, asked);
    if (known?.answer !== undefined) return known.answer.value;
    const value = ask(asked);
    const reads = readsOf(ask, asked, value);
    if (reads !== null && learn(root, reads, value)) {
      for (const { path, isPresence } of reads) notes.read(path, isPresence);
    } else {
      isTransparent = false;
      notes.isOpaque();
    }
    return value;
  };
}

/** Is told what a question reads: all that any of its remembered answers depends on. */
export interface ReadNotes {
  /** The property at the end of the path; or only whether there is one. */
  read(path: readonly PropertyKey[], isPresence: boolean): void;
  /** The question is asked every time from now on: an answer may depend on anything. */
  isOpaque(): void;
}

const NOT_NOTED: ReadNotes = { read: () => undefined, isOpaque: () => undefined };

/** What a question reads next, and what follows by what it finds there; or its answer, once it has read all that it reads. */
interface Node<R> {
  place: Place | null;
  readonly then: Map<unknown, Node<R>>;
  answer?: { readonly value: R };
}

/** A property of an object: 0 is what the question is about, the others are numbered in the order in which they were read. */
interface Place {
  readonly of: number;
  readonly property: PropertyKey;
  /** Whether it is asked only whether there is such a property, as methods of arrays do. */
  readonly isPresence: boolean;
}

interface Read extends Place {
  /** From what the question is about to the property. */
  readonly path: readonly PropertyKey[];
  readonly found: unknown;
}

/** What stands for an object that was found, whichever it is: what is read of it counts, not which it is. */
const OBJECT = Symbol('object');
const ARRAY = Symbol('array');
const MINUS_ZERO = Symbol('-0');

function newNode<R>(): Node<R> {
  return { place: null, then: new Map() };
}

/** The node that the values of an object lead to; undefined where one of them was never found before. */
function follow<R>(root: Node<R>, asked: object): Node<R> | undefined {
  const objects: object[] = [asked];
  let node: Node<R> | undefined = root;
  while (node !== undefined && node.place !== null) {
    const value = valueAt(objects, node.place);
    if (isObject(value)) objects.push(value);
    node = node.then.get(foundIn(value));
  }
  return node;
}

function valueAt(objects: readonly object[], { of, property, isPresence }: Place): unknown {
  const object = objects[of] ?? {};
  return isPresence ? Reflect.has(object, property) : Reflect.get(object, property);
}

/** Adds an answer. False where the question has read something else before, after the same. */
function learn<R>(root: Node<R>, reads: readonly Read[], value: R): boolean {
  let node = root;
  for (const { of, property, isPresence, found } of reads) {
    if (node.answer !== undefined) return false;
    const place: Place = { of, property, isPresence };
    node.place ??= place;
    if (!isSamePlace(node.place, place)) return false;
    const next = node.then.get(found) ?? newNode<R>();
    node.then.set(found, next);
    node = next;
  }
  if (node.place !== null) return false;
  node.answer = { value };
  return true;
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.of === other.of && one.property === other.property && one.isPresence === other.isPresence;
}

/** What the question reads, in its order; null where its answer may come from something else too. */
function readsOf<E extends object, R>(ask: (asked: E) => R, asked: E, value: R): readonly Read[] | null {
  const reads: Read[] = [];
  const state = { isTransparent: true, objects: 0 };
  const traps = refusing(state);
  const standIn = (real: object, way: readonly PropertyKey[]): object => {
    const number = state.objects;
    state.objects += 1;
    const known = new Map<PropertyKey, unknown>();
    const get = (_target: object, property: PropertyKey): unknown => {
      if (known.has(property)) return known.get(property);
      const found: unknown = Reflect.get(real, property);
      // A method of arrays is the same for all of them; what it reads of this one is noted too.
      const isMethod = typeof found === 'function' && !Object.hasOwn(real, property);
      if (typeof found === 'function' && !isMethod) state.isTransparent = false;
      const path = [...way, property];
      if (!isMethod) reads.push({ of: number, property, isPresence: false, path, found: foundIn(found) });
      const shown = isObject(found) ? standIn(found, path) : found;
      known.set(property, shown);
      return shown;
    };
    const has = (_target: object, property: PropertyKey): boolean => {
      const found = Reflect.has(real, property);
      reads.push({ of: number, property, isPresence: true, path: [...way, property], found });
      return found;
    };
    return new Proxy(Array.isArray(real) ? [] : {}, { ...traps, get, has });
  };
  try {
    const again = ask(standIn(asked, []) as E);
    return state.isTransparent && Object.is(again, value) ? reads : null;
  } catch {
    return null;
  }
}

/** Traps for all that is no reading of a property. */
function refusing(state: { isTransparent: boolean }): ProxyHandler<object> {
  const refuse = (): never => {
    state.isTransparent = false;
    throw new Error('what is asked here can only be read');
  };
  return {
    ...{ ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse },
    ...{ set: refuse, defineProperty: refuse, deleteProperty: refuse, setPrototypeOf: refuse },
    ...{ isExtensible: refuse, preventExtensions: refuse },
  };
}

/** What of a value that was read counts: of an object only that it is one, or a list. */
export function foundIn(value: unknown): unknown {
  if (isObject(value)) return Array.isArray(value) ? ARRAY : OBJECT;
  return Object.is(value, -0) ? MINUS_ZERO : value;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
