/** The transition graph of a model, all of it: for tests that are to take each of its edges. */
import { boundExceeded, initialStates, successors } from '../checker/model/reference.js';
import { StateKeys } from '../checker/model/state-keys.js';
import type { Model } from '../checker/model/model.js';
import type { Transition } from '../checker/model/transition.js';

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly transition: Transition;
}

export interface StateGraph {
  /** By node, the local states in slot order. */
  readonly states: readonly (readonly unknown[])[];
  /** The nodes of the initial states. */
  readonly initial: readonly number[];
  /** In the order in which they were met, breadth first. Transitions of one action between the same two states are one edge. */
  readonly edges: readonly GraphEdge[];
  /** Whether all reachable states within the bounds of the model were visited. */
  readonly isWhole: boolean;
}

/** Explores a model breadth first, at most `statesMax` states. */
export function graphOf(
  model: Model,
  statesMax: number,
  labelOf: (transition: Transition, before: readonly unknown[]) => string,
): StateGraph {
  const keys = new StateKeys(model);
  const nodes = new Map<string, number>();
  const states: (readonly unknown[])[] = [];
  const edges: GraphEdge[] = [];
  let isWhole = true;
  const nodeOf = (one: readonly unknown[]): number | null => {
    const key = keys.of(one);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    if (states.length >= statesMax) return null;
    nodes.set(key, states.length);
    return states.push(one) - 1;
  };
  const present = (node: number | null): readonly number[] => {
    if (node === null) isWhole = false;
    return node === null ? [] : [node];
  };
  const initial = [...new Set(initialStates(model).flatMap((one) => present(nodeOf(one))))];
  for (let from = 0; from < states.length; from++) {
    const before = states[from] ?? [];
    if (boundExceeded(model, before) !== undefined) continue;
    const met = new Set<string>();
    for (const transition of successors(model, before)) {
      for (const to of present(nodeOf(transition.states))) {
        const label = `${to} ${labelOf(transition, before)}`;
        if (met.has(label)) continue;
        met.add(label);
        edges.push({ from, to, transition });
      }
    }
  }
  return { states, initial, edges, isWhole };
}
