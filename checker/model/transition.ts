import type { AnySlot, Rule, Params } from './rules.js';
import type { EventLike, EffectLike } from './component.js';

/** An edge of the transition graph: who offered it, what each component did, and the state that it leads to. */
export interface Transition {
  readonly rule: Rule;
  readonly params: Params;
  readonly legs: readonly LegRecord[];
  /** The local states afterwards, in slot order. */
  readonly states: readonly unknown[];
}

/** What one leg of a transition did. */
export interface LegRecord {
  readonly slot: AnySlot;
  readonly event: EventLike;
  /** The slot whose effect was routed here; null for a leg of the offer itself. */
  readonly cause: AnySlot | null;
  /** True where the event was disabled and the leg said to go on without it. */
  readonly skipped: boolean;
  /** The effects of the step, in the order in which they were emitted. */
  readonly effects: readonly EffectLike[];
}
