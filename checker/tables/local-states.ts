import { assert, ExoError } from '../errors.js';
import type { Component, EffectLike, EventLike } from '../model/model.js';
import { askEncode, askStep } from '../model/asked.js';
import { encodeValue } from '../model/encoding.js';
import type { LocalGraph, LocalStep } from '../model/premise.js';
import { LimitReached } from '../limits.js';

/** One outcome of a component's step, over interned ids. */
export interface Outcome {
  readonly next: number;
  /** Interned effects, in the order in which they were emitted. */
  readonly effects: readonly number[];
}

/** V8's maps end at 2^24 entries, and batches pack a slot and a local state into 32 bits. */
const LOCAL_STATES_MAX = 1 << 24;

/**
 * The tables of one component: its local states, events and effects as small integers, and what it answered
 * to each (local state, event). Slots that share the component share these tables, so a machine is asked once.
 */
export class LocalStates {
  private readonly idOf = new Map<string, number>();
  private readonly states: unknown[] = [];
  private readonly bytes: Uint8Array[] = [];
  private readonly eventIds = new Map<string, number>();
  private readonly events: EventLike[] = [];
  private readonly effectIds = new Map<string, number>();
  private readonly effects: EffectLike[] = [];
  private readonly answers = new Map<number, readonly Outcome[]>();
  /** How often the component was asked for a step. */
  calls = 0;

  constructor(readonly component: Component<unknown, never, EffectLike>) {}

  get size(): number {
    return this.states.length;
  }

  /** The id of a local state; a new one if it has not been met. */
  intern(state: unknown): number {
    const bytes = askEncode(this.component, state);
    const key = bytesKey(bytes);
    const known = this.idOf.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    if (id >= LOCAL_STATES_MAX) {
      throw new ExoError(
        'EXO131',
        `component '${this.component.name}' has more than ${LOCAL_STATES_MAX} local states: ` +
          'split it into smaller components, for instance one inbox per receiver',
      );
    }
    this.idOf.set(key, id);
    this.states.push(state);
    this.bytes.push(bytes);
    return id;
  }

  stateOf(id: number): unknown {
    assert(id >= 0 && id < this.states.length, 'a local state id is known');
    return this.states[id];
  }

  bytesOf(id: number): Uint8Array {
    const bytes = this.bytes[id];
    assert(bytes !== undefined, 'a local state id is known');
    return bytes;
  }

  internEvent(event: EventLike): number {
    return internIn(this.eventIds, this.events, event, `an event of '${this.component.name}'`);
  }

  effectOf(id: number): EffectLike {
    const effect = this.effects[id];
    assert(effect !== undefined, 'an effect id is known');
    return effect;
  }

  /** The remembered outcomes of an event; asks the component the first time. */
  step(stateId: number, eventId: number): readonly Outcome[] {
    const key = stateId * EVENTS_MAX + eventId;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    if (this.answers.size >= ANSWERS_MAX) throw new LimitReached('memoryMaxBytes');
    const event = this.events[eventId];
    assert(event !== undefined, 'an event id is known');
    this.calls += 1;
    const outcomes = askStep(this.component, this.stateOf(stateId), event).map((outcome) => ({
      next: this.intern(outcome.next),
      effects: outcome.effects.map((effect) => this.internEffect(effect)),
    }));
    this.answers.set(key, outcomes);
    return outcomes;
  }

  /** All that has been met and answered so far, for premises to look at. */
  graph(): LocalGraph {
    return { states: this.states, events: this.events, steps: () => this.steps() };
  }

  private *steps(): Generator<LocalStep> {
    for (const [key, outcomes] of this.answers) {
      const event = this.events[key % EVENTS_MAX];
      assert(event !== undefined, 'an event id is known');
      const shown = outcomes.map(({ next, effects }) => ({
        next,
        effects: effects.map((effect) => this.effectOf(effect)),
      }));
      yield { from: Math.floor(key / EVENTS_MAX), event, outcomes: shown };
    }
  }

  private internEffect(effect: EffectLike): number {
    return internIn(this.effectIds, this.effects, effect, `an effect of '${this.component.name}'`);
  }
}

/** V8's maps hold no more; long before that, the tables have stopped paying. */
const ANSWERS_MAX = 2 ** 24 - 1;

/** Events per component: far more than any alphabet, and `state * EVENTS_MAX + event` stays an exact integer. */
const EVENTS_MAX = 1 << 24;

function internIn<T>(ids: Map<string, number>, values: T[], value: T, what: string): number {
  const key = bytesKey(encodeValue(value, what));
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = values.length;
  assert(id < EVENTS_MAX, 'events and effects fit their ids');
  ids.set(key, id);
  values.push(value);
  return id;
}

/** A single-byte encoding: WHATWG's latin1 maps the 256 bytes to 256 different characters. */
const singleByte = new TextDecoder('latin1');

/** Bytes as a string of one character a byte, to key a map. */
export function bytesKey(bytes: Uint8Array): string {
  return bytes.length < 24 ? String.fromCharCode(...bytes) : singleByte.decode(bytes);
}
