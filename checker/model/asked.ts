/**
 * The questions that a search puts to the functions of a model. Each is asked here and nowhere else, by the tables
 * and by the reference alike, so that whatever is wrong with an answer is an error that names the function: it must
 * be pure (EXO111), must not throw (EXO132), and must give what it should (EXO133), a boolean where that is wanted
 * (EXO134).
 */
import { ExoError, isError, thrownText } from '../../errors/index.js';
import {
  statesOf,
  outcomesOf,
  bytesOf,
  textOf,
  textsOf,
  textOrNone,
  messagesOf,
  offersOf,
  legsOf,
  noBoolean,
} from './judged.js';
import { LimitReached } from '../limits.js';
import { isFinding, type Finding } from './finding.js';
import type { Model } from './model.js';
import { purely } from './purity.js';
import type { EffectLike, EventLike, AnyStep } from './component.js';
import type { AnySlot, Leg, Offer, Route, Rule } from './rules.js';
import type { Property } from './property.js';
import type { Transition } from './transition.js';
import type { ShownMessage } from './display.js';

/** A component of any kind, as the tables and the reference hold it. */
type AnyComponent = AnySlot['component'];

/**
 * Asks a function of a model. Throws EXO111 where it is not pure, EXO132 where it throws; coded errors go through as
 * they are. `who` names the function, and is called for errors only.
 */
export function ask<T>(who: () => string, question: () => T): T;
export function ask<T>(who: () => string, question: () => unknown, judge: Judge<T>): T;
export function ask(who: () => string, question: () => unknown, judge?: Judge<unknown>): unknown {
  try {
    const answer = purely(who, question);
    return judge === undefined ? answer : judge(who, answer);
  } catch (cause) {
    if (isOwn(cause)) throw cause;
    throw threw(who(), cause);
  }
}

/** Gives back an answer that is what it should be. @throws ExoError EXO133 for any other */
type Judge<T> = (who: () => string, answer: unknown) => T;

/** Like `ask`, of a function that must say yes or no. Throws EXO134 for any other answer. */
export function askWhether(who: () => string, question: () => unknown): boolean {
  const answer = ask(who, question);
  if (typeof answer !== 'boolean') throw noBoolean(who(), answer);
  return answer;
}

export function askInitial(component: AnyComponent): readonly unknown[] {
  const who = (): string => `'initial' of component '${component.name}'`;
  return ask(who, () => component.initial(), statesOf);
}

/** The ways in which a component may start, with the effects of starting. */
export function askStarts(component: AnyComponent): readonly AnyStep[] {
  if (component.initialSteps === undefined) {
    return askInitial(component).map((next) => ({ next, effects: [] }));
  }
  const who = (): string => `'initialSteps' of component '${component.name}'`;
  return ask(who, () => component.initialSteps?.(), outcomesOf);
}

export function askStep(component: AnyComponent, state: unknown, event: EventLike): readonly AnyStep[] {
  const who = (): string =>
    `'step' of component '${component.name}', asked for event ${JSON.stringify(event.type)},`;
  return ask(who, () => component.step(state, event as never), outcomesOf);
}

/** How a component is asked for its step: by `askStep` itself, or by what remembers its answers. */
export type AskedStep = typeof askStep;

export function askEncode(component: AnyComponent, state: unknown): Uint8Array {
  const who = (): string => `'encode' of component '${component.name}'`;
  return ask(who, () => component.encode(state), bytesOf);
}

/** Asks for the plain data that a local state is or stands for, or the other way round, in place of `encode` and `decode`. */
export function askPlain<T>(component: AnyComponent, question: () => T): T {
  return ask(() => `a local state of component '${component.name}'`, question);
}

/** The name of a local state, for counts of what was received. */
export function askStateName({ name, stateName }: AnyComponent, state: unknown): string {
  const who = (): string => `'stateName' of component '${name}'`;
  return ask(who, () => stateName?.(state), textOf);
}

/** The custom actions of a component that were taken for effects, or the errors that it was met to end with. */
export function askTexts(component: AnyComponent, of: 'customActions' | 'failures'): readonly string[] {
  const who = (): string => `'${of}' of component '${component.name}'`;
  return ask(who, () => component[of]?.() ?? [], textsOf);
}

export function askDecode(component: AnyComponent, bytes: Uint8Array): unknown {
  return ask(
    () => `'decode' of component '${component.name}'`,
    () => component.decode(bytes),
  );
}

/** Equal to a local state, and made anew from its bytes. */
export function copyOfState(component: AnyComponent, state: unknown): unknown {
  const make = (): unknown => askDecode(component, askEncode(component, state));
  if (typeof state !== 'object' || state === null) return make();
  let made = copies.get(component);
  if (made === undefined) copies.set(component, (made = new WeakMap()));
  const known = made.get(state);
  if (known !== undefined) return known;
  const copy = make();
  if (typeof copy === 'object' && copy !== null) made.set(state, copy);
  return copy;
}

/** By component, the copies of its states: many questions are asked about one state. */
const copies = new WeakMap<AnyComponent, WeakMap<object, object>>();

