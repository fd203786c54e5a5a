import { isError, thrownText } from '../../errors/index.js';
import { showPlain } from './show-plain.js';

const LENGTH_MAX = 80;

/** What was given in the place of something else, for a message: in one line, strings in quotes, long things cut short. */
export function givenText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (value instanceof Promise) return 'a promise';
  if (isError(value)) return thrownText(value);
  const text = shown(value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}

/** What holds itself cannot be written down. */
function shown(value: unknown): string {
  try {
    return showPlain(value);
  } catch {
    return 'an object';
  }
}
