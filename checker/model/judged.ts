/**
 * What the functions of a model should give. Each of these gives back an answer that is what it should be, typed, and throws
 * EXO133 for any other, with the name of the function.
 */
import { ExoError } from '../../errors/index.js';
import type { AnyStep } from './component.js';
import type { Leg, Offer, Rule } from './rules.js';
import type { ShownMessage } from './display.js';

/** What a list leaves out counts as a state that is undefined. */
export function statesOf(who: () => string, states: unknown): readonly unknown[] {
  if (Array.isArray(states)) return Array.from(states as unknown[]);
  throw wrong(`what ${who()} gives`, states, 'a list of states');
}

export function outcomesOf(who: () => string, outcomes: unknown): readonly AnyStep[] {
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

export function bytesOf(who: () => string, bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw wrong(`what ${who()} gives`, bytes, 'a Uint8Array');
}

export function textOf(who: () => string, text: unknown): string {
  if (typeof text === 'string') return text;
  throw wrong(`what ${who()} gives`, text, 'a string');
}

export function textsOf(who: () => string, texts: unknown): readonly string[] {
  if (!Array.isArray(texts)) throw wrong(`what ${who()} gives`, texts, 'a list of strings');
  return (texts as unknown[]).map((text) => textOf(who, text));
}

export function textOrNone(who: () => string, text: unknown): string | undefined {
  return text === undefined ? undefined : textOf(who, text);
}

export function messagesOf(who: () => string, shown: unknown): readonly ShownMessage[] | undefined {
  const isList = Array.isArray(shown) && Array.from(shown as unknown[]).every(isMessage);
  if (shown === undefined || isList) return shown as readonly ShownMessage[] | undefined;
  throw wrong(`what ${who()} gives`, shown, 'a list of { from, to, text }');
}

function isMessage(value: unknown): boolean {
  if (!isRecord(value) || !['from', 'to', 'text'].every((name) => typeof value[name] === 'string'))
    return false;
  const optional = ['id', 'via', 'fate', 'why'];
  return optional.every((name) => value[name] === undefined || typeof value[name] === 'string');
}

export function offersOf({ name }: Rule, offers: unknown): readonly Offer[] {
  if (!Array.isArray(offers)) {
    const who = `what 'offers' of rule '${name}' gives`;
    throw wrong(who, offers, 'a list of offers { legs }, empty if there are none');
  }
  for (const offer of offers as unknown[]) {
    const what = (): string => `an offer of rule '${name}'`;
    if (!isRecord(offer) || !('legs' in offer)) throw wrong(what(), offer, '{ params, legs }');
    expectLegs(() => `what ${what()} has as 'legs'`, offer['legs']);
    const { params } = offer;
    if (params !== undefined && !isRecord(params)) throw wrong(`'params' in ${what()}`, params, 'an object');
  }
  return offers as readonly Offer[];
}

export function legsOf(who: () => string, legs: unknown): readonly Leg[] {
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

/** EXO133: a function of a model gives something else than it should. */
export function wrong(who: string, given: unknown, wanted: string): ExoError {
  const isPromise = isThenable(given);
  const remedy = isPromise
    ? '; it is asked at once and cannot wait: make it a plain function, without async'
    : '';
  return new ExoError('EXO133', `${who} is ${kindOf(given)}, not ${wanted}${remedy}`);
}

function isThenable(value: unknown): boolean {
  try {
    return isRecord(value) && typeof value['then'] === 'function';
  } catch {
    // A getter throws, or a proxy was revoked.
    return false;
  }
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
  if (isList(value)) return 'a list';
  if (typeof value === 'object' || typeof value === 'function')
    return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
  return `the ${typeof value} ${String(value)}`;
}

function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** EXO134: a function that should say yes or no says something else. */
export function noBoolean(who: string, answer: unknown): ExoError {
  const remedy = isThenable(answer)
    ? 'it is asked at once and cannot wait: make it a plain function, without async'
    : 'write !!(…) if that is what is meant';
  return new ExoError('EXO134', `${who} gives ${kindOf(answer)}, not true or false: ${remedy}`);
}

const TYPED = `an object with a string as 'type'`;
