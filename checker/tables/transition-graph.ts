import { ACTIONS_MAX, SLOTS_MAX } from './batch.js';
import { assert, ExoError } from '../../errors/index.js';
import { LocalStates } from './local-states.js';
import { CompiledRule } from './compiled-rule.js';
import { askRoute } from '../model/asked.js';
import { FirstAnswers } from '../model/first-answers.js';
import type { Model } from '../model/model.js';
import { endless, LEGS_MAX, noRoute, noSuchSlot } from '../model/model-errors.js';
import { rulesInOrder } from '../model/reference.js';
import { validateModel } from '../model/validate-model.js';
import { type PendingLeg, type Plan, type Edge, type PendingLegs, endOf } from './plan.js';
import type { AnySlot, Leg, Offer, Route, Rule } from '../model/rules.js';

/**
 * The transitions of a model as walks through nodes. A node looks at one slot and has, for each local state of
 * that slot, some edges. A rule that sends an event to a host whose effect goes to three inboxes is a walk of
 * four nodes; all walks that have the same legs still to do share the rest. Components are asked here only.
 */
export class TransitionGraph {
  readonly tables: readonly LocalStates[];
  /** The names of the rules, each once, in the order in which they are enumerated. */
  readonly actions: readonly string[];
  /** One node for each slot that has rules, and behind these one for each slot that has faults. */
  readonly roots: readonly number[];
  /** The place of the first root of faults; the number of roots where there are none. */
  readonly faultsFrom: number;
  private readonly compiled: CompiledRule[] = [];
  private readonly numberOf = new Map<AnySlot, number>();
  private readonly routes: readonly (Route | undefined)[];
  private readonly routed = new Map<number, readonly PendingLeg[]>();
  /** By slot, what its route has answered first. */
  private readonly firstRouted: readonly FirstAnswers[];
  private readonly plans: Plan[] = [];
  private readonly slots: number[] = [];
  private readonly nodeOf = new Map<string, number>();
  private readonly wideNodeOf = new Map<CompiledRule, number>();

  constructor(
    private readonly model: Model,
    tablesFree: number,
  ) {
    validateModel(model);
    model.slots.forEach((slot, number) => this.numberOf.set(slot, number));
    // Premises look at every answer, so all are kept for them.
    this.tables = sharedTables(model, model.premises === undefined ? tablesFree : Infinity);
    this.routes = model.slots.map((slot) => model.routes.find((route) => route.slot === slot));
    this.firstRouted = model.slots.map(() => new FirstAnswers());
    const rules = rulesInOrder(model);
    this.actions = [...new Set(rules.map(({ name }) => name))];
    if (model.slots.length > SLOTS_MAX || this.actions.length > ACTIONS_MAX) {
      throw new ExoError(
        'EXO123',
        `a model has at most ${SLOTS_MAX} slots and ${ACTIONS_MAX} differently named rules`,
      );
    }
    const moves = this.compileRules(rules.filter(({ isFault }) => isFault !== true));
    this.faultsFrom = moves.length;
    this.roots = [...moves, ...this.compileRules(rules.filter(({ isFault }) => isFault === true))];
  }

  /** How many nodes there are so far. */
  get size(): number {
    return this.plans.length;
  }

  slotOf(node: number): number {
    return this.slots[node] as number;
  }

  /** All slots that the rule of a node reads, its own first. */
  slotsReadAt(node: number): readonly number[] {
    const plan = this.planOf(node);
    assert(plan.kind === 'wide', 'the node looks up several slots');
    return plan.rule.slots;
  }

  planOf(node: number): Plan {
    const plan = this.plans[node];
    assert(plan !== undefined, 'every node has a plan');
    return plan;
  }

