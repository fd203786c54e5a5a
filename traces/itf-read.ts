import { readForeign } from './itf-foreign.js';
import { decodeMeta, decodeText } from './itf-meta.js';
import { decodeValue } from './itf-value.js';
import { fileNameOf, variableOf } from './names.js';
import { ACTION_TAKEN, isObject, NONDET_PICKS, optionOf } from './quint.js';
import { below, describe, TraceError } from './trace-error.js';
import { itfOfTlc } from './tlc-json.js';
import {
  FATES,
  type Json,
  type Trace,
  type TraceMessage,
  type TraceMeta,
  type TraceState,
  type Value,
} from './trace.js';
import { isRecord } from './value.js';

/** Makes a trace of parsed JSON, or says with a `TraceError` (`EXO202`, `EXO203`) where it is none. */
export function readTrace(json: unknown): Trace {
  const top = itfOfTlc(json) ?? object(json, '$', NOT_ITF, 'an object with #meta, vars and states');
  onlyFields(top, '$', NOT_ITF, ['#meta', 'params', 'vars', 'states', 'loop']);
  const ours = decodeMeta(top['#meta']);
  if (ours === null) return readForeign(top);
  onlyFields(top, '$', NOT_ITF, ['#meta', 'vars', 'states', 'loop']);
  const isOldForm = ours === top['#meta'];
  const vars = readVars(top['vars'], '$.vars');
  const states = list(top['states'], '$.states', NOT_ITF, 'a list of states').map((state, index) =>
    readState(state, index, vars, isOldForm),
  );
  if (states.length === 0) throw wrong(NOT_ITF, '$.states', [], 'at least one state');
  const { foreign, ...meta } = readMeta(ours, '$["#meta"]');
  return {
    meta,
    vars,
    states,
    ...(Object.hasOwn(top, 'loop') && { loop: readLoop(top['loop'], '$.loop', states.length) }),
    ...(foreign !== undefined && { foreign: string(foreign, '$["#meta"].foreign', NO_METADATA) }),
  };
}

const NOT_ITF = 'EXO202';
const NO_METADATA = 'EXO203';
type Code = typeof NOT_ITF | typeof NO_METADATA;

function readVars(json: unknown, path: string): readonly string[] {
  const names = list(json, path, NOT_ITF, 'a list of names of variables').map((name, i) =>
    string(name, below(path, i), NOT_ITF),
  );
  for (const [i, name] of names.entries()) {
    if (name.startsWith('#')) throw wrong(NOT_ITF, below(path, i), name, 'names that do not begin with #');
    if (names.indexOf(name) !== i) throw wrong(NOT_ITF, below(path, i), name, 'each variable once');
  }
  const missing = [ACTION_TAKEN, NONDET_PICKS].find((name) => !names.includes(name));
  if (missing !== undefined) throw wrong(NOT_ITF, path, json, `a list that has ${missing}, too`);
  return names.filter((name) => name !== ACTION_TAKEN && name !== NONDET_PICKS).map(variableOf);
}

function readState(json: unknown, index: number, vars: readonly string[], isOldForm: boolean): TraceState {
  const path = below('$.states', index);
  const state = object(json, path, NOT_ITF, 'an object with a value for each variable');
  onlyFields(state, path, NOT_ITF, ['#meta', ACTION_TAKEN, NONDET_PICKS, ...vars.map(fileNameOf)]);
  return {
    action: string(state[ACTION_TAKEN], below(path, ACTION_TAKEN), NOT_ITF),
    picks: readPicks(state[NONDET_PICKS], below(path, NONDET_PICKS), isOldForm),
    vars: Object.fromEntries(vars.map((name) => [name, decodeField(state, fileNameOf(name), path)])),
    ...readStateMeta(state['#meta'], below(path, '#meta'), index, vars, isOldForm),
  };
}

function decodeField(state: Fields, name: string, path: string): Value {
  const place = below(path, name);
  if (!Object.hasOwn(state, name))
    throw wrong(NOT_ITF, place, undefined, 'a value for each variable of vars');
  return decodeValue(state[name], place);
}

function readPicks(json: unknown, path: string, isOldForm: boolean): Readonly<Record<string, Value>> {
  if (!isOldForm) {
    const picks = decodeValue(json, path);
    if (isRecord(picks)) return picks;
    throw wrong(NOT_ITF, path, json, 'a record of the picks');
  }
  const picks = object(json, path, NOT_ITF, 'a record of the picks');
  const taken = Object.entries(picks).flatMap(([name, picked]): [string, Value][] => {
    const place = below(path, name);
    if (name.startsWith('#')) throw wrong(NOT_ITF, place, picked, 'names that do not begin with #');
    const option = optionOf(picked);
    if (!option) throw wrong(NOT_ITF, place, picked, 'Some or None, as {"tag":…,"value":…}');
    return option === 'none' ? [] : [[name, decodeValue(option.some, below(place, 'value'))]];
  });
  return Object.fromEntries(taken);
}

function readLoop(json: unknown, path: string, states: number): number {
  if (typeof json === 'number' && Number.isInteger(json) && json >= 0 && json < states) return json;
  throw wrong(NOT_ITF, path, json, `the index of a state, 0 to ${states - 1}`);
}

type StateMeta = Pick<TraceState, 'summary' | 'messages'>;

