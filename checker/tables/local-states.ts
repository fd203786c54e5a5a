import { Answers, homeOf, UNKNOWN, type Outcome } from './answers.js';
import { assert, ExoError } from '../../errors/index.js';
import { leavesOut } from './alike-questions.js';
import { FirstUses } from './first-uses.js';
import {
  FORGETTABLE_EVENTS_MAX,
  ForgottenReceptions,
  mergedReceptions,
  ReceptionTally,
  type Reception,
} from './receptions.js';
import type { Hash64 } from './hash.js';
import { KEPT_AS_PARTS, StatesAsBytes, StatesAsParts, type KeptStates } from './kept-states.js';
import { askStateName, askStep, copyOfState } from '../model/asked.js';
import { byIdentity } from '../model/by-identity.js';
import { askingAgain } from '../model/asked-again.js';
import type { LocalGraph, LocalStep } from '../model/premise.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { plainFormOf } from '../model/plain-form.js';
import { trusted } from '../model/plain-component.js';
import { Values } from './values.js';
import type { Component, EffectLike, EventLike } from '../model/component.js';

/** Batches pack a slot and a local state into 32 bits. */
const LOCAL_STATES_MAX = 1 << 24;
/** How many times more answers of an XState machine are remembered at once: it takes long to give one. */
const XSTATE_FREE = 4;
/** Where a component has few answers, each is asked for again so often at most. */
const ROUNDS_MAX = 64;
/** Events and effects of a component: far more than any alphabet. */
const VALUES_MAX = 1 << 24;

/**
 * The tables of one component: its local states, events and effects as small integers, and what it answered
 * to each (local state, event). Slots that share the component share these tables, so a machine is asked once.
 */
export class LocalStates {
  private readonly states: KeptStates;
  private readonly events: Values<EventLike>;
  private readonly effects: Values<EffectLike>;
  private readonly answers = new Answers();
  private readonly wanted = new FirstUses();
  private readonly trusted: Component<unknown, never, EffectLike>;
  /** Whether outcomes are to be frozen when they are kept. */
  private readonly isFreezing: boolean;
  /** What became of events whose answers are not remembered; null for a component whose states have no names. */
  private readonly forgotten: ForgottenReceptions | null;
  /** How often the component was asked for a step. */
  calls = 0;

  /**
   * The first `answersFree` answers are remembered, four times as many of an XState machine, others from the second time on that
   * they are wanted. Not more local states than `answersFree` are kept as the component gave them.
   */
  constructor(
    readonly component: Component<unknown, never, EffectLike>,
    private readonly answersFree: number,
  ) {
    ({ component: this.trusted, isFreezing: this.isFreezing } = trusted(component));
    const take = (state: unknown): unknown => (this.isFreezing ? deepFreeze(state) : state);
    const form = plainFormOf(component);
    const keptMax = Math.min(KEPT_AS_PARTS, answersFree);
    this.states = form
      ? new StatesAsParts(component, form, take, keptMax)
      : new StatesAsBytes(this.trusted, take);
    this.events = new Values(`an event of '${component.name}'`, VALUES_MAX);
    this.forgotten = component.stateName === undefined ? null : new ForgottenReceptions(this.newTally());
    this.effects = new Values(`an effect of '${component.name}'`, VALUES_MAX);
  }

  get size(): number {
    return this.states.size;
  }

  /**
   * The id of a local state; a new one if it has not been met. `from` is the one that it was made from, if any.
   */
  intern(state: unknown, from = -1): number {
    const id = this.states.intern(state, from);
    if (id >= LOCAL_STATES_MAX) {
      throw new ExoError(
        'EXO131',
        `component '${this.component.name}' has more than ${LOCAL_STATES_MAX} local states: ` +
          'split it into smaller components, for instance one inbox per receiver',
      );
    }
    return id;
  }

  stateOf(id: number): unknown {
    assert(id >= 0 && id < this.states.size, 'a local state id is known');
    return this.states.stateOf(id);
  }

