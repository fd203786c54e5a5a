/**
 * A model as one XState machine, for tools that explore a single machine. Its context is a whole global state, its
 * events are the joint actions, and it reaches the same states by the same transitions.
 *
 * It is written to be quick to explore, so that a comparison errs in the tool's favour. A local state is a small integer;
 * what a component answers is looked up, and asked once; there is no guard, because disabled events are not offered.
 * So a tool pays for its own exploration and for XState's step, not for the rules of the components.
 */
import { assign, setup } from 'xstate';
import { initialStates, type AnySlot, type EffectLike, type Leg, type Model } from '../checker/index.js';

/** The id of each slot's local state, in slot order. */
export type Ids = readonly number[];

/** A joint action: a rule by its place in the model, and one of the offers that the rule makes in a state. */
export interface JointEvent {
  readonly type: string;
  readonly rule: number;
  readonly offer: number;
}

/** The machine, and the events that are enabled in a state, by the order of the rules, then of their offers. */
export function flatten(model: Model) {
  const system = new System(model);
  const machine = setup({
    types: { context: {} as { readonly ids: Ids }, events: {} as JointEvent },
    actions: {
      perform: assign(({ context, event }) => ({ ids: system.after(context.ids, event) ?? context.ids })),
    },
  }).createMachine({
    context: { ids: system.initial },
    on: Object.fromEntries(model.rules.map(({ name }) => [name, { actions: 'perform' }])),
  });
  return { machine, eventsOf: (ids: Ids): readonly JointEvent[] => system.eventsOf(ids) };
}

/** A leg with its slot as a number, and what came of it in each local state so far. */
interface KnownLeg {
  readonly leg: Leg;
  readonly slot: number;
  readonly outcomes: Map<number, Outcome | null>;
}

/** The next local state and the legs that the effects cause; null stands for a disabled event. */
interface Outcome {
  readonly next: number;
  readonly caused: readonly KnownLeg[];
}

/** The offers of a rule in one combination of what it reads: each with its event and its legs. */
type Offers = readonly { readonly event: JointEvent; readonly legs: readonly KnownLeg[] }[];

class System {
  readonly initial: Ids;
  private readonly locals: readonly LocalIds[];
  /** By rule: the slots that it reads, its own first, and its offers by their ids. */
  private readonly rules: readonly { readonly reads: Ids; readonly known: Map<string | number, Offers> }[];

  constructor(private readonly model: Model) {
    const [first, ...others] = initialStates(model);
    if (first === undefined || others.length > 0) throw new Error('one machine has one initial state');
    this.locals = model.slots.map((slot) => new LocalIds(slot));
    this.initial = first.map((state, i) => at(this.locals, i).intern(state));
    this.rules = model.rules.map(({ slot, reads }) => ({
      reads: [slot, ...reads].map((one) => model.slots.indexOf(one)),
      known: new Map(),
    }));
  }

  eventsOf(ids: Ids): readonly JointEvent[] {
    const events: JointEvent[] = [];
    for (let rule = 0; rule < this.rules.length; rule++) {
      for (const { event, legs } of this.offers(rule, ids)) {
        if (this.perform(legs, ids) !== null) events.push(event);
      }
    }
    return events;
  }

  /** The state after a joint action; null where it is disabled. */
  after(ids: Ids, { rule, offer }: JointEvent): Ids | null {
    const offered = this.offers(rule, ids)[offer];
    return offered === undefined ? null : this.perform(offered.legs, ids);
  }

  private offers(rule: number, ids: Ids): Offers {
    const { reads, known } = at(this.rules, rule);
    const key = reads.length === 1 ? at(ids, at(reads, 0)) : reads.map((slot) => ids[slot]).join();
    return remembered(known, key, () => this.askOffers(rule, ids));
  }

  private askOffers(rule: number, ids: Ids): Offers {
    const { name, when, offers } = at(this.model.rules, rule);
    const read = at(this.rules, rule).reads.map((slot) => at(this.locals, slot).stateOf(at(ids, slot)));
    if (when !== undefined && !when(read[0])) return [];
    return offers(read).map(({ legs }, offer) => ({
      event: { type: name, rule, offer },
      legs: legs.map((leg) => this.knownLeg(leg)),
    }));
  }

  private perform(legs: readonly KnownLeg[], ids: Ids): Ids | null {
    const queue = [...legs];
    const after = [...ids];
    for (const leg of queue) {
      const outcome = this.outcome(leg, at(after, leg.slot));
      if (outcome !== null) {
        after[leg.slot] = outcome.next;
        queue.push(...outcome.caused);
      } else if (leg.leg.ifDisabled === 'block') return null;
    }
    return after;
  }

  private outcome(leg: KnownLeg, id: number): Outcome | null {
    return remembered(leg.outcomes, id, () => this.askOutcome(leg, id));
  }

  private askOutcome({ leg, slot }: KnownLeg, id: number): Outcome | null {
    const local = at(this.locals, slot);
    const [step, ...others] = leg.slot.component.step(local.stateOf(id), leg.event as never);
    if (others.length > 0) throw new Error(`${leg.slot.component.name} has a choice; a machine has none`);
    if (step === undefined) return null;
    return {
      next: local.intern(step.next),
      caused: step.effects.flatMap((effect) => this.routed(leg.slot, effect)),
    };
  }

  private routed(from: AnySlot, effect: EffectLike): readonly KnownLeg[] {
    const legs = this.model.routes.find(({ slot }) => slot === from)?.legs(effect) ?? [];
    return legs.map((leg) => this.knownLeg(leg));
  }

  private knownLeg(leg: Leg): KnownLeg {
    return { leg, slot: this.model.slots.indexOf(leg.slot), outcomes: new Map() };
  }
}

/** The local states of one slot as small integers. */
class LocalIds {
  private readonly ids = new Map<string, number>();
  private readonly states: unknown[] = [];

  constructor(private readonly slot: AnySlot) {}

  intern(state: unknown): number {
    const key = Buffer.from(this.slot.component.encode(state)).toString('latin1');
    return remembered(this.ids, key, () => this.states.push(state) - 1);
  }

  stateOf(id: number): unknown {
    return this.states[id];
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, ask: () => V): V {
  const answer = known.get(key);
  if (answer !== undefined) return answer;
  const asked = ask();
  known.set(key, asked);
  return asked;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
