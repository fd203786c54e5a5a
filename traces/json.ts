import { unreachable } from '../errors/index.js';
import { jsonText } from './json-text.js';
import type { Json, Trace, Value } from './trace.js';
import { formOf } from './value.js';

/**
 * A trace as plain JSON, for scripts: `{meta, vars, states: [{step, action, picks, vars, messages?, summary?}],
 * loop?}`. Integers are numbers where these are exact and strings of digits elsewhere, sets are lists, and maps
 * lists of pairs. It cannot be read back; `writeItf` is for that. No newline at the end.
 *
 * Throws a `TraceError` (`EXO204`) for whatever is no value.
 *
 * @example
 * console.log(renderJson(trace).startsWith('{')); // true
 */
export function renderJson(trace: Trace): string {
  const { meta, vars, states, loop } = trace;
  const plainStates = states.map(({ action, picks, vars: values, messages, summary }, step) => ({
    step,
    action,
    ...(summary === undefined ? {} : { summary }),
    picks: plainRecord(picks),
    vars: plainRecord(values),
    ...(messages === undefined ? {} : { messages: messages.map((message) => ({ ...message })) }),
  }));
  return jsonText({ meta, vars, states: plainStates, ...(loop === undefined ? {} : { loop }) });
}

function plainRecord(values: Readonly<Record<string, Value>>): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: Value): Json {
  const form = formOf(value);
  switch (form.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return form.value;
    case 'integer':
      return Number.isSafeInteger(Number(form.value)) ? Number(form.value) : String(form.value);
    case 'list':
    case 'set':
      return form.items.map(plainValue);
    case 'map':
      return form.entries.map(([key, held]) => [plainValue(key), plainValue(held)]);
    case 'record':
      return plainRecord(Object.fromEntries(form.fields));
    default:
      return unreachable(form);
  }
}
