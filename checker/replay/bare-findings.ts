/** What shows that something is broken where nobody says more than that it is: the states that it is false of, as a trace has them. */
import { firstDifference, showAction, showValue, type Value } from '../../traces/index.js';
import { askEncode, askShow } from '../model/asked.js';
import type { Finding } from '../model/finding.js';
import type { Model } from '../model/model.js';
import type { Group, Property } from '../model/property.js';
import type { AnySlot } from '../model/rules.js';
import { fewestShowing } from './fewest-showing.js';
import type { Moment } from './moment.js';
import { cellText } from './cell-text.js';
import { refinementBreak } from './refines-at.js';
import { valueOf } from './value-of.js';

/** A finding with the names of slots in the place of their places. */
export type Named = Omit<Finding, 'at'> & { readonly hosts: readonly (readonly string[])[] };

/** States are cut off behind this number of characters, and no more slots than these are shown. */
const TEXT_MAX = 80;
const SLOTS_MAX = 4;

/**
 * Where a property only says that it is false: of which slots. Of a small group of all, as one alone may be right; of a large one those that show it, or
 * else those that the last step changed; of a step what it changed.
 */
export function bareFinding(model: Model, property: Property, group: Group, run: readonly Moment[]): Named {
  const last = run.at(-1) ?? { states: [], transition: null, before: null };
  const slots = slotsOf(model, property, group, run, last).slice(0, SLOTS_MAX);
  const of = slots.length === 1 ? 'that' : 'these together';
  const because =
    property.kind === 'step'
      ? `${property.name} is false of the step that made ${slots.length === 1 ? 'it' : 'them'} so`
      : `${property.name} is false of ${of}`;
  return { ...statesOf(model, slots, last), because };
}

function slotsOf(
  model: Model,
  property: Property,
  group: Group,
  run: readonly Moment[],
  last: Moment,
): Group {
  const changed = group.filter((slot) => isChanged(model, slot, last));
  const moved = changed.length > 0 ? changed : group;
  if (property.kind === 'step') return moved;
  if (group.length <= SLOTS_MAX) return group;
  return fewestShowing(model, property, group, run, changed) ?? moved;
}

/** Who is not at an end in a deadlock; everybody where nobody can say. */
export function deadlockFinding(model: Model, last: Moment): Named {
  const unfinished = model.slots.filter(
    ({ component }, i) => component.isDone !== undefined && !component.isDone(last.states[i] as never),
  );
  const actors = model.slots.filter(({ component }) => component.isDone !== undefined);
  const slots = [unfinished, actors, model.slots].find((some) => some.length > 0) ?? [];
  return {
    ...statesOf(model, slots.slice(0, SLOTS_MAX), last),
    because: 'nothing is enabled there, and a run may not end so',
  };
}

/** What the step does to the other model that none of its own steps does. */
export function refinementFindings(
  model: Model,
  refinement: NonNullable<Model['refinements']>[number],
  run: readonly Moment[],
): readonly Named[] {
  const broken = refinementBreak(model, refinement, run);
  if (broken === null) return [];
  const { step, high, before, after } = broken;
  const seen = (values: readonly unknown[]): Value =>
    Object.fromEntries(high.slots.map(({ name }, i) => [name, valueOf(values[i])]));
  const transition = run[step]?.transition;
  if (before === null || transition === null || transition === undefined) {
    const because = `the run begins with that, and '${high.name}' does not`;
    return [{ values: [cut(showValue(seen(after)))], hosts: [[]], because }];
  }
  const difference = firstDifference(seen(before), seen(after));
  const { path = '', left = '', right = '' } = difference ?? {};
  const picks = Object.entries(transition.params).filter(([, value]) => value !== undefined);
  const action = showAction(
    transition.rule.name,
    Object.fromEntries(picks.map(([name, value]) => [name, valueOf(value)])),
  );
  const because = `before ${action} it was ${cut(left)}, and no step of '${high.name}' does that`;
  return [{ values: [`${path} ${cut(right)}`], hosts: [[]], because }];
}

function statesOf(model: Model, slots: Group, { states }: Moment): Pick<Named, 'values' | 'hosts'> {
  const hosts = new Map<string, string[]>();
  for (const slot of slots) {
    const text = cut(textOf(model, slot, states[model.slots.indexOf(slot)]));
    hosts.set(text, [...(hosts.get(text) ?? []), slot.name]);
  }
  return { values: [...hosts.keys()], hosts: [...hosts.values()] };
}

/** As tables have it; in full where they have next to nothing to say, because it is as it was. */
function textOf(model: Model, slot: AnySlot, state: unknown): string {
  const shown = askShow(slot, state, valueOf);
  if (typeof shown === 'string') return shown;
  const text = cellText(model, slot.name, shown);
  if (text === '' || text === '·') return showValue(shown);
  return text.includes(' ') && !/^[[{]/.test(text) ? `{${text}}` : text;
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text;
}

function isChanged(model: Model, slot: AnySlot, { states, before }: Moment): boolean {
  if (before === null) return false;
  const place = model.slots.indexOf(slot);
  return (
    String(askEncode(slot.component, states[place])) !==
    String(askEncode(slot.component, before.states[place]))
  );
}
