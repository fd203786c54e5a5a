import { showValue, type Evidence, type Lens, type Trace, type Value } from '../../traces/index.js';
import { askFinding } from '../model/asked.js';
import type { Finding } from '../model/finding.js';
import type { Model } from '../model/model.js';
import type { Run } from '../search/result.js';
import { askedOf } from './happens-at.js';
import type { Moment } from './moment.js';
import type { AnySlot } from '../model/rules.js';
import type { Property } from '../model/property.js';

/**
 * What the property that a trace is about gives as evidence at the end of the run; null where it gives none, or the trace
 * is about no property of that kind. Findings of several groups about one slot are one.
 */
export function evidenceOf(model: Model, run: Run, trace: Trace, lens: Lens | null): Evidence | null {
  const { property: name } = trace.meta;
  const property = model.properties.find((one) => one.name === name);
  if (property === undefined) return null;
  const findings = findingsIn(model, property, lastOf(run));
  const [first] = findings;
  if (first === undefined) return null;
  const { slot, how, because } = first;
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
  const evidence: Evidence = {
    ...(slot !== undefined && { slot }),
    values: [...hosts.keys()],
    hosts: [...hosts.values()].map((names) => [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b))),
    ...(how !== undefined && { how }),
    ...(because !== undefined && { because }),
  };
  return slot === undefined || lens === null
    ? evidence
    : { ...evidence, steps: stepsOf(trace, lens, slot, evidence) };
}

/** A finding with the names of slots in the place of their places. */
type Named = Omit<Finding, 'at'> & { readonly hosts: readonly (readonly string[])[] };

function lastOf({ initial, steps }: Run): Moment {
  const transition = steps.at(-1) ?? null;
  const before: Moment = { states: steps.at(-2)?.states ?? initial, transition: null, before: null };
  return { states: transition?.states ?? initial, transition, before: transition === null ? null : before };
}

function findingsIn(model: Model, property: Property, last: Moment): readonly Named[] {
  if (property.kind !== 'invariant' && property.kind !== 'step') return [];
  return property.over.flatMap((group) => {
    const asked = askedOf(model, property, group, last);
    const finding = asked === null ? true : askFinding(property, asked.after, asked.step);
    if (typeof finding === 'boolean') return [];
    const { at, ...rest } = finding;
    const hosts = at.map((places) => places.map((place) => nameAt(group, place)));
    return [{ ...rest, hosts }];
  });
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
