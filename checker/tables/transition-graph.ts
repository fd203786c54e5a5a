import { ACTIONS_MAX, SLOTS_MAX } from './batch.js';
import { assert, ExoError } from '../errors.js';
import { LocalStates } from './local-states.js';
import { askOffers, askRoute, askWhen } from '../model/asked.js';
import type { AnySlot, Leg, Model, Route, Rule } from '../model/model.js';
import { endless, LEGS_MAX, noRoute, noSuchSlot } from '../model/model-errors.js';
import { validateModel } from '../model/validate-model.js';

/** A leg over numbers: its slot, the event's id there, and whether a disabled event is skipped. */
interface PendingLeg {
  readonly slot: number;
  readonly event: number;
  readonly skip: boolean;
}

interface CompiledRule {
  readonly rule: Rule;
  readonly action: number;
  /** The own slot and the slots read after it. */
  readonly slots: readonly number[];
}

/** Legs still to be done, and whether the transition does anything even if all of them are skipped. */
interface PendingLegs {
  readonly action: number;
  readonly legs: readonly PendingLeg[];
  readonly acts: boolean;
}

/** What is left to do at a node, once the local state of its slot is known. */
type Plan =
  | { readonly kind: 'rules'; readonly rules: readonly CompiledRule[] }
  | { readonly kind: 'read'; readonly rule: CompiledRule; readonly known: readonly number[] }
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

/**
 * The transitions of a model as walks through nodes. A node looks at one slot and has, for each local state of
 * that slot, some edges. A rule that sends an event to a host whose effect goes to three inboxes is a walk of
 * four nodes; all walks that have the same legs still to do share the rest. Components are asked here only.
 */
export class TransitionGraph {
  readonly tables: readonly LocalStates[];
  /** The names of the rules, each once, in the order in which they are enumerated. */
  readonly actions: readonly string[];
  /** One node for each slot that has rules. */
  readonly roots: readonly number[];
  private readonly numberOf = new Map<AnySlot, number>();
  private readonly routes: readonly (Route | undefined)[];
  private readonly routed = new Map<number, readonly PendingLeg[]>();
  private readonly plans: Plan[] = [];
  private readonly slots: number[] = [];
  private readonly nodeOf = new Map<string, number>();

  constructor(private readonly model: Model) {
    validateModel(model);
    model.slots.forEach((slot, number) => this.numberOf.set(slot, number));
    this.tables = sharedTables(model);
    this.routes = model.slots.map((slot) => model.routes.find((route) => route.slot === slot));
    const rules = rulesInOrder(model);
    this.actions = [...new Set(rules.map(({ name }) => name))];
    if (model.slots.length > SLOTS_MAX || this.actions.length > ACTIONS_MAX) {
      throw new ExoError(
        'EXO123',
        `a model has at most ${SLOTS_MAX} slots and ${ACTIONS_MAX} differently named rules`,
      );
    }
    this.roots = this.compileRules(rules);
  }

  /** How many nodes there are so far. */
  get size(): number {
    return this.plans.length;
  }

  slotOf(node: number): number {
    return this.slots[node] as number;
  }

  /** The edges from a node while its slot is in the given local state. Not remembered here. */
  edgesFrom(node: number, id: number): readonly Edge[] {
    const plan = this.plans[node];
    const slot = this.slotOf(node);
    assert(plan !== undefined, 'every node has a plan');
    switch (plan.kind) {
      case 'rules':
        return plan.rules.flatMap((rule) => this.edgesOfRule(rule, slot, id));
      case 'read':
        return this.edgesOfRead(plan.rule, [...plan.known, id], slot, id);
      case 'legs':
        return this.edgesOfLegs(plan, slot, id);
    }
  }

  table(slot: number): LocalStates {
    const table = this.tables[slot];
    assert(table !== undefined, 'every slot has a table');
    return table;
  }

  private compileRules(rules: readonly Rule[]): readonly number[] {
    const bySlot = this.model.slots.map((): CompiledRule[] => []);
    for (const rule of rules) {
      const slots = [rule.slot, ...rule.reads].map((slot) => this.slotNumber(slot));
      bySlot[slots[0] as number]?.push({ rule, action: this.actions.indexOf(rule.name), slots });
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
    if (!askWhen(compiled.rule, this.table(slot).stateOf(id))) return [];
    return this.edgesOfRead(compiled, [id], slot, id);
  }

  /** Reads the rule's next slot, or, when all have been read, makes its offers. */
  private edgesOfRead(
    compiled: CompiledRule,
    known: readonly number[],
    slot: number,
    id: number,
  ): readonly Edge[] {
    const nextSlot = compiled.slots[known.length];
    if (nextSlot !== undefined) {
      return [{ next: id, to: this.newNode(nextSlot, { kind: 'read', rule: compiled, known }) }];
    }
    const states = known.map((state, i) => this.table(compiled.slots[i] as number).stateOf(state));
    return askOffers(compiled.rule, states).flatMap(({ legs }) => {
      const pending = {
        action: compiled.action,
        legs: legs.map((leg) => this.pending(leg)),
        acts: legs.length === 0,
      };
      return this.edgesOfLegs(pending, slot, id);
    });
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
      return first.skip ? this.edgesOfLegs({ action, legs: rest, acts }, slot, id, done + 1) : [];
    }
    return outcomes.flatMap(({ next, effects }) => {
      const caused = effects.flatMap((effect) => this.legsOf(slot, effect));
      return this.edgesOfLegs({ action, legs: [...rest, ...caused], acts: true }, slot, next, done + 1);
    });
  }

  /** What to say of a walk that does not end, given a node of it. */
  endless(node: number): ExoError {
    const plan = this.plans[node];
    return this.endlessAt(plan?.kind === 'legs' ? plan.action : 0, this.slotOf(node));
  }

  private endlessAt(action: number, slot: number): ExoError {
    return endless(this.actions[action] ?? '', this.model.slots[slot] as AnySlot);
  }

  /** The legs to which an effect is routed. */
  private legsOf(slot: number, effect: number): readonly PendingLeg[] {
    const key = effect * SLOTS_MAX + slot;
    const known = this.routed.get(key);
    if (known !== undefined) return known;
    const value = this.table(slot).effectOf(effect);
    const route = this.routes[slot];
    if (route === undefined) throw noRoute(value, this.model.slots[slot] as AnySlot);
    const legs = askRoute(route, value).map((leg) => this.pending(leg));
    this.routed.set(key, legs);
    return legs;
  }

  private pending(leg: Leg): PendingLeg {
    const slot = this.slotNumber(leg.slot);
    return { slot, event: this.table(slot).internEvent(leg.event), skip: leg.ifDisabled === 'skip' };
  }

  private slotNumber(slot: AnySlot): number {
    const number = this.numberOf.get(slot);
    if (number === undefined) throw noSuchSlot(slot);
    return number;
  }
}

/** Tables by slot; slots that share a component share its tables. */
function sharedTables(model: Model): readonly LocalStates[] {
  const shared = new Map<unknown, LocalStates>();
  return model.slots.map(({ component }) => {
    const table = shared.get(component) ?? new LocalStates(component);
    shared.set(component, table);
    return table;
  });
}

/** The rules in the order in which they are enumerated: by slot, then as the model lists them. */
function rulesInOrder(model: Model): readonly Rule[] {
  return model.slots.flatMap((slot) => model.rules.filter((rule) => rule.slot === slot));
}
