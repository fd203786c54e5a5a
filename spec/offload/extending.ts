/** How the chart of a machine is added to without being written again. */
import { and } from 'xstate';

/** As much of a chart as is looked at. */
export interface ChartNode {
  readonly on?: unknown;
  readonly states?: unknown;
}

/** What a transition does besides: a guard more, an action before its own, or one after them. */
export interface Addition {
  readonly guard?: string;
  readonly before?: string;
  readonly after?: string;
}

/** By state and event, what its transitions do besides. */
export type Additions = readonly (readonly [path: readonly string[], event: string, addition: Addition])[];

const release: Addition = { after: 'release' };

/** O7: wherever a host finds that more is agreed, `release` comes after it. */
export const ALONG_WITH_AGREED: Additions = [
  [['up', 'following'], 'PERSISTED', release],
  [['up', 'starting'], 'PERSISTED', release],
  [['up', 'installing'], 'PERSISTED', release],
];

/** The chart with these handlers in one state, in place of what it has for these events. */
export function withHandlers<N extends ChartNode>(
  node: N,
  path: readonly string[],
  handlers: Readonly<Record<string, unknown>>,
): N {
  return at(node, path, (state) => ({ ...state, on: { ...(state.on as object), ...handlers } }));
}

/** The chart with all that is added. */
export function withAdditions<N extends ChartNode>(chart: N, additions: Additions): N {
  return additions.reduce<N>(
    (sum, [path, event, addition]) => withAddition(sum, path, event, addition),
    chart,
  );
}

/**
 * The chart with something added to all transitions of an event in one state.
 *
 * @throws RangeError where the state has none.
 */
function withAddition<N extends ChartNode>(
  node: N,
  path: readonly string[],
  event: string,
  addition: Addition,
): N {
  return at(node, path, (state) => {
    const on = state.on as Readonly<Record<string, unknown>> | undefined;
    const handled = on?.[event];
    if (handled === undefined) throw new RangeError(`state ${path.join('.')} does not handle ${event}`);
    const transitions = listed(handled) as readonly Transition[];
    return { ...state, on: { ...on, [event]: transitions.map((one) => added(one, addition)) } };
  });
}

interface Transition {
  readonly guard?: unknown;
  readonly actions?: unknown;
}

function added(transition: Transition, { guard, before, after }: Addition): Transition {
  const actions = [...listed(before), ...listed(transition.actions), ...listed(after)];
  const guards = [...listed(transition.guard), ...listed(guard)];
  return {
    ...transition,
    actions,
    ...(guards.length > 0 && { guard: guards.length === 1 ? guards[0] : and(guards as never) }),
  };
}

function listed(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}

function at<N extends ChartNode>(
  node: N,
  path: readonly string[],
  change: (state: ChartNode) => ChartNode,
): N {
  const [first, ...rest] = path;
  if (first === undefined) return change(node) as N;
  const states = node.states as Readonly<Record<string, ChartNode>> | undefined;
  const child = states?.[first];
  if (child === undefined) throw new RangeError(`the chart has no state ${first}`);
  return { ...node, states: { ...states, [first]: at(child, rest, change) } };
}
