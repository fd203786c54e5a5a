/**
 * Plain data in one line: `{log: [A, B], seq: 2}` is a record, `{A, B}` a set, `{A → 1}` a map, `∅` the empty set,
 * `{→}` the empty map. Strings that look like names go without quotes.
 */
export function showPlain(value: unknown): string {
  if (typeof value === 'string') return showString(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(showPlain).join(', ')}]`;
  if (value instanceof Set) return value.size === 0 ? '∅' : `{${Array.from(value, showPlain).join(', ')}}`;
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, held]) => `${showPlain(key)} → ${showPlain(held)}`);
    return entries.length === 0 ? '{→}' : `{${entries.join(', ')}}`;
  }
  const fields = Object.entries(value).filter(([, held]) => held !== undefined);
  return `{${fields.map(([name, held]) => `${showString(name)}: ${showPlain(held)}`).join(', ')}}`;
}

function showString(text: string): string {
  const isName = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(text) && !/^(true|false|null|undefined)$/.test(text);
  return isName ? text : JSON.stringify(text);
}
