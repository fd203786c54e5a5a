/** Whether the functions of a model answer as they do whatever they were asked before: the same questions, where nothing else was asked. */
import { ExoError } from '../../errors/index.js';
import { askDecode, askEncode, askEnd, askWithin } from '../model/asked.js';
import { muted } from '../model/muted.js';
import type { Model } from '../model/model.js';
import type { Property } from '../model/property.js';
import { boundExceeded, initialStates, successors } from '../model/reference.js';
import type { Transition } from '../model/transition.js';
import { seededRandom } from '../search/random.js';
import { keyOfAll } from '../tables/local-states.js';
import { happensAt } from './happens-at.js';
import type { Moment } from './moment.js';

const WALKS = 16;
const STEPS = 12;

/** The bytes of the local states of a state, in the order of the slots, each as its component encodes it. */
export type StateBytes = readonly Uint8Array[];

/** What one function, or several that work together, answers about a state. */
export interface AnswerAbout {
  /** For example `the successors` or `property 'Agreement'`. */
  readonly of: string;
  /** Equal texts for equal answers. */
  readonly text: string;
}

/**
 * Some states of a model, each once, at most 192: those of sixteen random walks of at most twelve states. The walks have a fixed seed, so they are the
 * same each time.
 *
 * @example
 * console.log(sampleStates(model).length > 0); // true
 */
export function sampleStates(model: Model): readonly StateBytes[] {
  const random = seededRandom(1);
  const sampled = new Map<string, StateBytes>();
  const pick = <T>(among: readonly T[]): T | undefined => among[Math.floor(random() * among.length)];
  muted(() => {
    const starts = initialStates(model);
    for (let walk = 0; walk < WALKS; walk++) {
      let states = pick(starts);
      for (let step = 0; step < STEPS && states !== undefined; step++) {
        const bytes = encoded(model, states);
        sampled.set(keyOfAll(bytes), bytes);
        states = pick(onward(model, states))?.states;
      }
    }
  });
  return [...sampled.values()];
}

/**
 * What all functions of a model answer about a state: its successors, the properties of it and of each step from it, whether it is within the
 * constraint, and whether it may be an end. Where one throws, the answer is that it does.
 *
 * @example
 * const [start = []] = sampleStates(model);
 * console.log(answersAbout(model, start)[0]?.of); // the successors
 */
export function answersAbout(model: Model, state: StateBytes): readonly AnswerAbout[] {
  return muted(() => {
    const states = model.slots.map(({ component }, i) => askDecode(component, state[i] as Uint8Array));
    let next: readonly Transition[] = [];
    const answer = (of: string, ask: () => string): AnswerAbout => ({ of, text: orThrown(ask) });
    const here: Moment = { states, transition: null, before: null };
    return [
      answer('the successors', () => {
        next = successors(model, states);
        return next
          .map((transition) => `${transition.rule.name} ${keyOfAll(encoded(model, transition.states))}`)
          .join('\n');
      }),
      ...model.properties.map((property) =>
        answer(`property '${property.name}'`, () => textOf(model, property, here, next)),
      ),
      answer(`'within'`, () => String(askWithin(model, () => states))),
      answer(`'mayEnd'`, () => (next.length > 0 ? '' : String(askEnd(model, states)))),
    ];
  });
}

/** Where a search may go on from a state: nowhere beyond its bounds, nor where the model throws, which is then beyond the bounds of the search. */
function onward(model: Model, states: readonly unknown[]): readonly Transition[] {
  try {
    return boundExceeded(model, states) === undefined ? successors(model, states) : [];
  } catch {
    return [];
  }
}

/**
 * Compares answers that were given elsewhere, about some states, with those that are given here.
 *
 * @throws ExoError EXO111 where one is another one: a function of the model depends on what it was asked before.
 *
 * @example
 * const states = sampleStates(model);
 * expectAnswers(model, states, states.map((state) => answersAbout(model, state)));
 */
export function expectAnswers(
  model: Model,
  states: readonly StateBytes[],
  given: readonly (readonly AnswerAbout[])[],
): void {
  for (const [i, state] of states.entries()) {
    const here = answersAbout(model, state);
    const differing = here.find(
      ({ of, text }) => given[i]?.find((answer) => answer.of === of)?.text !== text,
    );
    if (differing === undefined) continue;
    const text =
      `model '${model.name}' is not deterministic: loaded anew and asked about the same states in another order, it answers otherwise as to ${differing.of}; ` +
      'a function of it depends on something besides what it is given, such as a variable that keeps its first answer';
    throw new ExoError('EXO111', text);
  }
}

function textOf(model: Model, property: Property, here: Moment, next: readonly Transition[]): string {
  if (property.kind === 'invariant' || property.kind === 'sometimes')
    return String(happensAt(model, property, here));
  return next
    .map((transition) => happensAt(model, property, { states: transition.states, transition, before: here }))
    .join();
}

function encoded({ slots }: Model, states: readonly unknown[]): StateBytes {
  return slots.map(({ component }, i) => askEncode(component, states[i]));
}

function orThrown(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    return `throws ${error instanceof ExoError ? error.code : String(error)}`;
  }
}
