/** Traces that Apalache, Quint and the exporters of TLC have written: states to look at, and little besides. */
import { decodeValue } from './itf-value.js';
import { ACTION_TAKEN, isObject, NONDET_PICKS, optionOf } from './quint.js';
import { below, describe, TraceError } from './trace-error.js';
import type { Trace, TraceMeta, TraceState, Value } from './trace.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes a trace of another tool's ITF. What the format lets a file leave out may be missing; parameters are
 * variables that do not change; actions and picks are there where Quint recorded them (`--mbt`).
 */
export function readForeign(top: Fields): Trace {
  const params = readNames(top['params'] ?? [], '$.params');
  const vars = readNames(top['vars'], '$.vars').filter(
    (name) => name !== ACTION_TAKEN && name !== NONDET_PICKS,
  );
  const names = [...new Set([...params, ...vars])];
  const list = top['states'];
  if (!Array.isArray(list) || list.length === 0)
    throw wrong('$.states', list, 'a list of at least one state');
  const states: TraceState[] = [];
  for (const [index, state] of (list as readonly unknown[]).entries()) {
    states.push(readState(state, index, names, params, states[0]));
  }
  const loop = top['loop'] ?? null;
  const isLoop = Number.isInteger(loop) && (loop as number) >= 0 && (loop as number) < states.length;
  if (loop !== null && !isLoop) {
    throw wrong('$.loop', loop, `the index of a state, 0 to ${states.length - 1}`);
  }
  const origin = isObject(top['#meta']) ? top['#meta'] : {};
  return {
    meta: metaOf(origin),
    vars: names,
    states,
    ...(loop !== null && { loop: loop as number }),
    foreign: toolOf(origin),
  };
}

function readNames(json: unknown, path: string): readonly string[] {
  if (!Array.isArray(json) || !json.every((name) => typeof name === 'string')) {
    throw wrong(path, json, 'a list of names');
  }
  const strange = json.findIndex((name) => name.startsWith('#'));
  if (strange >= 0) throw wrong(below(path, strange), json[strange], 'names that do not begin with #');
  return json;
}

function readState(
  json: unknown,
  index: number,
  names: readonly string[],
  params: readonly string[],
  first: TraceState | undefined,
): TraceState {
  const path = below('$.states', index);
  if (!isObject(json)) throw wrong(path, json, 'an object with a value for each variable');
  const valueOf = (name: string): Value => {
    const place = below(path, name);
    if (Object.hasOwn(json, name)) return decodeValue(json[name], place);
    // Parameters need to be in the first state only.
    const kept = params.includes(name) ? first?.vars[name] : undefined;
    if (kept === undefined) throw wrong(place, undefined, 'a value for each variable of vars');
    return kept;
  };
  const action = json[ACTION_TAKEN];
  return {
    action: typeof action === 'string' ? action : index === 0 ? 'init' : '',
    picks: readPicks(json[NONDET_PICKS], below(path, NONDET_PICKS)),
    vars: Object.fromEntries(names.map((name) => [name, valueOf(name)])),
  };
}

/** A record of what was picked, each as an option of Quint or as it is. */
function readPicks(json: unknown, path: string): Readonly<Record<string, Value>> {
  if (!isObject(json)) return {};
  const picks = Object.entries(json).flatMap(([name, picked]): [string, Value][] => {
    if (name.startsWith('#')) return [];
    const option = optionOf(picked);
    if (option === 'none') return [];
    const place = below(path, name);
    return [[name, option === undefined ? decodeValue(picked, place) : decodeValue(option.some, place)]];
  });
  return Object.fromEntries(picks);
}

function metaOf({ source, status, description }: Fields): TraceMeta {
  const text = (held: unknown): string => (typeof held === 'string' ? held : '');
  return {
    model: text(source),
    bounds: {},
    knobs: {},
    property: null,
    verdict: text(status),
    version: '',
    command: '',
    ...(typeof description === 'string' && { description }),
  };
}

const TOOLS = ['Apalache', 'Quint', 'TLC'];

/** The tool that a file says it was written by. */
function toolOf({ description, source }: Fields): string {
  const text = `${String(description ?? '')} ${String(source ?? '')}`.toLowerCase();
  const tool = TOOLS.find((name) => text.includes(name.toLowerCase()));
  return tool ?? (text.includes('.qnt') ? 'Quint' : 'another tool');
}

function wrong(path: string, json: unknown, accepted: string): TraceError {
  return new TraceError('EXO202', { path, found: describe(json), accepted });
}
