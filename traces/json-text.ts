import type { Json } from './trace.js';

const WIDTH = 110;

/**
 * Lays out JSON for people: what fits into the line stays on one line, the rest is broken into one line an
 * element. The same value gives the same text. No newline at the end.
 */
export function jsonText(json: Json): string {
  return layOut(json, '', 0);
}

function layOut(json: Json, indent: string, used: number): string {
  const flat = onOneLine(json);
  if (indent.length + used + flat.length <= WIDTH || typeof json !== 'object' || json === null) return flat;
  const inner = `${indent}  `;
  const lines = isList(json)
    ? json.map((item) => layOut(item, inner, 1))
    : Object.entries(json).map(([name, held]) => {
        const label = `${JSON.stringify(name)}: `;
        return `${label}${layOut(held, inner, label.length + 1)}`;
      });
  const [open, close] = isList(json) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}

function onOneLine(json: Json): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (isList(json)) return `[${json.map(onOneLine).join(', ')}]`;
  const fields = Object.entries(json).map(([name, held]) => `${JSON.stringify(name)}:${onOneLine(held)}`);
  return `{${fields.join(', ')}}`;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
