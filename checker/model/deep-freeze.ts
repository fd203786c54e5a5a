/**
 * Freezes plain data in place, all the way down, and returns it. Since `Object.freeze` does not stop `Map.set`,
 * the methods that change a Set or Map are replaced by ones that throw. Class instances are left alone, and so
 * is what is behind a part that is frozen already.
 *
 * @example
 * const config = deepFreeze({ hosts: ['A', 'B'] });
 * console.log(Object.isFrozen(config.hosts)); // true
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value.entries()) entry.forEach((part) => deepFreeze(part));
    forbidChanges(value);
  } else if (Array.isArray(value) || isPlainObject(value)) {
    Object.freeze(value);
    for (const member of Object.values(value) as unknown[]) {
      if (typeof member === 'object' && member !== null) deepFreeze(member);
    }
  }
  return value;
}

export function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function forbidChanges(collection: Set<unknown> | Map<unknown, unknown>): void {
  const refuse = (): never => {
    throw new TypeError('Cannot change a frozen Set or Map');
  };
  if (!Object.isExtensible(collection)) return;
  for (const name of ['set', 'add', 'delete', 'clear']) {
    if (name in collection) Object.defineProperty(collection, name, { value: refuse });
  }
  Object.freeze(collection);
}