/** What a component shows of a state, as `take` makes it the value of a trace. */
export function askShow<T>({ component }: AnySlot, state: unknown, take: (shown: unknown) => T): T {
  const who = (): string => `'show' of component '${component.name}'`;
  return ask(who, () => take(component.show === undefined ? state : component.show(state)));
}

/** A transition in a line, if the model has words for it. */
export function askSummary({ name, display }: Model, transition: Transition): string | undefined {
  const who = (): string => `'display.summary' of model '${name}'`;
  return ask(who, () => display?.summary?.(transition), textOrNone);
}

/** Who sent what to whom in a transition, if the model says so itself. */
export function askMessages(
  { name, display }: Model,
  transition: Transition,
  before: readonly unknown[],
): readonly ShownMessage[] | undefined {
  const who = (): string => `'display.messages' of model '${name}'`;
  return ask(who, () => display?.messages?.(transition, before), messagesOf);
}

export function askWhen(rule: Rule, own: unknown): boolean {
  const { when } = rule;
  if (when === undefined) return true;
  return askWhether(
    () => `'when' of rule '${rule.name}'`,
    () => rule.when?.(own),
  );
}

export function askOffers(rule: Rule, states: readonly unknown[]): readonly Offer[] {
  const who = (): string => `'offers' of rule '${rule.name}'`;
  return ask(
    who,
    () => rule.offers(states),
    (_, offers) => offersOf(rule, offers),
  );
}

export function askRoute(route: Route, effect: EffectLike): readonly Leg[] {
  const who = (): string => `the route of slot '${route.slot.name}', asked for effect '${effect.type}',`;
  return ask(who, () => route.legs(effect), legsOf);
}

export function askView(property: Property, state: unknown, slot: AnySlot): unknown {
  if (property.view === undefined) return state;
  return ask(
    () => `'view' of property '${property.name}', asked for slot '${slot.name}',`,
    () => property.view?.(state, slot),
  );
}

/** Whether an invariant or witness holds of some views; of a step, given also what they were and by which action. */
export function askHolds(
  property: Property,
  views: readonly unknown[],
  step?: { readonly before: readonly unknown[]; readonly action: string },
): boolean {
  return askFinding(property, views, step) === true;
}

/** Like `askHolds`; of an invariant or a step property also what shows that it is broken, where it says so. */
export function askFinding(
  property: Property,
  views: readonly unknown[],
  step?: { readonly before: readonly unknown[]; readonly action: string },
): boolean | Finding {
  const who = (): string => `'holds' of property '${property.name}'`;
  const answer = ask(who, (): unknown => {
    if (property.kind === 'invariant' || property.kind === 'sometimes') return property.holds(views);
    return property.holds(step?.before ?? [], views, step?.action ?? '');
  });
  if (typeof answer === 'boolean') return answer;
  const mayFind = property.kind === 'invariant' || property.kind === 'step';
  if (mayFind && ask(who, () => isFinding(answer))) return answer as Finding;
  throw noBoolean(who(), answer);
}

/** The bound of a component that a local state is beyond, if any. */
export function askBeyond(component: AnyComponent, state: unknown): string | undefined {
  if (component.beyond === undefined) return undefined;
  return ask(
    () => `'beyond' of component '${component.name}'`,
    () => component.beyond?.(state as never),
    textOrNone,
  );
}

/** Whether a state is within the constraint of the model; `states` is called only where it has one. */
export function askWithin(model: Model, states: () => readonly unknown[]): boolean {
  if (model.within === undefined) return true;
  return askWhether(
    () => `'within' of model '${model.name}'`,
    () => model.within?.(states()),
  );
}

/** Whether a state without successors is an accepted end: by the model's own `mayEnd`, else by its components. */
export function askEnd(model: Model, states: readonly unknown[]): boolean {
  if (model.mayEnd === undefined) return areDone(model, states);
  return askWhether(
    () => `'mayEnd' of model '${model.name}'`,
    () => model.mayEnd?.(states),
  );
}

function areDone(model: Model, states: readonly unknown[]): boolean {
  const ends = model.slots.flatMap(({ component }, i) =>
    component.isDone === undefined
      ? []
      : askWhether(
          () => `'isDone' of component '${component.name}'`,
          () => component.isDone?.(states[i]),
        ),
  );
  return ends.length > 0 && ends.every((isDone) => isDone);
}

/** Who says which states without successors are accepted ends; `none` where nobody does, and none is accepted. */
export function endsOf({ mayEnd, slots }: Model): 'mayEnd' | 'final states' | 'none' {
  if (mayEnd !== undefined) return 'mayEnd';
  return slots.some(({ component }) => component.isDone !== undefined) ? 'final states' : 'none';
}

/** Errors that say already what is wrong, by their shape: a module may bring a copy of the checker of its own. */
function isOwn(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error instanceof LimitReached) return true;
  if ('code' in error && typeof error.code === 'string' && /^EXO\d{3}$/.test(error.code)) return true;
  return /^(assertion failed|unreachable): /.test(error.message);
}

function threw(who: string, cause: unknown): ExoError {
  const message = thrownText(cause);
  return new ExoError('EXO132', `${who} throws ${message}; it must accept whatever it is given`, { cause });
}
