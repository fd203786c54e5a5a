/** The fields of events and messages of a run: each is known, and of its type, or the run is malformed. */
import type { Json } from '../../traces/index.js';

/** What is wrong with an event: where, what was found, and what would be accepted. */
export class Malformed extends Error {
  constructor(
    readonly path: string,
    readonly found: string,
    readonly accepted: string,
  ) {
    super(`${path}: found ${found}; accepted: ${accepted}`);
  }
}

export type Record_ = Readonly<Record<string, Json>>;

/** @throws Malformed for a field that is not among these. */
export function expectOnly(path: string, fields: Record_, known: readonly string[]): void {
  for (const name in fields) {
    if (!known.includes(name))
      throw new Malformed(`${path}.${name}`, 'an unknown field', `one of ${known.join(', ')}`);
  }
}

/** Numbers of these names. @throws Malformed as `count`. */
export function counts<N extends string>(
  path: string,
  fields: Record_,
  names: readonly N[],
): Readonly<Record<N, number>> {
  const found = {} as Record<N, number>;
  for (const name of names) found[name] = count(path, fields[name], name);
  return found;
}

/** The value at a path, or of a field of what is there. @throws Malformed for anything but a whole number from 0. */
export function count(path: string, value: unknown, field?: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Malformed(inside(path, field), shown(value), 'a whole number from 0');
}

/** @throws Malformed for anything but a list of whole numbers. */
export function wholes(path: string, value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw new Malformed(path, shown(value), 'a list of whole numbers');
  return value.map((one, i) => whole(`${path}[${i}]`, one));
}

export function whole(path: string, value: unknown, field?: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Malformed(inside(path, field), shown(value), 'a whole number');
}

/** Where a field is. It is only made into a text where something is wrong there: most fields are well. */
export function inside(path: string, field: string | undefined): string {
  return field === undefined ? path : `${path}.${field}`;
}

export function flag(path: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new Malformed(path, shown(value), 'true or false');
}

export function record(path: string, value: unknown): Record_ {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record_;
  throw new Malformed(path, shown(value), 'an object');
}

export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
