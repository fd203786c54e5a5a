import { showPlain } from './show-plain.js';

/** Plain data in one line, with errors in it by their name and message, `"Error: no answer"`, and references to actors by their names. */
export function showShort(value: unknown): string {
  return showPlain(withMarksShort(value));
}

function withMarksShort(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withMarksShort);
  if (value instanceof Set) return new Set(Array.from(value, withMarksShort));
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, held]) => [withMarksShort(key), withMarksShort(held)]));
  }
  return (
    markText(value) ??
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withMarksShort(inner)]))
  );
}

/** An error or a reference to an actor, which stand in plain data as XState persists them; undefined for anything else. */
function markText(value: object): string | undefined {
  const { xstate$$type: kind, name, message, peer, id } = value as Readonly<Record<string, unknown>>;
  if (kind === 'error') return `${String(name)}: ${String(message)}`;
  // A trace has numbers as what ITF makes of them.
  if (Number(kind) !== 1) return undefined;
  if (typeof peer === 'string') return peer;
  if (typeof id === 'string') return id === '' ? 'self' : memberName(id);
  return undefined;
}

/** XState calls what `loading` of machine `page` invokes first `0.page.loading`. */
export function memberName(session: string): string {
  return /^\d+\.[^.]+\.(.+)$/.exec(session)?.[1] ?? session;
}