function readStateMeta(
  json: unknown,
  path: string,
  index: number,
  vars: readonly string[],
  isOldForm: boolean,
): StateMeta {
  const meta = object(json, path, NO_METADATA, 'an object with the index of the state');
  onlyFields(meta, path, NO_METADATA, ['index', 'summary', 'messages']);
  if (meta['index'] !== index)
    throw wrong(NO_METADATA, below(path, 'index'), meta['index'], `index ${index}`);
  const [summaryPath, messagesPath] = [below(path, 'summary'), below(path, 'messages')];
  const messages = (): readonly TraceMessage[] =>
    list(unpacked(meta['messages'], isOldForm), messagesPath, NO_METADATA, 'a list of messages').map(
      (message, i) => readMessage(message, below(messagesPath, i), vars),
    );
  return {
    ...(Object.hasOwn(meta, 'summary')
      ? { summary: string(unpacked(meta['summary'], isOldForm), summaryPath, NO_METADATA) }
      : {}),
    ...(Object.hasOwn(meta, 'messages') ? { messages: messages() } : {}),
  };
}

/** In the old form messages are a list, and a summary is a text that stands for itself. */
function unpacked(held: unknown, isOldForm: boolean): unknown {
  return !isOldForm && typeof held === 'string' ? decodeText(held) : held;
}

function readMessage(json: unknown, path: string, vars: readonly string[]): TraceMessage {
  const message = object(json, path, NO_METADATA, 'a message with from, to and text');
  onlyFields(message, path, NO_METADATA, ['from', 'to', 'text', 'lost', 'id', 'via', 'fate', 'why']);
  const end = (field: 'from' | 'to'): string => {
    const name = string(message[field], below(path, field), NO_METADATA);
    if (!vars.includes(name)) throw wrong(NO_METADATA, below(path, field), name, 'the name of a variable');
    return name;
  };
  const lost = message['lost'];
  const known = {
    from: end('from'),
    to: end('to'),
    text: string(message['text'], below(path, 'text'), NO_METADATA),
    ...readCourse(message, path),
  };
  if (!Object.hasOwn(message, 'lost')) return known;
  if (typeof lost !== 'boolean') throw wrong(NO_METADATA, below(path, 'lost'), lost, 'true or false');
  return { ...known, lost };
}

/** How a message travelled, and what became of it; all of it may be left out. */
function readCourse(message: Fields, path: string): Pick<TraceMessage, 'id' | 'via' | 'fate' | 'why'> {
  const texts = (['id', 'via', 'why'] as const).filter((field) => Object.hasOwn(message, field));
  const fate = FATES.find((one) => one === message['fate']);
  if (Object.hasOwn(message, 'fate') && fate === undefined) {
    throw wrong(NO_METADATA, below(path, 'fate'), message['fate'], FATES.join(', '));
  }
  return {
    ...Object.fromEntries(
      texts.map((field) => [field, string(message[field], below(path, field), NO_METADATA)]),
    ),
    ...(fate !== undefined && { fate }),
  };
}

function readMeta(json: unknown, path: string): TraceMeta {
  checkMeta(json, path);
  return json;
}

/** Checks in place, so that the metadata keep the order of their fields. */
function checkMeta(json: unknown, path: string): asserts json is TraceMeta {
  const meta = object(json, path, NO_METADATA, 'an object that says where the trace comes from');
  for (const field of ['model', 'verdict', 'version', 'command']) {
    string(meta[field], below(path, field), NO_METADATA);
  }
  const property = meta['property'];
  if (property !== null && typeof property !== 'string') {
    throw wrong(NO_METADATA, below(path, 'property'), property, 'a string or null');
  }
  checkBounds(meta['bounds'], below(path, 'bounds'));
  const knobs = object(
    meta['knobs'],
    below(path, 'knobs'),
    NO_METADATA,
    'an object with a string for each knob',
  );
  for (const [knob, value] of Object.entries(knobs))
    string(value, below(below(path, 'knobs'), knob), NO_METADATA);
  checkPlain(json, path, 0);
}

function checkBounds(json: unknown, path: string): void {
  const bounds = object(json, path, NO_METADATA, 'an object with a number or "inf" for each bound');
  for (const [name, bound] of Object.entries(bounds)) {
    if (typeof bound === 'number' || bound === 'inf') continue;
    throw wrong(NO_METADATA, below(path, name), bound, 'a number or "inf"');
  }
}

const META_DEPTH_MAX = 100;

/** JSON texts can hold more than can be written again: numbers out of range, and nesting out of reach. */
function checkPlain(json: unknown, path: string, depth: number): asserts json is Json {
  if (depth > META_DEPTH_MAX) throw wrong(NO_METADATA, path, json, `nesting at most ${META_DEPTH_MAX} deep`);
  if (typeof json === 'number' && !Number.isFinite(json))
    throw wrong(NO_METADATA, path, json, 'finite numbers');
  if (typeof json !== 'object' || json === null) return;
  for (const [key, held] of Object.entries(json)) checkPlain(held, below(path, key), depth + 1);
}

type Fields = Readonly<Record<string, unknown>>;

function object(json: unknown, path: string, code: Code, accepted: string): Fields {
  if (!isObject(json)) throw wrong(code, path, json, accepted);
  return json;
}

function list(json: unknown, path: string, code: Code, accepted: string): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(code, path, json, accepted);
  return json;
}

function string(json: unknown, path: string, code: Code): string {
  if (typeof json !== 'string') throw wrong(code, path, json, 'a string');
  return json;
}

function onlyFields(fields: Fields, path: string, code: Code, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw wrong(code, below(path, unknown), fields[unknown], `no fields but ${known.join(', ')}`);
}

function wrong(code: Code, path: string, json: unknown, accepted: string): TraceError {
  return new TraceError(code, { path, found: describe(json), accepted });
}
