import { showValue, type Evidence, type Lens, type Trace, type Value } from '../../traces/index.js';
import { askFinding } from '../model/asked.js';
import { askEvidence } from '../model/asked-of-possibilities.js';
import type { Finding } from '../model/finding.js';
import type { Model } from '../model/model.js';
import type { Run } from '../search/result.js';
import { askedOf } from './happens-at.js';
import type { Moment } from './moment.js';
import type { AnySlot } from '../model/rules.js';
import type { Property } from '../model/property.js';
import { bareFinding, deadlockFinding, refinementFindings, type Named } from './bare-findings.js';

/**
 * What shows at the end of the run that what a trace is about is broken: as the property says it, or else which states it is false of. Findings
 * of several groups about one slot are one. Null where nothing is broken, or nobody knows what the trace is about.
 */
export function evidenceOf(model: Model, run: Run, trace: Trace, lens: Lens | null): Evidence | null {
  const evidence = joined(model, brokenIn(model, run, trace));
  return evidence?.slot === undefined || lens === null
    ? evidence
    : { ...evidence, steps: stepsOf(trace, lens, evidence.slot, evidence) };
}

/** Everything that is found, whatever kind of claim it is that the trace is about. */
function brokenIn(model: Model, run: Run, { meta: { property: name, verdict } }: Trace): readonly Named[] {
  const last = lastOf(run);
  if (name === null) return verdict === 'deadlocked' ? [deadlockFinding(model, last)] : [];
  const property = model.properties.find((one) => one.name === name);
  if (property !== undefined) return findingsIn(model, property, momentsOf(run));
  const possibility = model.possibilities?.find((one) => one.name === name);
  if (possibility !== undefined) {
    const finding = askEvidence(possibility, last.states);
    const slots = possibility.slots.flatMap((place) => model.slots[place] ?? []);
    return finding === null ? [] : [named(slots, finding)];
  }
  const refinement = model.refinements?.find(({ mapping }) => mapping.name === name);
  return refinement === undefined ? [] : refinementFindings(model, refinement, momentsOf(run));
}

/** One piece of evidence of all that are found about the same slot as the first. */
function joined(model: Model, findings: readonly Named[]): Evidence | null {
  const [first] = findings;
  if (first === undefined) return null;
  const { slot, also, how, because } = first;
  const hosts = new Map<string, Set<string>>();
  for (const one of findings) {
    if (one.slot !== slot || one.how !== how || one.because !== because) continue;
    one.values.forEach((value, i) => {
      const known = hosts.get(value) ?? new Set();
      hosts.set(value, known);
      for (const host of one.hosts[i] ?? []) known.add(host);
    });
  }
  const order = model.slots.map((each) => each.name);
  return {
    ...(slot !== undefined && { slot }),
    values: [...hosts.keys()],
    hosts: [...hosts.values()].map((names) => [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b))),
    ...(also !== undefined && { also }),
    ...(how !== undefined && { how }),
    ...(because !== undefined && { because }),
  };
}

function lastOf(run: Run): Moment {
  const moments = momentsOf(run);
  return moments[moments.length - 1] ?? { states: run.initial, transition: null, before: null };
}

function momentsOf({ initial, steps }: Run): readonly Moment[] {
  let before: Moment = { states: initial, transition: null, before: null };
  const moments = [before];
  for (const transition of steps) {
    before = { states: transition.states, transition, before };
    moments.push(before);
  }
  return moments;
}

function findingsIn(model: Model, property: Property, run: readonly Moment[]): readonly Named[] {
  const last = run.at(-1);
  if (last === undefined) return [];
  if (property.kind !== 'invariant' && property.kind !== 'step') return [];
  return property.over.flatMap((group) => {
    const asked = askedOf(model, property, group, last);
    const finding = asked === null ? true : askFinding(property, asked.after, asked.step);
    if (finding === true) return [];
    return [finding === false ? bareFinding(model, property, group, run) : named(group, finding)];
  });
}

function named(group: readonly AnySlot[], { at, ...rest }: Finding): Named {
  return { ...rest, hosts: at.map((places) => places.map((place) => nameAt(group, place))) };
}

/** Groups by name are lists by now: a name is that of a slot, or stands for itself. */
function nameAt(group: readonly AnySlot[], place: number | string): string {
  return typeof place === 'number' ? (group[place]?.name ?? String(place)) : place;
}

/** For each value and host, the step since which the value stands there, and is agreed where that is what it is about. */
function stepsOf(
  trace: Trace,
  lens: Lens,
  slot: number,
  { values, hosts, how = '' }: Evidence,
): Evidence['steps'] & object {
  return values.map((value, i) => {
    return (hosts[i] ?? []).map((host) => {
      const lane = lens.lanes.find(({ name, label }) => name === host || label === host);
      const { log, agreed } = lens.kinds[lane?.kind ?? ''] ?? {};
      if (lane === undefined || log === undefined) return null;
      const has = (step: number): boolean => {
        const state = trace.states[step]?.vars[lane.name] ?? null;
        const entries = fieldAt(state, log);
        const entry = Array.isArray(entries) ? (entries as readonly Value[])[slot] : undefined;
        if (entry === undefined || entryText(entry) !== value) return false;
        return !how.startsWith('agreed') || Number(fieldAt(state, agreed ?? '') ?? 0) > slot;
      };
      let since = trace.states.length;
      while (since > 0 && has(since - 1)) since--;
      return since === trace.states.length ? null : since;
    });
  });
}

function entryText(entry: Value): string {
  return typeof entry === 'string' ? entry : showValue(entry);
}

function fieldAt(value: Value, path: string): Value {
  let at: Value = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return null;
    at = (at as Readonly<Record<string, Value>>)[name] ?? null;
  }
  return at;
}
