import { assert } from '../../errors/index.js';
import type { HighStates } from './high.js';
import type { LowSteps } from './steps.js';
import { successors } from '../model/reference.js';
import type { Run } from '../search/result.js';
import type { Params } from '../model/rules.js';
import type { Transition } from '../model/transition.js';

/** A transition, as a trace names it. */
export interface NamedAction {
  readonly action: string;
  /** The slot of the rule. */
  readonly slot: string;
  readonly params: Params;
}

/** A transition of the high model, and what is seen after it, by slot. */
export interface HighEdge extends NamedAction {
  readonly after: readonly unknown[];
}

/** A step of the low model, and what it is in the high one. */
export interface RefinementStep {
  readonly low: NamedAction;
  /** `step`: a transition of the high model. `stutter`: the high state stays. `none`: the high model cannot. */
  readonly match: 'step' | 'stutter' | 'none';
  /** The high transitions that it can be: one as a rule, several if they lead to one state; else none. */
  readonly high: readonly NamedAction[];
  /** What is seen of the high state before and after, by slot; if there is no match, what should be seen after. */
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
}

/** A counterexample on both sides. */
export interface RefinementSides {
  /** The slots of the high model; what is seen stands in their order. */
  readonly slots: readonly string[];
  /** The image of the initial state. */
  readonly initial: readonly unknown[];
  readonly steps: readonly RefinementStep[];
  /** Where the two part: at the initial state or at the last step; null if they do not (something else is wrong). */
  readonly divergesAt: 'initial' | 'step' | null;
  /** If they part at the last step, what the high model can do instead; no more than twelve. */
  readonly instead: readonly HighEdge[];
  /** If they part at the initial state, what is seen of the initial states of the high model; no more than twelve. */
  readonly initialInstead: readonly (readonly unknown[])[];
  /** How many more of either there are. */
  readonly insteadLeftOut: number;
}

const SHOWN_MAX = 12;

/** A run of the low model beside the steps of the high one, which are those of the reference semantics. */
export function sidesOf(steps: LowSteps, run: Run): RefinementSides {
  const { high } = steps;
  const first = steps.imageOfStates(run.initial);
  let image = first;
  let before = first;
  const sides = run.steps.map((transition): RefinementStep => {
    before = image;
    image = steps.imageOfStates(transition.states);
    return stepOf(high, transition, before, image);
  });
  const startsRight = high.initial.has(first);
  const isLost = sides.at(-1)?.match === 'none';
  const instead = isLost ? edgesFrom(high, before) : [];
  const initialInstead = startsRight ? [] : [...high.initial];
  return {
    slots: high.model.slots.map(({ name }) => name),
    initial: high.valuesOf(first),
    steps: sides,
    divergesAt: startsRight ? (isLost ? 'step' : null) : 'initial',
    instead: instead.slice(0, SHOWN_MAX).map(({ named, to }) => ({ ...named, after: high.valuesOf(to) })),
    initialInstead: initialInstead.slice(0, SHOWN_MAX).map((start) => high.valuesOf(start)),
    insteadLeftOut: Math.max(0, instead.length + initialInstead.length - SHOWN_MAX),
  };
}

function stepOf(high: HighStates, low: Transition, before: number, after: number): RefinementStep {
  const isStutter = before === after;
  const edges = isStutter ? [] : edgesFrom(high, before).filter(({ to }) => to === after);
  return {
    low: nameOf(low),
    match: isStutter ? 'stutter' : edges.length > 0 ? 'step' : 'none',
    high: edges.map(({ named }) => named),
    before: high.valuesOf(before),
    after: high.valuesOf(after),
  };
}

interface Way {
  readonly named: NamedAction;
  readonly to: number;
}

/** The transitions from the high state of an image, by the reference, and held against the tables. */
function edgesFrom(high: HighStates, image: number): readonly Way[] {
  const edges = successors(high.model, high.statesOf(image)).map((transition) => ({
    named: nameOf(transition),
    to: high.imageOfStates(transition.states),
  }));
  const moves = high.movesFrom(image);
  assert(
    edges.every(({ named, to }) => moves.get(to)?.has(high.actions.indexOf(named.action))) &&
      [...moves.keys()].every((to) => edges.some((edge) => edge.to === to)),
    'tables and reference agree on the high model',
  );
  return edges;
}

function nameOf({ rule, params }: Transition): NamedAction {
  return { action: rule.name, slot: rule.slot.name, params };
}