  /**
   * The edges from a node while its slot is in the given local state. Not remembered here. `locals` are those of the
   * state that is being expanded, by slot.
   */
  edgesFrom(node: number, id: number, locals: Int32Array): readonly Edge[] {
    const plan = this.planOf(node);
    const slot = this.slotOf(node);
    switch (plan.kind) {
      case 'rules':
        return plan.rules.flatMap((rule) => this.edgesOfRule(rule, slot, id));
      case 'read':
        return this.edgesOfOffers(plan.rule, [plan.own, id], slot, id);
      case 'wide':
        return this.edgesOfOffers(plan.rule, idsOf(plan.rule, locals), slot, id);
      case 'legs':
        return this.edgesOfLegs(plan, slot, id);
    }
  }

  /**
   * Asks the rules and routes once more for some of what they have answered.
   *
   * @throws ExoError EXO111 where one answers otherwise.
   */
  askAgain(): void {
    for (const rule of this.compiled) rule.askAgain();
    for (const [slot, first] of this.firstRouted.entries()) {
      first.askAgain(`the route of slot '${this.model.slots[slot]?.name ?? ''}'`);
    }
  }

  table(slot: number): LocalStates {
    const table = this.tables[slot];
    assert(table !== undefined, 'every slot has a table');
    return table;
  }

  /** The tuple of given local states, which need not be reachable. */
  tupleOf(states: readonly unknown[]): Int32Array {
    assert(states.length === this.tables.length, 'a state has a local state for each slot');
    return Int32Array.from(states, (state, i) => this.table(i).intern(state));
  }

  private compileRules(rules: readonly Rule[]): readonly number[] {
    const bySlot = this.model.slots.map((): CompiledRule[] => []);
    const textOf = (offers: readonly Offer[]): string =>
      JSON.stringify(offers.map(({ legs }) => this.numbered(legs)));
    for (const rule of rules) {
      const slots = [rule.slot, ...rule.reads].map((slot) => this.slotNumber(slot));
      const tables = slots.map((slot) => this.table(slot));
      const compiled = new CompiledRule(rule, this.actions.indexOf(rule.name), slots, tables, textOf);
      this.compiled.push(compiled);
      bySlot[slots[0] as number]?.push(compiled);
    }
    return bySlot.flatMap((own, slot) =>
      own.length === 0 ? [] : [this.newNode(slot, { kind: 'rules', rules: own })],
    );
  }

  private newNode(slot: number, plan: Plan): number {
    this.slots.push(slot);
    return this.plans.push(plan) - 1;
  }

  /** The node at which these legs are still to be done; the end of the transition if there are none. */
  private nodeFor({ action, legs, acts }: PendingLegs): number {
    const first = legs[0];
    if (first === undefined) return endOf(action);
    const key = `${action}${acts ? '|' : '?'}${legs.map(({ slot, event, skip }) => `${slot}:${event}:${skip ? 1 : 0}`).join()}`;
    const known = this.nodeOf.get(key);
    if (known !== undefined) return known;
    const node = this.newNode(first.slot, { kind: 'legs', action, legs, acts });
    this.nodeOf.set(key, node);
    return node;
  }

  private edgesOfRule(compiled: CompiledRule, slot: number, id: number): readonly Edge[] {
    if (!compiled.isEnabled(this.table(slot).stateOf(id), id)) return [];
    const [, read] = compiled.slots;
    if (read === undefined) return this.edgesOfOffers(compiled, [id], slot, id);
    return [{ next: id, to: this.nodeOfReads(compiled, read, id) }];
  }

  /** The node at which the rule reads its other slots. */
  private nodeOfReads(rule: CompiledRule, read: number, own: number): number {
    if (rule.slots.length === 2) return this.newNode(read, { kind: 'read', rule, own });
    const known = this.wideNodeOf.get(rule);
    if (known !== undefined) return known;
    const node = this.newNode(rule.slots[0] as number, { kind: 'wide', rule });
    this.wideNodeOf.set(rule, node);
    return node;
  }

  /** Makes the offers of a rule whose slots are in these local states. */
  private edgesOfOffers(
    compiled: CompiledRule,
    ids: readonly number[],
    slot: number,
    id: number,
  ): readonly Edge[] {
    const states = ids.map((state, i) => this.table(compiled.slots[i] as number).stateOf(state));
    return compiled
      .offersOf(states, (place) => ids[place] as number)
      .flatMap(({ legs }) => this.edgesOfLegs(this.pendingOf(compiled.action, legs), slot, id));
  }

