import { isObject } from './quint.js';
import type { Json } from './trace.js';

/** The version of the form that metadata have in our files. In the first, they were JSON as it is. */
const FORM = '2';
const FORM_FIELD = 'exo';

/**
 * Metadata as other readers take them: texts. A text that JSON could read, and all that is no text, is written as
 * JSON; any other text as it is. What ITF itself says of a file stands before.
 */
export function encodeMeta(meta: Readonly<Record<string, Json>>): Record<string, Json> {
  const encoded = Object.entries(meta).map(([name, held]): [string, string] => [
    RESERVED.test(name) ? `_${name}` : name,
    encodeText(held),
  ]);
  return Object.fromEntries([
    ['format', 'ITF'],
    ['format-description', 'https://apalache-mc.org/docs/adr/015adr-trace.html'],
    [FORM_FIELD, FORM],
    ...encoded,
  ]);
}

/** The metadata of a file of ours, of either form; null for those of another tool. */
export function decodeMeta(json: unknown): unknown {
  if (!isObject(json)) return null;
  if (json[FORM_FIELD] === FORM) {
    const decoded = Object.entries(json).flatMap(([name, held]): [string, unknown][] => {
      if (OF_ITF.has(name)) return [];
      const plain = name.startsWith('_') && RESERVED.test(name) ? name.slice(1) : name;
      return [[plain, typeof held === 'string' ? decodeText(held) : held]];
    });
    return Object.fromEntries(decoded);
  }
  return OURS.some((field) => Object.hasOwn(json, field)) ? json : null;
}

/** A text that stands for some JSON, so that every JSON has one. */
export function encodeText(held: Json): string {
  return typeof held === 'string' && parsed(held) === undefined ? held : JSON.stringify(held);
}

/** The JSON that a text stands for. */
export function decodeText(text: string): unknown {
  const json = parsed(text);
  return json === undefined ? text : json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Fields that the format gives a meaning, and other readers a type that is no text. */
const OF_ITF: ReadonlySet<string> = new Set(['format', 'format-description', FORM_FIELD]);
const RESERVED = new RegExp(`^_*(format|format-description|${FORM_FIELD}|varTypes|timestamp)$`);

/** What metadata of the first form have, and those of no other tool. */
const OURS = ['command', 'bounds', 'knobs'];
