/** Which slots of a large group show that an invariant is broken, where it says no more than that. */
import { askEncode, askFinding } from '../model/asked.js';
import type { Model } from '../model/model.js';
import type { Group, Property } from '../model/property.js';
import type { AnySlot } from '../model/rules.js';
import { askedOf } from './happens-at.js';
import type { Moment } from './moment.js';

/** Sets of more slots than this are not tried. */
const SLOTS_MAX = 3;
/** Of larger groups there are too many sets. */
const GROUP_MAX = 32;
/** Of a run this many moments are looked at, the first and the last ones. */
const MOMENTS_MAX = 32;
/** For each slot, no more than this number of other states is tried in its place. */
const OTHERS_MAX = 6;
/** The property is asked about as often as this at the most. */
const ASKED_MAX = 20_000;

/**
 * As few slots of a group as can be found of which the property is false whatever the others are: it stays false with the others in states that they had
 * before, and in those that slots of their kind have. Among sets of one size, one with what the last step changed. Null where there is none of three
 * slots or fewer, or the group has more than 32.
 */
export function fewestShowing(
  model: Model,
  property: Property,
  group: Group,
  run: readonly Moment[],
  changed: Group,
): Group | null {
  const last = run.at(-1);
  if (last === undefined || group.length > GROUP_MAX) return null;
  const placeOf = new Map(model.slots.map((slot, place) => [slot, place]));
  const stateOf = (slot: AnySlot, { states }: Moment): unknown => states[placeOf.get(slot) ?? 0];
  const others = new Map(group.map((slot) => [slot, othersOf(slot, group, run, stateOf)]));
  const looked = lookedAt(run);
  const turns = Array.from({ length: OTHERS_MAX }, (_, turn) => turn);
  let asked = 0;
  const isFalse = (replaced: ReadonlyMap<AnySlot, unknown>): boolean => {
    asked++;
    const states = model.slots.map((slot) => (replaced.has(slot) ? replaced.get(slot) : stateOf(slot, last)));
    return isFalseOf(model, property, group, { ...last, states });
  };
  const showsIt = (slots: Group): boolean => {
    const rest = group.filter((slot) => !slots.includes(slot));
    const putting = (otherOf: (slot: AnySlot) => unknown): boolean =>
      isFalse(new Map(rest.map((slot) => [slot, otherOf(slot)])));
    return (
      looked.every((moment) => putting((slot) => stateOf(slot, moment))) &&
      slots.every((one) => putting((slot) => stateOf(areOfKind(one, slot) ? one : slot, last))) &&
      turns.every((turn) => putting((slot) => inTurn(others.get(slot) ?? [], turn, stateOf(slot, last))))
    );
  };
  for (let size = 1; size <= SLOTS_MAX; size++) {
    const sets = subsets(group, size);
    const weight = (slots: Group): number => slots.filter((slot) => changed.includes(slot)).length;
    for (const slots of [...sets].sort((a, b) => weight(b) - weight(a))) {
      if (asked > ASKED_MAX) return null;
      if (showsIt(slots)) return slots;
    }
  }
  return null;
}

function isFalseOf(model: Model, property: Property, group: Group, moment: Moment): boolean {
  try {
    return askFinding(property, askedOf(model, property, group, moment)?.after ?? []) !== true;
  } catch {
    // States that no run brings together may be beyond what the property is made for.
    return true;
  }
}

type StateOf = (slot: AnySlot, moment: Moment) => unknown;

function lookedAt(run: readonly Moment[]): readonly Moment[] {
  return [...run.slice(0, 1), ...run.slice(1).slice(-MOMENTS_MAX)];
}

/** Other states that a slot may be in: those that it had, and those that others of its kind have. */
function othersOf(slot: AnySlot, group: Group, run: readonly Moment[], stateOf: StateOf): readonly unknown[] {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return [];
  const own = lookedAt(run).map((moment) => stateOf(slot, moment));
  const kin = group
    .filter((one) => one !== slot && areOfKind(one, slot))
    .flatMap((one) => [stateOf(one, first), stateOf(one, last)]);
  const present = keyOf(slot, stateOf(slot, last));
  const byKey = new Map([...own, ...kin].map((state) => [keyOf(slot, state), state]));
  byKey.delete(present);
  return [...byKey.values()].slice(0, OTHERS_MAX);
}

/** Whether two slots hold states of one kind: of one component, or of machines with one chart. */
function areOfKind({ component: one }: AnySlot, { component: other }: AnySlot): boolean {
  const chart = one.charts?.()[0]?.chart;
  return one.name === other.name || (chart !== undefined && chart === other.charts?.()[0]?.chart);
}

function keyOf({ component }: AnySlot, state: unknown): string {
  try {
    return String(askEncode(component, state));
  } catch {
    return '';
  }
}

function inTurn(from: readonly unknown[], turn: number, otherwise: unknown): unknown {
  return from.length === 0 ? otherwise : from[turn % from.length];
}

function* subsets(group: Group, size: number, from = 0): Generator<Group> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= group.length - size; i++) {
    const slot = group[i];
    if (slot === undefined) return;
    for (const rest of subsets(group, size - 1, i + 1)) yield [slot, ...rest];
  }
}
