import type { Value } from '../../traces/index.js';
import type { Change, Path, Plain } from './film.js';

/** A value of a trace as the page has it. */
export function plainOf(value: Value): Plain {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : { '#big': String(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Set) return { '#set': [...(value as ReadonlySet<Value>)].map(plainOf) };
  if (value instanceof Map) {
    const pairs = [...(value as ReadonlyMap<Value, Value>)];
    return { '#map': pairs.map(([key, held]) => [plainOf(key), plainOf(held)]) };
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map(plainOf);
  // Without a prototype: a field may be called `__proto__`.
  const record = Object.create(null) as Record<string, Plain>;
  for (const [name, held] of Object.entries(value as Readonly<Record<string, Value>>)) {
    record[name] = plainOf(held);
  }
  return record;
}

/** What leads from one value to another, place by place, as little of it as there is. */
export function changesOf(before: Plain | undefined, after: Plain, path: Path): readonly Change[] {
  if (before === undefined) return [[path, after]];
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  if (isRecord(before) && isRecord(after)) {
    const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
    return [
      ...gone.map((name): Change => [[...path, name]]),
      ...Object.keys(after).flatMap((name) =>
        changesOf(Object.hasOwn(before, name) ? before[name] : undefined, after[name] as Plain, [
          ...path,
          name,
        ]),
      ),
    ];
  }
  return [[path, after]];
}

/** Logs grow, and are cut, at their ends: what is the same at the beginning stays. */
function listChanges(before: readonly Plain[], after: readonly Plain[], path: Path): readonly Change[] {
  let keep = 0;
  while (keep < before.length && keep < after.length && isSame(before[keep], after[keep])) keep++;
  if (keep === before.length && keep === after.length) return [];
  return keep === 0 ? [[path, after]] : [[path, keep, after.slice(keep)]];
}

/** Equal values of the same source have their fields in the same order. */
function isSame(left: Plain | undefined, right: Plain | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function isRecord(value: Plain): value is { readonly [field: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
