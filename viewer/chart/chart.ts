/**
 * A statechart as it is drawn: states within states, and the transitions between them, all in words. It knows no library of
 * state machines; `exo chart` makes it from a machine of XState.
 */
export interface Chart {
  /** What stands above the drawing. */
  readonly name: string;
  readonly root: ChartState;
}

export interface ChartState {
  /** Unique in its chart, such as `up.preparing`; empty for the root. */
  readonly id: string;
  readonly label: string;
  readonly kind: ChartStateKind;
  /** The children that are entered first, by id: of a compound state one, of any other none. */
  readonly initial: readonly string[];
  /** What happens on entry and exit, and what runs in the meantime, a line each, such as `entry / count`. */
  readonly lines: readonly string[];
  readonly states: readonly ChartState[];
  /** In the order in which they are tried. */
  readonly transitions: readonly ChartTransition[];
}

export type ChartStateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history' | 'deep history';

export interface ChartTransition {
  /** Where in the chart it is written, such as `waiting.on.REPLY[0]`: unique, and what a coverage report calls it. */
  readonly place: string;
  /** What sets it off: an event, `after 1000`, `always`, `done`. */
  readonly event: string;
  /** What must be true besides; such as `isNew and not isFull`. */
  readonly guard?: string;
  readonly actions: readonly string[];
  /** Where it leads, by id. Without a target it changes no state, and is listed within its own. */
  readonly targets: readonly string[];
  /** Its source is left and entered again even where the target lies within it. */
  readonly reenters: boolean;
}

/** What a search has met of a chart, and where a machine is: how parts of it are drawn. */
export interface ChartMarks {
  /** Ids of states that were never entered, and places of transitions that were never taken: drawn dashed. */
  readonly never?: ReadonlySet<string>;
  /** Ids of the states in which the machine is: drawn strong. */
  readonly current?: ReadonlySet<string>;
}

/** A state and all below it, in the order in which they are written. */
export function statesWithin(state: ChartState): readonly ChartState[] {
  return [state, ...state.states.flatMap(statesWithin)];
}

/** `REPLY [isNew] / count, log`. */
export function labelOf({ event, guard, actions }: ChartTransition): string {
  const condition = guard === undefined ? '' : ` [${guard}]`;
  return `${event}${condition}${actions.length === 0 ? '' : ` / ${actions.join(', ')}`}`;
}

/** Whether a transition is listed within its state instead of drawn as a line. */
export function isInternal({ targets }: ChartTransition, { id }: ChartState): boolean {
  return targets.length === 0 || (targets.length === 1 && targets[0] === id);
}

/** A state or one below it. All states are below the root. */
export function isWithin(id: string, outer: string): boolean {
  return outer === '' || id === outer || id.startsWith(`${outer}.`);
}

/** What stands in a state for a transition that leads to no other: `↺ GO / count`, `⟳` where it leaves the state and enters it again. */
export function internalText(transition: ChartTransition, { states }: ChartState): string {
  const { targets, reenters } = transition;
  if (targets.length > 0 && reenters) return `⟳ ${labelOf(transition)}`;
  // Without leaving the state, what is within it begins with its initial states.
  const within = targets.length > 0 && states.length > 0 ? ', from the start within' : '';
  return `↺ ${labelOf(transition)}${within}`;
}

/** What stands at a transition that is drawn: `⟳` before it where its source is left and entered again although the target lies within. */
export function drawnText(transition: ChartTransition, { id }: ChartState): string {
  const { targets, reenters } = transition;
  const isAgain = reenters && targets.some((target) => isWithin(target, id));
  return `${isAgain ? '⟳ ' : ''}${labelOf(transition)}`;
}