  /** Equal to a local state, and made anew, with equal parts as one object. */
  madeAgain(id: number): unknown {
    return this.states.madeAgain(id);
  }

  /** A state that has the bytes of a local state without being equal to it; the local state itself where there is none. */
  alikeOf(id: number): unknown {
    const { alike } = this.states;
    return alike.has(id) ? alike.get(id) : this.stateOf(id);
  }

  /** The name of the component, where the search has met another state for which this one stands. */
  alikeName(id: number): string | undefined {
    return this.states.alike.has(id) ? this.component.name : undefined;
  }

  /** By number: states that others stand for. */
  get alike(): ReadonlyMap<number, unknown> {
    return this.states.alike;
  }

  /** Whether bytes that the component makes itself say which states are equal. */
  get mayHaveAlike(): boolean {
    return this.states instanceof StatesAsBytes;
  }

  /** A hash of what a local state is, whatever its id. */
  hashOf(id: number, seed: number): Hash64 {
    return this.states.hashOf(id, seed);
  }

  internEvent(event: EventLike): number {
    return this.events.intern(event);
  }

  effectOf(id: number): EffectLike {
    return this.effects.valueOf(id);
  }

  /** The next local state if the event is known to have one outcome, without effects; otherwise below zero. */
  next(stateId: number, eventId: number): number {
    return this.answers.simple(stateId, eventId);
  }

  /** Notes that an event was sent, and that the local state ignored it. */
  ignore(stateId: number, eventId: number): void {
    if (this.answers.simple(stateId, eventId) !== UNKNOWN) this.answers.ignore(stateId, eventId);
    else this.forgotten?.count(stateId, eventId, false);
  }

  /** All outcomes of an event, remembered or asked for. */
  step(stateId: number, eventId: number): readonly Outcome[] {
    const known = this.answers.get(stateId, eventId);
    if (known !== undefined) return known;
    this.calls += 1;
    const outcomes = this.asked(stateId, eventId);
    if (this.isWorthKeeping(stateId, eventId)) this.answers.set(stateId, eventId, outcomes);
    else if (outcomes.length > 0) this.forgotten?.count(stateId, eventId, true);
    return outcomes;
  }

  /**
   * Asks again what was asked before, of up to `most` answers one after the other, and where there are fewer, each more often.
   *
   * @throws ExoError EXO111 where the component answers otherwise now: it keeps something of its own beside its states. EXO116 where it
   * does so about a copy of a state only.
   */
  askAgain(most: number): void {
    const { size } = this.answers;
    const rounds = Math.min(ROUNDS_MAX, Math.ceil(most / Math.max(1, size)));
    for (let round = 0; round < rounds; round++) {
      for (const { state, event, outcomes } of this.answers.entries(Math.ceil(size / most))) {
        askingAgain(() => {
          const first = JSON.stringify(outcomes);
          const isAlike = (about?: unknown): boolean =>
            JSON.stringify(this.asked(state, event, about)) === first;
          const copies = round === 0 ? this.copiesOf(state) : [];
          if (copies.length > 0 && copies.every(isAlike)) return;
          if (!isAlike()) throw this.answersOtherwise(event);
          if (copies.length > 0) throw this.looksAtIdentity(event);
        });
      }
    }
    this.askOfAlike();
  }

  /** Asks about states that others stand for, as `encode` says, what those were asked. @throws ExoError EXO138 where the answer is another one. */
  private askOfAlike(): void {
    const { alike } = this.states;
    if (alike.size === 0) return;
    for (const { state, event, outcomes } of this.answers.entries()) {
      if (!alike.has(state)) continue;
      askingAgain(() => {
        const answer = this.asked(state, event, alike.get(state));
        if (JSON.stringify(answer) !== JSON.stringify(outcomes)) throw this.tellsApart(event);
      });
    }
  }

