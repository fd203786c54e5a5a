import type { Run, Transition } from '../../checker/index.js';

interface Reached {
  readonly parent: Reached | null;
  readonly states: readonly unknown[];
  readonly transition: Transition | null;
}

/** The states from an initial one to this one. */
export function pathOf<T extends { readonly parent: T | null }>(node: T): readonly T[] {
  const path: T[] = [];
  for (let at: T | null = node; at !== null; at = at.parent) path.unshift(at);
  return path;
}

/** The run that led to a state. */
export function runOf(node: Reached): Run {
  const path = pathOf(node);
  return { initial: path[0]?.states ?? [], steps: path.flatMap(({ transition }) => transition ?? []) };
}
