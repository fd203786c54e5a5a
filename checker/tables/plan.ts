/** What is left to do at a node of the transition graph, in numbers of slots, events, actions and nodes. */
import type { CompiledRule } from './compiled-rule.js';

/** A leg over numbers: its slot, the event's id there, and whether a disabled event is skipped. */
export interface PendingLeg {
  readonly slot: number;
  readonly event: number;
  readonly skip: boolean;
}

/** Legs still to be done, and whether the transition does anything even if all of them are skipped. */
export interface PendingLegs {
  readonly action: number;
  readonly legs: readonly PendingLeg[];
  readonly acts: boolean;
}

/** What is left to do at a node, once the local state of its slot is known. */
export type Plan =
  | { readonly kind: 'rules'; readonly rules: readonly CompiledRule[] }
  /** The rule reads one slot, this node's; its own local state is known. */
  | { readonly kind: 'read'; readonly rule: CompiledRule; readonly own: number }
  /** The rule reads several slots, all of which are looked up together. The node's slot is the rule's. */
  | { readonly kind: 'wide'; readonly rule: CompiledRule }
  | ({ readonly kind: 'legs' } & PendingLegs);

/** One edge from a node: its slot's next local state, and the next node; below zero, the transition's end. */
export interface Edge {
  readonly next: number;
  readonly to: number;
}

/** The end of a transition of this action, in the place of a node. */
export function endOf(action: number): number {
  return -1 - action;
}
