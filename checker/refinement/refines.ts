/**
 * Refinement: does a model in detail, the low one, do only what a simpler one, the high one, allows? The question
 * is put by a mapping from low states to high ones (M. Abadi, L. Lamport, *The Existence of Refinement Mappings*,
 * 1991): initial states must map to initial states, and each step to a step of the high model or to none at all,
 * a stutter. What holds in every state and step of the high model then holds in the low one, as mapped. Nothing is
 * said of progress: a low model that stutters for ever refines everything that starts alike.
 */
import { check, checkAsync } from '../check.js';
import type { Model, RefinementMapping } from '../model/model.js';
import { misfit } from './mapping.js';
import { LowSteps } from './steps.js';
import { sidesOf, type RefinementSides } from './trace.js';
import type { CheckResult } from '../search/result.js';
import type { SearchOptions } from '../search/options.js';
import type { CheckHooks } from '../search/options.js';
import { validateModel } from '../model/validate-model.js';
import type { Property } from '../model/property.js';

/**
 * The outcome of the search of the low model, and what its steps are in the high one. `exhausted`: it refines the
 * high model. `violated` by the property named as the mapping is: it does not, by this mapping.
 */
export interface RefinementResult extends CheckResult {
  /** The name of the mapping, under which it is among the properties. */
  readonly mapping: string;
  /** The name of the high model. */
  readonly high: string;
  /**
   * The steps that change a slot that the mapping reads; all others stutter without being looked at. Those with the
   * same low action, and the same views before and after, count as one.
   */
  readonly steps: {
    readonly compared: number;
    /** Steps that leave the high state as it is, even where a high action does so too. */
    readonly stutters: number;
    /** By high action, how many of the compared steps it is. A step that may be several counts for each. */
    readonly actions: Readonly<Record<string, number>>;
  };
  /** Distinct high states that low states map to. */
  readonly highStates: number;
  /** High actions that no low step was: the mapping, or the low model, may be vacuous. */
  readonly highNeverTaken: readonly string[];
  /** The counterexample on both sides, whichever property it breaks. */
  readonly sides: RefinementSides | null;
}

/**
 * Searches the low model as `check` does, with all of its properties or those named, and always with this one:
 *
 * - every initial state maps to what is seen of an initial state of the high model;
 * - every reachable step either leaves what the state maps to as it is, or is a transition of the high model: from
 *   the high state that the state before maps to, to one that is seen as the state after maps.
 *
 * The high model is explored only as far as low states map to it: initial states, and the successors of all states
 * that are mapped to. No two of these may be seen alike (EXO128). So what a low state maps to is one high state, and
 * `exhausted` means that this is a refinement mapping, in any order of search. `violated` means that it is
 * none; there may still be another, if need be once the low model keeps more of what it did (history variables, our
 * ghosts) or decides early what it will do (prophecy variables).
 *
 * An initial state that maps to none is looked for before all else, and then a breadth-first search for nothing but
 * it gives the result. Blocks until done; `refinesAsync` does not.
 *
 * @throws ExoError where a model is malformed (EXO12x), the mapping throws or does not fit the models (EXO127), gives
 * what is not plain data (EXO101), or does not tell apart high states (EXO128).
 *
 * @example
 * const mapping = refinementMapping({
 *   name: 'ShowsHours',
 *   reads: clock.slots,
 *   map: ([state]) => [{ hour: (state as { readonly hour: number }).hour, minute: 0 }],
 * });
 * const { verdict, steps } = refines(clock, hourClock, mapping);
 * console.log(verdict, steps.stutters); // exhausted 36
 */
export function refines(
  low: Model,
  high: Model,
  mapping: RefinementMapping,
  options: SearchOptions = {},
): RefinementResult {
  const { model, steps, searchOptions } = prepare(low, high, mapping, options);
  return resultOf(mapping, steps, check(model, searchOptions));
}

/**
 * Like `refines`, in slices, so that the process can show progress and be interrupted.
 *
 * @example
 * const mapping = refinementMapping({
 *   name: 'IsTheSame',
 *   reads: clock.slots,
 *   map: (states) => states,
 * });
 * const { verdict, property } = await refinesAsync(clock, hourClock, mapping);
 * console.log(verdict, property); // violated IsTheSame
 */
export async function refinesAsync(
  low: Model,
  high: Model,
  mapping: RefinementMapping,
  options: SearchOptions & CheckHooks = {},
): Promise<RefinementResult> {
  const { model, steps, searchOptions } = prepare(low, high, mapping, options);
  return resultOf(mapping, steps, await checkAsync(model, searchOptions));
}

/** What is to be searched, and how. */
interface Prepared<O> {
  readonly model: Model;
  readonly steps: LowSteps;
  readonly searchOptions: O;
}

function prepare<O extends SearchOptions>(
  low: Model,
  high: Model,
  mapping: RefinementMapping,
  options: O,
): Prepared<O> {
  const { name, reads } = mapping;
  if (low.properties.some((property) => property.name === name)) {
    throw misfit(mapping, `'${low.name}' has a property of that name; choose another`);
  }
  if (new Set(reads).size < reads.length) throw misfit(mapping, `'reads' names a slot twice; name it once`);
  const steps = new LowSteps(low, high, mapping);
  const withProperties = (...properties: readonly Property[]): Model => ({ ...low, properties });
  const model = withProperties(...low.properties, steps.property);
  validateModel(model);
  if (!steps.startRight()) {
    const searchOptions: O = { ...options, search: 'bfs', properties: [name], statesMax: Infinity };
    return { model: withProperties(steps.initialStates), steps, searchOptions };
  }
  const { properties } = options;
  const searchOptions =
    properties === undefined ? options : { ...options, properties: [...properties, name] };
  return { model, steps, searchOptions };
}

function resultOf(mapping: RefinementMapping, steps: LowSteps, result: CheckResult): RefinementResult {
  const { high, compared, stutters, matched, met } = steps;
  const { counterexample } = result;
  return {
    ...result,
    mapping: mapping.name,
    high: high.model.name,
    steps: {
      compared,
      stutters,
      actions: Object.fromEntries(high.actions.map((action, i) => [action, matched[i] ?? 0])),
    },
    highStates: met.size,
    highNeverTaken: high.actions.filter((_, i) => matched[i] === 0),
    sides: counterexample === null ? null : sidesOf(steps, counterexample),
  };
}
