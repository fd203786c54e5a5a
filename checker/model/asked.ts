/**
 * The questions that a search puts to the functions of a model. Each is asked here and nowhere else, by the tables
 * and by the reference alike, so that whatever is wrong with an answer is an error that names the function: it must
 * be pure (EXO111), must not throw (EXO132), and must give what it should (EXO133), a boolean where that is wanted
 * (EXO134).
 */
import { ExoError, inOneLine } from '../../errors/index.js';
import { LimitReached } from '../limits.js';
import type {
  AnySlot,
  EffectLike,
  EventLike,
  Leg,
  Model,
  Offer,
  Possibility,
  Property,
  Route,
  Rule,
  ShownMessage,
  Transition,
  AnyStep,
} from './model.js';
import { purely } from './purity.js';

/** A component of any kind, as the tables and the reference hold it. */
type AnyComponent = AnySlot['component'];

/**
 * Asks a function of a model. Throws EXO111 where it is not pure, EXO132 where it throws; coded errors go through as
 * they are. `who` names the function, and is called for errors only.
 */
export function ask<T>(who: () => string, question: () => T): T {
  try {
    return purely(who, question);
  } catch (cause) {
    if (isOwn(cause)) throw cause;
    throw threw(who(), cause);
  }
}

/** Like `ask`, of a function that must say yes or no. Throws EXO134 for any other answer. */
export function askWhether(who: () => string, question: () => unknown): boolean {
  const answer = ask(who, question);
  if (typeof answer !== 'boolean') throw noBoolean(who(), answer);
  return answer;
}

/** EXO134: a function that should say yes or no says something else. */
export function noBoolean(who: string, answer: unknown): ExoError {
  const remedy = isThenable(answer)
    ? 'it is asked at once and cannot wait: make it a plain function, without async'
    : 'write !!(…) if that is what is meant';
  return new ExoError('EXO134', `${who} gives ${kindOf(answer)}, not true or false: ${remedy}`);
}

export function askInitial(component: AnyComponent): readonly unknown[] {
  const who = (): string => `'initial' of component '${component.name}'`;
  const states = ask(who, () => component.initial());
  if (!Array.isArray(states)) throw wrong(`what ${who()} gives`, states, 'a list of states');
  return states;
}

/** The ways in which a component may start, with the effects of starting. */
export function askStarts(component: AnyComponent): readonly AnyStep[] {
  if (component.initialSteps === undefined) {
    return askInitial(component).map((next) => ({ next, effects: [] }));
  }
  const who = (): string => `'initialSteps' of component '${component.name}'`;
  const steps: unknown = ask(who, () => component.initialSteps?.());
  if (!Array.isArray(steps)) throw wrong(`what ${who()} gives`, steps, 'a list of { next, effects }');
  for (const step of steps as unknown[]) expectOutcome(who, step);
  return steps as readonly AnyStep[];
}

export function askStep(component: AnyComponent, state: unknown, event: EventLike): readonly AnyStep[] {
  const who = (): string =>
    `'step' of component '${component.name}', asked for event ${JSON.stringify(event.type)},`;
  const outcomes: unknown = ask(who, () => component.step(state, event as never));
  if (!Array.isArray(outcomes)) {
    throw wrong(
      `what ${who()} gives`,
      outcomes,
      'a list of outcomes { next, effects }, empty if the event is disabled',
    );
  }
  for (const outcome of outcomes as unknown[]) expectOutcome(who, outcome);
  return outcomes as readonly AnyStep[];
}

function expectOutcome(who: () => string, outcome: unknown): void {
  if (!isRecord(outcome) || !('next' in outcome))
    throw wrong(`an outcome of ${who()}`, outcome, '{ next, effects }');
  const { effects } = outcome;
  if (!Array.isArray(effects)) {
    throw wrong(`'effects' in an outcome of ${who()}`, effects, 'a list of effects, empty if there are none');
  }
  const bad = (effects as unknown[]).findIndex((effect) => !hasType(effect));
  if (bad >= 0) throw wrong(`'effects[${bad}]' in an outcome of ${who()}`, effects[bad], TYPED);
}

export function askEncode(component: AnyComponent, state: unknown): Uint8Array {
  const who = (): string => `'encode' of component '${component.name}'`;
  const bytes: unknown = ask(who, () => component.encode(state));
  if (!(bytes instanceof Uint8Array)) throw wrong(`what ${who()} gives`, bytes, 'a Uint8Array');
  return bytes;
}

export function askDecode(component: AnyComponent, bytes: Uint8Array): unknown {
  return ask(
    () => `'decode' of component '${component.name}'`,
    () => component.decode(bytes),
  );
}

/** What a component shows of a state, as `take` makes it the value of a trace. */
export function askShow<T>({ component }: AnySlot, state: unknown, take: (shown: unknown) => T): T {
  const who = (): string => `'show' of component '${component.name}'`;
  return ask(who, () => take(component.show === undefined ? state : component.show(state)));
}

/** A transition in a line, if the model has words for it. */
export function askSummary({ name, display }: Model, transition: Transition): string | undefined {
  const who = (): string => `'display.summary' of model '${name}'`;
  const text: unknown = ask(who, () => display?.summary?.(transition));
  if (text !== undefined && typeof text !== 'string') throw wrong(`what ${who()} gives`, text, 'a string');
  return text;
}

