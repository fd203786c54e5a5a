/** How the chart of a machine is added to without being written again. */

/** As much of a chart as is looked at. */
export interface ChartNode {
  readonly on?: unknown;
  readonly states?: unknown;
}

/** The chart with these handlers in one state, in place of what it has for these events. */
export function withHandlers<N extends ChartNode>(
  node: N,
  path: readonly string[],
  handlers: Readonly<Record<string, unknown>>,
): N {
  const [first, ...rest] = path;
  if (first === undefined) return { ...node, on: { ...(node.on as object), ...handlers } };
  const states = node.states as Readonly<Record<string, ChartNode>> | undefined;
  const child = states?.[first];
  if (child === undefined) throw new RangeError(`the chart has no state ${first}`);
  return { ...node, states: { ...states, [first]: withHandlers(child, rest, handlers) } };
}
