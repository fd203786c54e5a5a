import path from 'node:path';
import {
  traceOf,
  type Model,
  type MutantResult,
  type MutationResult,
  type Run,
} from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import type { Source } from '../models/source.js';
import { writeTraceFile } from '../replay/trace-file.js';
import { mutantMetaOf } from '../replay/trace-meta.js';

/** Where the traces of mutants were written, by name, and what kept the rest from it. */
export interface Kept {
  readonly traces: ReadonlyMap<string, string>;
  readonly failure: Error | null;
}

/**
 * Writes the counterexample of each mutant into the folder, if one is given. An error must wait: what was found, and
 * what can be written, comes first.
 */
export function keepTraces(source: Source, { mutants }: MutationResult, folder: string | undefined): Kept {
  const traces = new Map<string, string>();
  let failure: Error | null = null;
  if (folder === undefined) return { traces, failure };
  const taken = new Set<string>();
  for (const mutant of mutants) {
    const { name, counterexample, model } = mutant;
    if (counterexample === null || model === null) continue;
    const file = path.join(folder, freeName(name, taken));
    try {
      writeTraceFile(file, mutantTrace(source, mutant, model, counterexample, file));
      traces.set(name, file);
    } catch (error) {
      failure ??= error as Error;
    }
  }
  return { traces, failure };
}

/**
 * The counterexample of a mutant as a trace. A mutant may say things in nobody's name: such a message is left out,
 * since no trace has a column for where it comes from.
 */
export function mutantTrace(
  source: Source,
  mutant: MutantResult,
  model: Model,
  run: Run,
  file?: string,
): Trace {
  const trace = traceOf(model, run, mutantMetaOf(source, mutant, file));
  const isColumn = (name: string): boolean => trace.vars.includes(name);
  const states = trace.states.map(({ messages = [], ...state }) => {
    const shown = messages.filter(({ from, to }) => isColumn(from) && isColumn(to));
    return shown.length === 0 ? state : { ...state, messages: shown };
  });
  return { ...trace, states };
}

/** `fits=always` goes into `fits-always.itf.json`; a second mutant of that name, into `fits-always-2.itf.json`. */
function freeName(mutant: string, taken: Set<string>): string {
  const plain = mutant.replaceAll(/[^\w.-]+/g, '-');
  let name = plain;
  for (let copy = 2; taken.has(name); copy++) name = `${plain}-${copy}`;
  taken.add(name);
  return `${name}.itf.json`;
}
