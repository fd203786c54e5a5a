import { unreachable } from '../../errors/index.js';
import { askEncode, askHolds, askView } from '../model/asked.js';
import { sameBytes } from '../model/bytes.js';
import type { Model } from '../model/model.js';
import type { Moment } from './moment.js';
import type { Group, Property } from '../model/property.js';

/**
 * Whether an invariant or step property is violated there, or a witness reached.
 *
 * @example
 * const [property] = model.properties;
 * const states = run.steps.at(-1)?.states ?? [];
 * if (property !== undefined) console.log(happensAt(model, property, { states, transition: null, before: null })); // true
 */
export function happensAt(model: Model, property: Property, moment: Moment): boolean {
  const isWitness = property.kind === 'sometimes' || property.kind === 'sometimes-step';
  return property.over.some((group) => {
    const asked = askedOf(model, property, group, moment);
    return asked !== null && askHolds(property, asked.after, asked.step) === isWitness;
  });
}

/** What a property is asked of a group. */
export interface Asked {
  readonly after: readonly unknown[];
  /** Of a step, what was before. */
  readonly step?: { readonly before: readonly unknown[]; readonly action: string };
}

/** What a property is asked of a group at a moment; null where it is not asked. */
export function askedOf(model: Model, property: Property, group: Group, moment: Moment): Asked | null {
  const { transition, before } = moment;
  switch (property.kind) {
    case 'invariant':
    case 'sometimes':
      return { after: viewsOf(model, property, group, moment) };
    case 'step':
    case 'sometimes-step': {
      if (transition === null || before === null) return null;
      if (!hasChanged(model, [...group, ...(property.alsoOn ?? [])], before, moment)) return null;
      const after = viewsOf(model, property, group, moment);
      const was = viewsOf(model, property, group, before);
      return { after, step: { before: was, action: transition.rule.name } };
    }
    default:
      return unreachable(property);
  }
}

function viewsOf(model: Model, property: Property, group: Group, { states }: Moment): readonly unknown[] {
  return group.map((slot) => {
    const state = states[model.slots.indexOf(slot)];
    return askView(property, state, slot);
  });
}

/** Step properties are asked of the groups that a step changes, and of all where it changes what they watch besides. */
function hasChanged(model: Model, slots: Group, before: Moment, after: Moment): boolean {
  return slots.some((slot) => {
    const place = model.slots.indexOf(slot);
    const [was, is] = [before.states[place], after.states[place]];
    if (Object.is(was, is)) return false;
    return !sameBytes(askEncode(slot.component, was).slice(), askEncode(slot.component, is));
  });
}
