import type { Plain } from '../film/film.js';

/** A value in one line, as tables of traces show it: names without quotes, `{field: value}`, `[a, b]`, sets in braces. */
export function valueText(value: Plain | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return isName(value) ? value : JSON.stringify(value);
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

function fieldText(name: string): string {
  return isName(name) ? name : JSON.stringify(name);
}

function isName(text: string): boolean {
  return /^[\p{L}\p{N}_.-]+$/u.test(text);
}

function isRecord(value: Plain): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