  /**
   * Equal to a local state, and made anew: with each part an object of its own, and with equal parts as one object. XState machines are
   * asked about the first kind during the search.
   */
  private copiesOf(id: number): readonly unknown[] {
    const shared = this.madeAgain(id);
    return this.component.isXState === true
      ? [shared]
      : [copyOfState(this.component, this.stateOf(id)), shared];
  }

  private looksAtIdentity(event: number): ExoError {
    const { type } = this.events.valueOf(event);
    return byIdentity(
      `what 'step' of component '${this.component.name}' answers`,
      `asked for event ${JSON.stringify(type)}`,
    );
  }

  private tellsApart(event: number): ExoError {
    const { type } = this.events.valueOf(event);
    return leavesOut(this.component.name, `'step' tells them apart at event ${JSON.stringify(type)}`);
  }

  private answersOtherwise(event: number): ExoError {
    const { type } = this.events.valueOf(event);
    const text =
      `'step' of component '${this.component.name}' is not deterministic: asked for event ${JSON.stringify(type)} in the same state once more when the search was over, ` +
      'it answers otherwise; keep all that an answer depends on in the state, and nothing in variables outside';
    return new ExoError('EXO111', text);
  }

  /**
   * The events that the component was sent, by the name of its state and their type. None for a component whose states
   * have no names.
   */
  receptions(): readonly Reception[] {
    if (this.forgotten === null) return [];
    const { forgotten } = this;
    const tally = this.newTally();
    this.answers.forEach((state, event, ...answer) => {
      if (!forgotten.has(state, event)) tally.add(state, event, ...answer);
    });
    return mergedReceptions([tally.all(), forgotten.tally.all()]);
  }

  private asked(
    stateId: number,
    eventId: number,
    state: unknown = this.stateOf(stateId),
  ): readonly Outcome[] {
    const event = this.events.valueOf(eventId);
    return askStep(this.trusted, state, event).map((outcome) => ({
      next: this.intern(outcome.next, stateId),
      effects: outcome.effects.map((effect) => this.internEffect(effect)),
    }));
  }

  private newTally(): ReceptionTally {
    const { component, events } = this;
    return new ReceptionTally(component.name, (id) => askStateName(component, this.stateOf(id)), events.all);
  }

  /** All that has been met and answered so far, for premises to look at. Complete only if every answer is kept. */
  graph(): LocalGraph {
    const states = Array.from({ length: this.size }, (_, id) => this.stateOf(id));
    return { states, events: this.events.all, steps: () => this.steps() };
  }

  private *steps(): Generator<LocalStep> {
    for (const { state, event, outcomes } of this.answers.entries()) {
      const shown = outcomes.map(({ next, effects }) => ({
        next,
        effects: effects.map((effect) => this.effectOf(effect)),
      }));
      yield { from: state, event: this.events.valueOf(event), outcomes: shown };
    }
  }

  private internEffect(effect: EffectLike): number {
    const before = this.effects.size;
    const id = this.effects.intern(effect);
    if (id === before && this.isFreezing) deepFreeze(effect);
    return id;
  }

  private isWorthKeeping(stateId: number, eventId: number): boolean {
    const { answers, answersFree, events } = this;
    const free = this.component.isXState === true ? XSTATE_FREE * answersFree : answersFree;
    if (answers.size < free || (this.forgotten !== null && events.size > FORGETTABLE_EVENTS_MAX)) return true;
    return this.wanted.wasUsed(homeOf(stateId, eventId));
  }
}

/** The bytes of several local states as one string, to key a map. */
export function keyOfAll(bytes: readonly Uint8Array[]): string {
  return JSON.stringify(bytes.map(bytesKey));
}

/** A single-byte encoding: WHATWG's latin1 maps the 256 bytes to 256 different characters. */
const singleByte = new TextDecoder('latin1');

/** Bytes as a string of one character a byte, to key a map. */
export function bytesKey(bytes: Uint8Array): string {
  return bytes.length < 24 ? String.fromCharCode(...bytes) : singleByte.decode(bytes);
}
