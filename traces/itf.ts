import { readTrace } from './itf-read.js';
import { encodeValue } from './itf-value.js';
import { jsonText } from './json-text.js';
import { encodeMeta, encodeText } from './itf-meta.js';
import { fileNameOf } from './names.js';
import { ACTION_TAKEN, NONDET_PICKS } from './quint.js';
import { below, inFile, TraceError } from './trace-error.js';
import type { Json, Trace, TraceMessage, TraceState } from './trace.js';

/**
 * Writes a trace in ITF, the JSON trace format of Apalache (its ADR-015) and Quint, laid out for reading and
 * with a newline at the end. The same trace gives the same bytes. What ITF has no place for, the messages and
 * the summary of a state, stands in the state's `#meta`, as texts; action and picks stand where `quint run --mbt` has
 * them. Other readers (itf-rs, itf-py) take what is written: `docs/decisions/0015-traces-that-others-read.md`.
 *
 * Throws a `TraceError` for a trace that could not be read back: `EXO204` for a value without a form in ITF, and
 * the codes of `readItf` for the rest.
 *
 * @example
 * console.log(readItf(writeItf(trace)).vars); // [ 'north', 'east' ]
 */
export function writeItf(trace: Trace): string {
  const text = `${jsonText(encodeTrace(trace))}\n`;
  readItf(text, 'the trace to be written');
  return text;
}

/**
 * Reads a trace that `writeItf` wrote, now or in earlier versions, or one of Apalache, Quint or TLC (`foreign`). `name`
 * stands for the text in errors.
 *
 * Throws a `TraceError` for any other text, and no other error: `EXO201` if it is not JSON, `EXO202` if it is not
 * a trace in ITF, `EXO203` if it is one of ours and its metadata are wrong.
 *
 * @example
 * const trace = readItf(fs.readFileSync('run.itf.json', 'utf8'), 'run.itf.json');
 * console.log(trace.states.length, trace.meta.property); // 5 NotBothGreen
 */
export function readItf(text: string, name = 'the trace'): Trace {
  return inFile(name, () => readTrace(parsed(text)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TraceError('EXO201', {
      path: '$',
      found: text.trim() === '' ? 'nothing' : 'a text that is not JSON',
      accepted: 'a trace in ITF',
    });
  }
}

function encodeTrace(trace: Trace): Json {
  const { meta, vars, foreign } = trace;
  return {
    '#meta': encodeMeta(foreign === undefined ? meta : { ...meta, foreign }),
    vars: [...vars.map(fileNameOf), ACTION_TAKEN, NONDET_PICKS],
    states: trace.states.map((state, index) => ({
      '#meta': encodeStateMeta(state, index),
      [ACTION_TAKEN]: state.action,
      [NONDET_PICKS]: encodeValue(state.picks, `states[${index}].picks`),
      ...encodeVars(state, `states[${index}].vars`, trace.vars),
    })),
    ...(trace.loop === undefined ? {} : { loop: trace.loop }),
  };
}

function encodeStateMeta({ summary, messages }: TraceState, index: number): Json {
  return {
    index,
    ...(summary === undefined ? {} : { summary: encodeText(summary) }),
    ...(messages === undefined ? {} : { messages: encodeText(messages.map(encodeMessage)) }),
  };
}

function encodeMessage({ from, to, text, lost, id, via, fate, why }: TraceMessage): Json {
  return {
    ...{ from, to, text },
    ...(lost === undefined ? {} : { lost }),
    ...(id === undefined ? {} : { id }),
    ...(via === undefined ? {} : { via }),
    ...(fate === undefined ? {} : { fate }),
    ...(why === undefined ? {} : { why }),
  };
}

/** Variables that the trace does not list are written after the others, for the reader to reject. */
function encodeVars({ vars }: TraceState, path: string, listed: readonly string[]): Record<string, Json> {
  const names = new Set([...listed, ...Object.keys(vars)]);
  const present = [...names].filter((name) => Object.hasOwn(vars, name));
  return Object.fromEntries(
    present.map((name) => [fileNameOf(name), encodeValue(vars[name] ?? null, below(path, name))]),
  );
}