/** Who sent what to whom in a transition, if the model says so itself. */
export function askMessages(
  { name, display }: Model,
  transition: Transition,
): readonly ShownMessage[] | undefined {
  const who = (): string => `'display.messages' of model '${name}'`;
  const shown: unknown = ask(who, () => display?.messages?.(transition));
  const isList = Array.isArray(shown) && shown.every(isMessage);
  if (shown === undefined || isList) return shown as readonly ShownMessage[] | undefined;
  throw wrong(`what ${who()} gives`, shown, 'a list of { from, to, text }');
}

function isMessage(value: unknown): boolean {
  return isRecord(value) && ['from', 'to', 'text'].every((name) => typeof value[name] === 'string');
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
  const offers: unknown = ask(who, () => rule.offers(states));
  if (!Array.isArray(offers))
    throw wrong(`what ${who()} gives`, offers, 'a list of offers { legs }, empty if there are none');
  for (const offer of offers as unknown[]) {
    const what = (): string => `an offer of rule '${rule.name}'`;
    if (!isRecord(offer) || !('legs' in offer)) throw wrong(what(), offer, '{ params, legs }');
    expectLegs(() => `what ${what()} has as 'legs'`, offer['legs']);
    const { params } = offer;
    if (params !== undefined && !isRecord(params)) throw wrong(`'params' in ${what()}`, params, 'an object');
  }
  return offers as readonly Offer[];
}

export function askRoute(route: Route, effect: EffectLike): readonly Leg[] {
  const who = (): string => `the route of slot '${route.slot.name}', asked for effect '${effect.type}',`;
  const legs: unknown = ask(who, () => route.legs(effect));
  expectLegs(() => `what ${who()} gives`, legs);
  return legs as readonly Leg[];
}

function expectLegs(who: () => string, legs: unknown): void {
  if (!Array.isArray(legs)) throw wrong(who(), legs, 'a list of legs');
  for (const leg of legs as unknown[]) {
    if (!isRecord(leg)) throw wrong(`a leg in ${who()}`, leg, 'leg(slot, event)');
    const { slot, event, ifDisabled } = leg;
    if (!isRecord(slot) || typeof slot['name'] !== 'string')
      throw wrong(`'slot' of a leg in ${who()}`, slot, 'a slot');
    if (!hasType(event)) throw wrong(`'event' of a leg in ${who()}`, event, TYPED);
    if (ifDisabled !== 'block' && ifDisabled !== 'skip') {
      throw wrong(`'ifDisabled' of a leg in ${who()}`, ifDisabled, `'block' or 'skip'`);
    }
  }
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
  return askWhether(
    () => `'holds' of property '${property.name}'`,
    () => {
      if (property.kind === 'invariant' || property.kind === 'sometimes') return property.holds(views);
      return property.holds(step?.before ?? [], views, step?.action ?? '');
    },
  );
}

/** The bound of a component that a local state is beyond, if any. */
export function askBeyond(component: AnyComponent, state: unknown): string | undefined {
  if (component.beyond === undefined) return undefined;
  return ask(
    () => `'beyond' of component '${component.name}'`,
    () => component.beyond?.(state as never),
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

export function askCarry(possibility: Possibility, states: readonly unknown[]): readonly unknown[] {
  const who = (): string => `'carry' of possibility '${possibility.name}'`;
  const carried: unknown = ask(who, () => possibility.carry(states));
  if (!Array.isArray(carried) || carried.length !== states.length) {
    throw wrong(`what ${who()} gives`, carried, `a list of ${states.length} local states, one a slot`);
  }
  return carried as readonly unknown[];
}

export function askProgress(possibility: Possibility, before: unknown, after: unknown): boolean {
  return askWhether(
    () => `'progress' of possibility '${possibility.name}'`,
    () => possibility.progress(before, after),
  );
}

export function askAmong(possibility: Possibility, states: readonly unknown[]): boolean {
  if (possibility.among === undefined) return true;
  return askWhether(
    () => `'among' of possibility '${possibility.name}'`,
    () => possibility.among?.(states),
  );
}

export function askAtBound(possibility: Possibility, state: unknown): boolean {
  return askWhether(
    () => `'atBound' of possibility '${possibility.name}'`,
    () => possibility.atBound(state),
  );
}

const TYPED = `an object with a string as 'type'`;

/** Errors that say already what is wrong, by their shape: a module may bring a copy of the checker of its own. */
function isOwn(error: unknown): boolean {
  if (error instanceof LimitReached) return true;
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && /^EXO\d{3}$/.test(error.code)) return true;
  return /^(assertion failed|unreachable): /.test(error.message);
}

function threw(who: string, cause: unknown): ExoError {
  const message = inOneLine(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
  return new ExoError('EXO132', `${who} throws ${message}; it must accept whatever it is given`, { cause });
}

/** EXO133: a function of a model gives something else than it should. */
function wrong(who: string, given: unknown, wanted: string): ExoError {
  const isPromise = isThenable(given);
  const remedy = isPromise
    ? '; it is asked at once and cannot wait: make it a plain function, without async'
    : '';
  return new ExoError('EXO133', `${who} is ${kindOf(given)}, not ${wanted}${remedy}`);
}

function isThenable(value: unknown): boolean {
  return isRecord(value) && typeof value['then'] === 'function';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function hasType(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string';
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (isThenable(value)) return 'a promise';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' || typeof value === 'function')
    return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
  return `the ${typeof value} ${String(value)}`;
}
