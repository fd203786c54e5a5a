import { showValue } from './show.js';
import { below } from './trace-error.js';
import type { Value } from './trace.js';
import { formOf, sameValue } from './value.js';

/**
 * The first place where two values differ, or `null` if they are the same. Lists are searched in order, records
 * and maps by key; sets, and values of different kinds, differ as wholes.
 *
 * @example
 * const difference = firstDifference({ log: ['A', 'B'] }, { log: ['A', 'C'] });
 * console.log(difference?.path, difference?.left, difference?.right); // log[1] B C
 */
export function firstDifference(a: Value, b: Value): Difference | null {
  return differenceAt('', a, b);
}

export interface Difference {
  /** Such as `A.log[2].source`; a map's key stands in brackets too. Empty if the values differ as wholes. */
  readonly path: string;
  /** What the first value has there, in short form, or `(absent)`. */
  readonly left: string;
  /** What the second value has there. */
  readonly right: string;
}

function differenceAt(path: string, a: Value | undefined, b: Value | undefined): Difference | null {
  if (a !== undefined && b !== undefined) {
    if (sameValue(a, b)) return null;
    const [inA, inB] = [partsByPath(path, a), partsByPath(path, b)];
    for (const inner of sameKind(a, b) ? new Set([...inA.keys(), ...inB.keys()]) : []) {
      const difference = differenceAt(inner, inA.get(inner), inB.get(inner));
      if (difference) return difference;
    }
  }
  return { path, left: showOrAbsent(a), right: showOrAbsent(b) };
}

function sameKind(a: Value, b: Value): boolean {
  return formOf(a).kind === formOf(b).kind;
}

function partsByPath(path: string, value: Value): ReadonlyMap<string, Value> {
  const form = formOf(value);
  switch (form.kind) {
    case 'list':
      return new Map(form.items.map((item, i) => [below(path, i), item]));
    case 'record':
      return new Map(form.fields.map(([name, held]) => [below(path, name), held]));
    case 'map':
      return new Map(form.entries.map(([key, held]) => [`${path}[${showValue(key)}]`, held]));
    default:
      return new Map();
  }
}

function showOrAbsent(value: Value | undefined): string {
  return value === undefined ? '(absent)' : showValue(value);
}
