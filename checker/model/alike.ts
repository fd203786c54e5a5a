import { byReads, foundIn, isObject, type ReadNotes } from './by-reads.js';

/**
 * Very many objects about which many questions are asked that read little of each: objects that no question has read anything
 * different of so far are one group, and only one object of a group is asked about.
 *
 * The questions have to be functions of the values in their argument, as for `byReads`. Where one looks at more than
 * properties, every object is a group by itself from then on.
 */
export class Alike<E extends object> {
  private parts: readonly (readonly E[])[];
  private isOpaque = false;
  private readonly known = new Set<string>();
  private readonly notes: ReadNotes = {
    read: (path, isPresence) => this.split(path, isPresence),
    isOpaque: () => this.splitAll(),
  };

  constructor(objects: readonly E[]) {
    this.parts = objects.length === 0 ? [] : [objects];
  }

  /** The groups so far; the same list until a question reads something by which some of them differ. */
  get groups(): readonly (readonly E[])[] {
    return this.parts;
  }

  /** The question, remembered by what it reads; what it reads is noted here. */
  question<R>(ask: (asked: E) => R): (asked: E) => R {
    return byReads(ask, this.notes);
  }

  /** The objects to which the answer is yes. The question is one that `question` has given. */
  where(question: (asked: E) => boolean): readonly E[] {
    return this.groupsOf(question).flatMap((group) => (isFor(question, group) ? group : []));
  }

  /** The groups, once this question is answered of each without reading anything that is new. */
  private groupsOf(question: (asked: E) => boolean): readonly (readonly E[])[] {
    let groups: readonly (readonly E[])[];
    do {
      ({ groups } = this);
      for (const group of groups) isFor(question, group);
    } while (groups !== this.groups);
    return groups;
  }

  private split(path: readonly PropertyKey[], isPresence: boolean): void {
    const key = JSON.stringify([isPresence, ...path.map(String)]);
    if (this.isOpaque || this.known.has(key)) return;
    this.known.add(key);
    const groups = this.groups.flatMap((group) => splitBy(group, (one) => valueAt(one, path, isPresence)));
    // The same list as long as it has the same groups, by which it is known that there is nothing new.
    if (groups.length !== this.groups.length) this.parts = groups;
  }

  private splitAll(): void {
    if (this.isOpaque) return;
    this.isOpaque = true;
    this.parts = this.parts.flatMap((group) => group.map((one) => [one]));
  }
}

function isFor<E>(question: (asked: E) => boolean, [first]: readonly E[]): boolean {
  return first !== undefined && question(first);
}

function splitBy<E>(group: readonly E[], valueOf: (one: E) => unknown): readonly (readonly E[])[] {
  const parts = new Map<unknown, E[]>();
  for (const one of group) {
    const value = valueOf(one);
    const part = parts.get(value);
    if (part === undefined) parts.set(value, [one]);
    else part.push(one);
  }
  return parts.size === 1 ? [group] : [...parts.values()];
}

function valueAt(object: object, path: readonly PropertyKey[], isPresence: boolean): unknown {
  let value: unknown = object;
  for (const [i, property] of path.entries()) {
    if (!isObject(value)) return NOWHERE;
    const isLast = i === path.length - 1;
    value = isLast && isPresence ? Reflect.has(value, property) : Reflect.get(value, property);
  }
  return foundIn(value);
}

/** What stands for a property of what is no object. */
const NOWHERE = Symbol('nowhere');
