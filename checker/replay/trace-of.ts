import { ask, askMessages, askShow, askSummary } from '../model/asked.js';
import type { Model } from '../model/model.js';
import type { CheckResult, Run } from '../search/result.js';
import {
  evidenceAsJson,
  FATES,
  lensAsJson,
  readLens,
  type Json,
  type Lens,
  type Trace,
  type TraceMessage,
  type TraceMeta,
  type TraceState,
  type Value,
} from '../../traces/index.js';
import { evidenceOf } from './evidence-of.js';
import { valueOf } from './value-of.js';
import type { AnySlot } from '../model/rules.js';
import type { Transition } from '../model/transition.js';
import type { ShownMessage } from '../model/display.js';

/**
 * A run of a model as a trace: the variables are the model's slots, under names that are identifiers. `meta` says
 * where the trace comes from, and what `replay` is to find at its end.
 *
 * @example
 * const trace = traceOf(model, run, { ...metaOfResult(model, result), command: 'npm test' });
 * fs.writeFileSync('run.itf.json', writeItf(trace));
 */
export function traceOf(model: Model, run: Run, meta: TraceMeta): Trace {
  const names = varNames(model);
  const initial: TraceState = { action: 'init', picks: {}, vars: varsOf(model, run.initial, names) };
  const states = run.steps.map((transition, i) => {
    const before = i === 0 ? run.initial : (run.steps[i - 1]?.states ?? []);
    return stateAfter(model, transition, before, names);
  });
  const { lens, json } = lensOf(model, names);
  const trace: Trace = {
    meta: { ...meta, ...(json !== null && { lens: json }) },
    vars: [...names.values()],
    states: [initial, ...states],
  };
  const evidence = evidenceOf(model, run, trace, lens);
  return evidence === null
    ? trace
    : { ...trace, meta: { ...trace.meta, evidence: evidenceAsJson(evidence) } };
}

interface WrittenLens {
  readonly lens: Lens | null;
  readonly json: Json | null;
}

/** By model: whoever explores one makes a trace of each of its transitions. */
const lenses = new WeakMap<Model, WrittenLens>();

function lensOf(model: Model, names: VarNames): WrittenLens {
  const known = lenses.get(model);
  if (known !== undefined) return known;
  const lens = lensUnder(model, names);
  const written = { lens, json: lens === null ? null : lensAsJson(lens) };
  lenses.set(model, written);
  return written;
}

/** The lens of a model, its slots under the names of variables; null where it gives none that can be used. */
function lensUnder({ display }: Model, names: VarNames): Lens | null {
  const lens = readLens(display?.lens);
  if (typeof lens === 'string') return null;
  const byName = new Map([...names].map(([slot, name]) => [slot.name, name]));
  const variable = (name: string): string => byName.get(name) ?? name;
  return {
    ...lens,
    lanes: lens.lanes.map((lane) => ({
      ...lane,
      name: variable(lane.name),
      ...(lane.name !== variable(lane.name) && lane.label === undefined && { label: lane.name }),
      ...(lane.beside !== undefined && { beside: variable(lane.beside) }),
    })),
  };
}

/**
 * The counterexample of a search as a trace; null where it found none. `about` adds to the metadata, or replaces what
 * they say: the module of the model, the bounds and knobs that it was made with, a version, a command.
 *
 * @example
 * const trace = traceOfResult(model, check(model));
 * if (trace !== null) fs.writeFileSync('counterexample.itf.json', writeItf(trace));
 */
export function traceOfResult(
  model: Model,
  result: CheckResult,
  about: Readonly<Record<string, Json>> = {},
): Trace | null {
  const { counterexample } = result;
  if (counterexample === null) return null;
  return traceOf(model, counterexample, { ...metaOfResult(model, result), ...about });
}

/**
 * What the metadata of a trace say of a search: its model, verdict and property, and no bounds, knobs or command.
 *
 * @example
 * console.log(metaOfResult(model, result).property); // NotBothGreen
 */
export function metaOfResult(model: Model, { verdict, property }: CheckResult): TraceMeta {
  return { model: model.name, bounds: {}, knobs: {}, property, verdict, version: '', command: '' };
}

/** The variable of each slot. */
export type VarNames = ReadonlyMap<AnySlot, string>;

/** Names that ITF's readers take as identifiers, no two alike. */
export function varNames(model: Model): VarNames {
  const names = new Map<AnySlot, string>();
  const taken = new Set<string>();
  for (const slot of model.slots) {
    const plain = slot.name.replaceAll(/[^\p{L}\p{N}_]/gu, '_').replace(/^(?=\p{N}|$)/u, '_');
    let name = plain;
    for (let copy = 2; taken.has(name); copy++) name = `${plain}_${copy}`;
    taken.add(name);
    names.set(slot, name);
  }
  return names;
}

/** Local states, in slot order, as the variables of a trace. */
export function varsOf(
  model: Model,
  states: readonly unknown[],
  names: VarNames,
): Readonly<Record<string, Value>> {
  const values = model.slots.map((slot, i): [string, Value] => {
    return [names.get(slot) ?? slot.name, shownOf(slot, states[i])];
  });
  return Object.fromEntries(values);
}

/** By component, what it shows of its states: one state stands in many steps. */
const shown = new WeakMap<AnySlot['component'], WeakMap<object, Value>>();

function shownOf(slot: AnySlot, state: unknown): Value {
  if (typeof state !== 'object' || state === null || !Object.isFrozen(state))
    return askShow(slot, state, valueOf);
  let ofComponent = shown.get(slot.component);
  if (ofComponent === undefined) shown.set(slot.component, (ofComponent = new WeakMap()));
  const known = ofComponent.get(state);
  if (known !== undefined) return known;
  const value = askShow(slot, state, valueOf);
  ofComponent.set(state, value);
  return value;
}

/** What a transition chose, as a trace has it. */
export function picksOf({ params, rule }: Transition): Readonly<Record<string, Value>> {
  // Values that contain themselves, or whose getters throw, have no form in a trace.
  return ask(
    () => `what is read of 'params' in an offer of rule '${rule.name}'`,
    () => {
      const present = Object.entries(params).filter(([, value]) => value !== undefined);
      return Object.fromEntries(present.map(([name, value]) => [name, valueOf(value)]));
    },
  );
}

function stateAfter(
  model: Model,
  transition: Transition,
  before: readonly unknown[],
  names: VarNames,
): TraceState {
  const summary = askSummary(model, transition);
  const shown = askMessages(model, transition, before) ?? causedLegs(transition);
  const byName = new Map([...names].map(([slot, name]) => [slot.name, name]));
  const messages = shown.map(({ from, to, fate, ...message }): TraceMessage => {
    const became = FATES.find((one) => one === fate);
    return {
      ...{ from: byName.get(from) ?? from, to: byName.get(to) ?? to },
      ...message,
      ...(became !== undefined && { fate: became }),
    };
  });
  return {
    action: transition.rule.name,
    picks: picksOf(transition),
    vars: varsOf(model, transition.states, names),
    ...(messages.length > 0 && { messages }),
    ...(summary !== undefined && { summary }),
  };
}

/** Where a model does not say who spoke to whom: every leg that an effect caused. */
function causedLegs({ legs }: Transition): readonly ShownMessage[] {
  return legs.flatMap(({ cause, slot, event }) =>
    cause === null ? [] : [{ from: cause.name, to: slot.name, text: event.type }],
  );
}
