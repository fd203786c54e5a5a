/** Properties that code can read and that listing keys does not show: symbols, what is not enumerable, and what is hung on an array, a Set or a Map. */

/** A property of an object that is no data of it; undefined if there is none. `shown` is the number of its enumerable names. */
export function hiddenKey(record: object, shown: number): PropertyKey | undefined {
  const own = Reflect.ownKeys(record);
  if (own.length === shown) return undefined;
  return own.find(
    (key) => typeof key === 'symbol' || !Object.prototype.propertyIsEnumerable.call(record, key),
  );
}

/** Whether an array has a member at each place, and nothing else. */
export function isDense(array: readonly unknown[]): boolean {
  const own = Reflect.ownKeys(array);
  const { length } = array;
  // Indices come first, so that the last of them tells whether there are holes before it.
  return own.length === length + 1 && (length === 0 || own[length - 1] === String(length - 1));
}

/** What freezing puts onto a Set or Map. */
const FORBIDDEN: readonly PropertyKey[] = ['set', 'add', 'delete', 'clear'];

/** A property that is hung on a Set or Map; undefined if there is none. */
export function hungKey(collection: object): PropertyKey | undefined {
  return Reflect.ownKeys(collection).find((key) => !FORBIDDEN.includes(key));
}
