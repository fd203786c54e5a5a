/** The variables in which Quint's simulator keeps what it did in a step (`quint run --mbt`). */
export const ACTION_TAKEN = 'mbt::actionTaken';
export const NONDET_PICKS = 'mbt::nondetPicks';

/** Reads an `Option` of Quint; `undefined` if the JSON is something else. */
export function optionOf(json: unknown): { readonly some: unknown } | 'none' | undefined {
  if (!isObject(json) || !hasExactly(json, ['tag', 'value'])) return undefined;
  if (json['tag'] === 'Some') return { some: json['value'] };
  return json['tag'] === 'None' && isUnit(json['value']) ? 'none' : undefined;
}

/** Whether the JSON is an object, neither a list nor null. */
export function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function isUnit(json: unknown): boolean {
  if (!isObject(json) || !hasExactly(json, ['#tup'])) return false;
  const items = json['#tup'];
  return Array.isArray(items) && items.length === 0;
}

function hasExactly(object: object, keys: readonly string[]): boolean {
  return Object.keys(object).length === keys.length && keys.every((key) => Object.hasOwn(object, key));
}
