/** What a step leads to, beforehand: broken properties, witnesses, states that were there before. */
import { createHash } from 'node:crypto';
import {
  happensAt,
  type AnySlot,
  type Model,
  type Moment,
  type Property,
  type Transition,
} from '../../checker/index.js';

/** Properties that are broken in a state or by a step, and witnesses that are reached, by name. */
export interface Judged {
  readonly violates: readonly string[];
  readonly reaches: readonly string[];
}

/** All properties of an initial state. */
export function judgeStart(model: Model, states: readonly unknown[]): Judged {
  return judged(model.properties, (property) =>
    happensAt(model, property, { states, transition: null, before: null }),
  );
}

/**
 * All properties of a step. Of what did not happen before, only groups that the step changes are asked: nothing else can make it
 * happen now.
 */
export function judgeStep(
  model: Model,
  before: readonly unknown[],
  was: Judged,
  transition: Transition,
): Judged {
  const { states } = transition;
  const changed = new Set(model.slots.filter((_, i) => states[i] !== before[i]));
  const moment: Moment = { states, transition, before: { states: before, transition: null, before: null } };
  const happened = new Set([...was.violates, ...was.reaches]);
  return judged(model.properties, (property) => {
    const isOfStep = property.kind === 'step' || property.kind === 'sometimes-step';
    const besides = 'alsoOn' in property ? (property.alsoOn ?? []) : [];
    const isAsked = besides.some((slot) => changed.has(slot)) || (!isOfStep && happened.has(property.name));
    const over = isAsked
      ? property.over
      : property.over.filter((group) => group.some((slot) => changed.has(slot)));
    return over.length > 0 && happensAt(model, { ...property, over }, moment);
  });
}

function judged(properties: readonly Property[], happens: (property: Property) => boolean): Judged {
  const names = properties.flatMap((one) =>
    happens(one) ? [{ name: one.name, isWitness: isWitness(one) }] : [],
  );
  const named = (wanted: boolean): readonly string[] =>
    names.flatMap((one) => (one.isWitness === wanted ? [one.name] : []));
  return { violates: named(false), reaches: named(true) };
}

export function isWitness({ kind }: Property): boolean {
  return kind === 'sometimes' || kind === 'sometimes-step';
}

/** 64 bits of a hash of a state's canonical bytes, as hexadecimal digits: the same wherever the model is the same. */
export function fingerprintOf(model: Model, states: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const [i, { component }] of model.slots.entries()) {
    const bytes = bytesOf(component, states[i]);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

const encodings = new WeakMap<AnySlot['component'], WeakMap<object, Uint8Array>>();

/** Most slots of a successor are those of the state before: their bytes are made once. */
function bytesOf(component: AnySlot['component'], state: unknown): Uint8Array {
  if (typeof state !== 'object' || state === null) return component.encode(state as never);
  let known = encodings.get(component);
  if (known === undefined) encodings.set(component, (known = new WeakMap()));
  const bytes = known.get(state) ?? component.encode(state as never);
  known.set(state, bytes);
  return bytes;
}
