import { unreachable } from '../errors/index.js';
import type { Value } from './trace.js';
import { formOf } from './value.js';

/**
 * A value in one line, after JSON but lighter: `{log: [A, B], seq: 2}` is a record, `{A, B}` a set, `{A → 1}` a
 * map, `∅` the empty set, `{→}` the empty map. Strings that look like names, or are the text of a fraction, go without
 * quotes: traces have no other form for fractions. Two values look alike only if they are the same.
 *
 * Throws a `TraceError` (`EXO204`) for whatever is no value.
 *
 * @example
 * console.log(showValue({ log: [1n, 2n] })); // {log: [1, 2]}
 */
export function showValue(value: Value): string {
  const form = formOf(value);
  switch (form.kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
      return String(form.value);
    case 'string':
      return isFraction(form.value) ? form.value : showString(form.value);
    case 'list':
      return `[${form.items.map(showValue).join(', ')}]`;
    case 'set':
      return form.items.length === 0 ? '∅' : `{${form.items.map(showValue).join(', ')}}`;
    case 'map':
      return form.entries.length === 0 ? '{→}' : `{${form.entries.map(showEntry).join(', ')}}`;
    case 'record':
      return `{${form.fields.map(([name, held]) => `${showString(name)}: ${showValue(held)}`).join(', ')}}`;
    default:
      return unreachable(form);
  }
}

/**
 * An action with its picks: one of them needs neither name nor quotes. `Timeout(A)`, `Broadcast(heard={B, C}, source=A)`.
 *
 * @example
 * console.log(showAction('Broadcast', { source: 'A', lost: ['B'] })); // Broadcast(lost=[B], source=A)
 */
export function showAction(action: string, picks: Readonly<Record<string, Value>>): string {
  const names = Object.keys(picks).sort();
  const shown = names.map((name) => {
    const pick = picks[name] ?? null;
    if (names.length === 1) return typeof pick === 'string' ? pick : showValue(pick);
    return `${name}=${showValue(pick)}`;
  });
  return shown.length === 0 ? action : `${action}(${shown.join(', ')})`;
}

function showEntry([key, held]: readonly [Value, Value]): string {
  return `${showValue(key)} → ${showValue(held)}`;
}

/** Whether a string is what JavaScript writes for a number that is not whole. */
function isFraction(text: string): boolean {
  return !Number.isInteger(Number(text)) && String(Number(text)) === text;
}

function showString(text: string): string {
  const isName = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(text) && !['true', 'false', 'null'].includes(text);
  return isName ? text : JSON.stringify(text);
}
