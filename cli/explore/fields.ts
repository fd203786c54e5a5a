import { check, ExoError, invariant, type Model } from '../../checker/index.js';
import { varNames } from '../../checker/replay/trace-of.js';
import { valueOf } from '../../checker/replay/value-of.js';
import type { Value } from '../../traces/index.js';
import type { Predicate } from './predicate.js';

/** The number of states that are looked at before a field counts as one that no state has. */
const STATES_MAX = 2_000;

/** By model, the paths that some state was found to have. */
const knownPaths = new WeakMap<Model, Set<string>>();

/**
 * Refuses a predicate over a field that no state has: it would never hold, and nobody would know why. States are looked at from the beginning
 * on until one has it.
 *
 * @throws ExoError EXO391 naming the field, and those that there are
 */
export function expectFields(model: Model, { paths }: Predicate, text: string): void {
  const known = knownPaths.get(model) ?? new Set<string>();
  knownPaths.set(model, known);
  for (const path of paths) {
    const name = path.join('.');
    if (path.length < 2 || known.has(name)) continue;
    const [variable = '', ...fields] = path;
    const { isThere, isAll, seen } = lookFor(model, variable, fields);
    if (!isThere) {
      const which = isAll
        ? 'no state has'
        : `none of the ${STATES_MAX.toLocaleString('en')} states nearest to the start has`;
      const others =
        seen.length === 0 ? `${variable} by itself` : seen.map((field) => `${variable}.${field}`).join(', ');
      throw new ExoError(
        'EXO391',
        `'${text}' is no condition: ${which} a field ${name}; accepted: ${others}`,
      );
    }
    known.add(name);
  }
}

interface Found {
  readonly isThere: boolean;
  /** All states were looked at. */
  readonly isAll: boolean;
  /** The fields of the variable in the states that were looked at. */
  readonly seen: readonly string[];
}

function lookFor(model: Model, variable: string, fields: readonly string[]): Found {
  const names = varNames(model);
  const slots = model.slots.filter((slot) => names.get(slot) === variable);
  const seen = new Set<string>();
  const unmet = invariant({
    name: 'Unmet',
    over: [slots],
    view: (state, { component }) =>
      valueOf(component.show === undefined ? state : component.show(state as never)),
    holds: ([value]) => {
      for (const field of fieldsIn(value as Value)) seen.add(field);
      return !hasPath(value as Value, fields);
    },
  });
  // Nothing but what makes the states: reductions are not verified again.
  const { name, rules, routes, within, initial } = model;
  const bare: Model = {
    ...{ name, slots: model.slots, rules, routes, properties: [unmet], mayEnd: () => true },
    ...(initial && { initial }),
    ...(within && { within }),
  };
  const { verdict } = check(bare, { statesMax: STATES_MAX });
  return { isThere: verdict === 'violated', isAll: verdict !== 'bounded', seen: [...seen] };
}

function fieldsIn(value: Value): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

/** A list has a length and places, whatever it holds. */
function hasPath(value: Value, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (Array.isArray(value)) {
    if (first === 'length') return rest.length === 0;
    const items = value as readonly Value[];
    return /^\d+$/.test(first) && (rest.length === 0 || items.some((item) => hasPath(item, rest)));
  }
  return isRecord(value) && Object.hasOwn(value, first) && hasPath(value[first] ?? null, rest);
}

function isRecord(value: Value): value is { readonly [field: string]: Value } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Set) &&
    !(value instanceof Map)
  );
}
