import { timerWords } from '../../traces/timer-words.js';
import type { Plain } from '../film/film.js';

/** A value in one line, as tables of traces show it: names without quotes, `{field: value}`, `[a, b]`, sets in braces. */
export function valueText(value: Plain | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return timerWords(value) ?? (isName(value) ? value : JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map(valueText).join(', ')}]`;
  const record = value as { readonly [field: string]: Plain };
  const { '#set': set, '#map': map, '#big': big, xstate$$type: mark, peer, id } = record;
  if (typeof big === 'string') return big;
  // References to actors stand in states as XState persists them.
  const reference = peer ?? id;
  if (mark === 1 && typeof reference === 'string') return valueText(reference);
  if (Array.isArray(set)) return `{${set.map(valueText).join(', ')}}`;
  if (Array.isArray(map)) {
    const pairs = map as readonly (readonly [Plain, Plain])[];
    return `{${pairs.map(([key, held]) => `${valueText(key)} → ${valueText(held)}`).join(', ')}}`;
  }
  const fields = Object.entries(record).map(([name, held]) => `${fieldText(name)}: ${valueText(held)}`);
  return `{${fields.join(', ')}}`;
}

/** An entry of a log, or the state of a chart: as short as it can be said. */
export function shortText(value: Plain | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return valueText(value);
  // XState's values: `busy.sending`, regions with a bar between.
  const parts = Object.entries(value as { readonly [field: string]: Plain });
  if (parts.length === 0) return '';
  if (!parts.every(([, held]) => typeof held === 'string' || isRecord(held))) return valueText(value);
  return parts
    .map(([name, held]) => [name, shortText(held)].filter((part) => part !== '').join('.'))
    .join(' | ');
}

/** The list of a channel in one line, as tables of traces show it: `ASK(from: A), VOTE`; null for any other value. */
export function channelText(value: Plain | undefined): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const events = (value as readonly Plain[]).map(eventIn);
  return events.includes(null) ? null : events.join(', ');
}

/** What a message in a channel says, and not from whom; null where it is none. */
function eventIn(item: Plain): string | null {
  if (
    !isRecord(item) ||
    Object.keys(item as object)
      .sort()
      .join() !== 'event,from'
  )
    return null;
  const { event } = item as { readonly [field: string]: Plain };
  const { type, ...fields } = (event ?? {}) as { readonly [field: string]: Plain };
  if (typeof type !== 'string') return null;
  const given = Object.entries(fields).map(([name, held]) => `${name}: ${valueText(held)}`);
  return given.length === 0 ? type : `${type}(${given.join(', ')})`;
}

/** The name that a variable has in tables: a channel that of its receiver behind an arrow, which stands as `_A` in a file. */
export function variableText(name: string, lanes: readonly { readonly name: string }[]): string {
  const isChannel = name.startsWith('_') && lanes.some((lane) => name === `_${lane.name}`);
  return isChannel ? `→${name.slice(1)}` : name;
}

function fieldText(name: string): string {
  return isName(name) ? name : JSON.stringify(name);
}

function isName(text: string): boolean {
  return /^[\p{L}\p{N}_.-]+$/u.test(text);
}

function isRecord(value: Plain): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
