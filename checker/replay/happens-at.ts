import { unreachable } from '../../errors/index.js';
import { askEncode, askHolds, askView } from '../model/asked.js';
import type { AnySlot, Group, Model, Property } from '../model/model.js';
import type { Moment } from './moments.js';

/**
 * Whether an invariant or step property is violated there, or a witness reached.
 *
 * @example
 * const [property] = model.properties;
 * const states = run.steps.at(-1)?.states ?? [];
 * if (property !== undefined) console.log(happensAt(model, property, { states, transition: null, before: null })); // true
 */
export function happensAt(model: Model, property: Property, moment: Moment): boolean {
  return property.over.some((group) => {
    const after = viewsOf(model, property, group, moment);
    const { transition, before } = moment;
    switch (property.kind) {
      case 'invariant':
        return !askHolds(property, after);
      case 'sometimes':
        return askHolds(property, after);
      case 'step':
      case 'sometimes-step': {
        if (
          transition === null ||
          before === null ||
          !hasChanged(model, [...group, ...(property.alsoOn ?? [])], before, moment)
        )
          return false;
        const step = { before: viewsOf(model, property, group, before), action: transition.rule.name };
        const holds = askHolds(property, after, step);
        return property.kind === 'step' ? !holds : holds;
      }
      default:
        return unreachable(property);
    }
  });
}

function viewsOf(model: Model, property: Property, group: Group, { states }: Moment): readonly unknown[] {
  return group.map((slot) => {
    const state = states[model.slots.indexOf(slot)];
    return askView(property, state, slot);
  });
}

/** Step properties are asked of the groups that a step changes, and of all where it changes what they watch besides. */
function hasChanged(model: Model, slots: Group, before: Moment, after: Moment): boolean {
  const bytes = (slot: AnySlot, { states }: Moment): string =>
    String(askEncode(slot.component, states[model.slots.indexOf(slot)]));
  return slots.some((slot) => bytes(slot, before) !== bytes(slot, after));
}
