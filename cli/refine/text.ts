import type { Trace, Value } from '../../traces/index.js';
import type { Terminal } from '../terminal/terminal.js';

/** Specification and core side by side in the first field that differs, of a trace that ends there; null of any other. */
export function divergenceText({ states }: Trace, { paint }: Terminal): string | null {
  const shown = Object.values(states.at(-1)?.vars ?? {}).map((value) => recordOf(value)['divergence']);
  const found = shown.find((value) => value !== undefined && value !== null);
  if (found === undefined) return null;
  const { field, spec, core, side, event } = recordOf(found);
  const which = side === 'keeps' ? 'keeps its whole log' : 'compacts';
  return [
    `${paint.bold('differs in')}     ${String(field)}`,
    `specification  ${String(spec)}`,
    `core           ${String(core)}  ${paint.dim(`(the one that ${which})`)}`,
    `on             ${String(event)}`,
  ].join('\n');
}

function recordOf(value: Value | undefined): Readonly<Record<string, Value>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, Value>>) : {};
}