  /** Does all the next legs that go to this slot; what is left belongs to the next node. */
  private edgesOfLegs(
    { action, legs, acts }: PendingLegs,
    slot: number,
    id: number,
    done = 0,
  ): readonly Edge[] {
    const [first, ...rest] = legs;
    // A transition all of whose legs were skipped is none.
    if (first === undefined && !acts) return [];
    if (first === undefined || first.slot !== slot) {
      // Legs that cannot be skipped will act, or there will be no transition: such nodes need not be told apart.
      const willAct = acts || legs.some(({ skip }) => !skip);
      return [{ next: id, to: this.nodeFor({ action, legs, acts: willAct }) }];
    }
    if (done >= LEGS_MAX) throw this.endlessAt(action, slot);
    const outcomes = this.table(slot).step(id, first.event);
    if (outcomes.length === 0) {
      if (!first.skip) return [];
      this.table(slot).ignore(id, first.event);
      return this.edgesOfLegs({ action, legs: rest, acts }, slot, id, done + 1);
    }
    return outcomes.flatMap(({ next, effects }) => {
      const caused = effects.flatMap((effect) => this.legsOf(slot, effect));
      return this.edgesOfLegs({ action, legs: [...rest, ...caused], acts: true }, slot, next, done + 1);
    });
  }

  /** What to say of a walk that does not end, given a node of it. */
  endless(node: number): ExoError {
    const plan = this.planOf(node);
    return this.endlessAt(plan.kind === 'legs' ? plan.action : 0, this.slotOf(node));
  }

  endlessAt(action: number, slot: number): ExoError {
    return endless(this.actions[action] ?? '', this.model.slots[slot] as AnySlot);
  }

  /** The legs to which an effect is routed. */
  legsOf(slot: number, effect: number): readonly PendingLeg[] {
    const key = effect * SLOTS_MAX + slot;
    const known = this.routed.get(key);
    if (known !== undefined) return known;
    const value = this.table(slot).effectOf(effect);
    const route = this.routes[slot];
    if (route === undefined) throw noRoute(value, this.model.slots[slot] as AnySlot);
    const ask = (): readonly PendingLeg[] => this.numbered(askRoute(route, value));
    const legs = ask();
    this.routed.set(key, legs);
    const first = this.firstRouted[slot];
    if (first?.isFull === false) first.keep(() => JSON.stringify(ask()), JSON.stringify(legs));
    return legs;
  }

  /** An offer over numbers. */
  pendingOf(action: number, legs: readonly Leg[]): PendingLegs {
    return { action, legs: this.numbered(legs), acts: legs.length === 0 };
  }

  private numbered(legs: readonly Leg[]): readonly PendingLeg[] {
    const pending: PendingLeg[] = [];
    for (let k = 0; k < legs.length; k++) pending.push(this.pending(legs[k] as Leg));
    return pending;
  }

  private pending(leg: Leg): PendingLeg {
    const slot = this.slotNumber(leg.slot);
    return { slot, event: this.table(slot).internEvent(leg.event), skip: leg.ifDisabled === 'skip' };
  }

  /** @throws ExoError for a slot that is not the model's */
  slotNumber(slot: AnySlot): number {
    const number = this.numberOf.get(slot);
    if (number === undefined) throw noSuchSlot(slot);
    return number;
  }
}

/** The local states of the rule's slots. */
function idsOf({ slots }: CompiledRule, locals: Int32Array): readonly number[] {
  return slots.map((slot) => locals[slot] as number);
}

/** Tables by slot; slots that share a component share its tables. */
function sharedTables(model: Model, answersFree: number): readonly LocalStates[] {
  const shared = new Map<unknown, LocalStates>();
  return model.slots.map(({ component }) => {
    const table = shared.get(component) ?? new LocalStates(component, answersFree);
    shared.set(component, table);
    return table;
  });
}
