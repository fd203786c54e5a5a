import { DISABLED, IGNORED, type Outcome } from './answers.js';
import { LEGS_MAX } from '../model/model-errors.js';
import { packChange, NO_CHANGE, type Batch } from './batch.js';
import type { CurrentState } from './current-state.js';
import type { SlotHashes } from './slot-hashes.js';
import type { TransitionGraph } from './transition-graph.js';
import type { CompiledRule } from './compiled-rule.js';
import type { PendingLeg, PendingLegs } from './plan.js';
import type { Leg, Offer } from '../model/rules.js';

/**
 * Makes the successors behind a node without any row: the rule is asked, and its legs are performed one after the
 * other on the current state, as in the reference. That is what a question costs that comes up once, and keeps nothing.
 */
export class StraightWalk {
  /** The fingerprint of the current state with its changes. */
  private low = 0;
  private high = 0;
  /** The number of legs of the transition so far. */
  private done = 0;
  /** By slot, the local state that was looked at last, and its id: of one state and the next most are the same. */
  private readonly seen: unknown[];
  private readonly seenIds: Int32Array;

  constructor(
    private readonly graph: TransitionGraph,
    private readonly hashes: SlotHashes,
    private readonly current: CurrentState,
  ) {
    this.seen = Array.from(current.locals, () => undefined);
    this.seenIds = new Int32Array(current.locals.length).fill(-1);
  }

  /** Adds all ends of transitions that go on at the node; `low` and `high` are the current fingerprint. */
  run(node: number, low: number, high: number, batch: Batch, behind: number): void {
    this.low = low;
    this.high = high;
    this.done = behind;
    const plan = this.graph.planOf(node);
    if (plan.kind === 'legs') this.perform(plan, batch);
    else if (plan.kind !== 'rules') this.offer(plan.rule, batch);
    else for (const rule of plan.rules) if (this.isEnabled(rule)) this.offer(rule, batch);
  }

  private isEnabled(compiled: CompiledRule): boolean {
    const { rule, slots } = compiled;
    if (rule.when === undefined) return true;
    const own = slots[0] as number;
    return compiled.isEnabled(this.stateOf(own), this.current.locals[own] as number);
  }

  private offer(compiled: CompiledRule, batch: Batch): void {
    const { slots, action } = compiled;
    const states = new Array<unknown>(slots.length);
    for (let k = 0; k < slots.length; k++) states[k] = this.stateOf(slots[k] as number);
    const offers = compiled.offersOf(
      states,
      (place) => this.current.locals[slots[place] as number] as number,
    );
    for (let k = 0; k < offers.length; k++) {
      const { legs } = offers[k] as Offer;
      if (!this.performKnown(action, legs, batch)) this.perform(this.graph.pendingOf(action, legs), batch);
    }
  }

  /** Performs legs all of which are known to have one outcome, and to cause nothing; otherwise does nothing and is false. */
  private performKnown(action: number, legs: readonly Leg[], batch: Batch): boolean {
    const { graph, current, low, high, done } = this;
    if (legs.length === 0 || done + legs.length > LEGS_MAX) return false;
    const begin = current.length;
    let k = 0;
    for (; k < legs.length; k++) {
      const leg = legs[k] as Leg;
      const slot = graph.slotNumber(leg.slot);
      const table = graph.table(slot);
      const id = current.locals[slot] as number;
      const next = table.next(id, table.internEvent(leg.event));
      if (next < 0) break;
      this.change(slot, id, next);
    }
    if (k === legs.length) this.end(action, batch);
    current.undoTo(begin);
    this.low = low;
    this.high = high;
    return k === legs.length;
  }

  /** Performs the legs, and all that they cause; leaves the current state as it was. */
  private perform(pending: PendingLegs, batch: Batch): void {
    const { current, low, high, done } = this;
    const begin = current.length;
    if (this.reachesEnd(pending, batch)) this.end(pending.action, batch);
    current.undoTo(begin);
    this.low = low;
    this.high = high;
    this.done = done;
  }

  /** False if the transition is blocked, is none because nothing acts, or was made by branches. */
  private reachesEnd({ action, legs: given, acts: actsBefore }: PendingLegs, batch: Batch): boolean {
    let legs = given;
    let acts = actsBefore;
    for (let at = 0; at < legs.length; at++) {
      const { slot, event, skip } = legs[at] as PendingLeg;
      if (this.done++ >= LEGS_MAX) throw this.graph.endlessAt(action, slot);
      const table = this.graph.table(slot);
      const id = this.current.locals[slot] as number;
      const next = table.next(id, event);
      if (next >= 0) {
        this.change(slot, id, next);
        acts = true;
        continue;
      }
      const outcomes = next === DISABLED || next === IGNORED ? [] : table.step(id, event);
      const [only] = outcomes;
      if (only === undefined) {
        if (!skip) return false;
        if (next !== IGNORED) table.ignore(id, event);
        continue;
      }
      if (outcomes.length > 1) {
        for (const one of outcomes) this.branch(action, legs, at, one, batch);
        return false;
      }
      this.change(slot, id, only.next);
      acts = true;
      if (only.effects.length === 0) continue;
      legs = this.withCaused(legs, at, only);
      at = -1;
    }
    return acts;
  }

  /** One of several outcomes of the leg at this place, and all that follows from it. */
  private branch(
    action: number,
    legs: readonly PendingLeg[],
    at: number,
    outcome: Outcome,
    batch: Batch,
  ): void {
    const { current, low, high, done } = this;
    const begin = current.length;
    const { slot } = legs[at] as PendingLeg;
    this.change(slot, current.locals[slot] as number, outcome.next);
    this.perform({ action, legs: this.withCaused(legs, at, outcome), acts: true }, batch);
    current.undoTo(begin);
    this.low = low;
    this.high = high;
    this.done = done;
  }

  /** The legs behind this place, and those that the outcome causes. */
  private withCaused(legs: readonly PendingLeg[], at: number, { effects }: Outcome): readonly PendingLeg[] {
    const { slot } = legs[at] as PendingLeg;
    return [...legs.slice(at + 1), ...effects.flatMap((effect) => this.graph.legsOf(slot, effect))];
  }

  private change(slot: number, id: number, next: number): void {
    if (next === id) return;
    this.hashes.placeOf(slot, Math.max(id, next));
    const before = this.hashes.placeOf(slot, id);
    const after = this.hashes.placeOf(slot, next);
    const { words } = this.hashes;
    this.low ^= (words[before] as number) ^ (words[after] as number);
    this.high ^= (words[before + 1] as number) ^ (words[after + 1] as number);
    this.current.apply(packChange(slot, next));
  }

  private end(action: number, batch: Batch): void {
    const { path, length } = this.current;
    if (length > 2) {
      batch.addPath(this.low, this.high, action, path, length);
      return;
    }
    const first = length > 0 ? (path[0] as number) : NO_CHANGE;
    batch.add(this.low, this.high, action, first, length > 1 ? (path[1] as number) : NO_CHANGE);
  }

  private stateOf(slot: number): unknown {
    const id = this.current.locals[slot] as number;
    if (this.seenIds[slot] === id) return this.seen[slot];
    const state = this.graph.table(slot).stateOf(id);
    this.seen[slot] = state;
    this.seenIds[slot] = id;
    return state;
  }
}
