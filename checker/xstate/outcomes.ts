/**
 * What may come of an invoked or spawned promise, callback, observable or reducer. Its code is never run by the
 * checker: the model says how it may end and what it may send, and each of that may happen whenever it is
 * running.
 */
import type { AnyActorLogic, AnyStateMachine, EventObject } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { givenText } from '../model/given-text.js';

/** One way in which something that was invoked may go. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'emits'; readonly events: readonly unknown[]; readonly then: Outcome }
  | { readonly kind: 'never' };

/** The ways in which it may go, or a function that gives them from its input. */
export type Outcomes = readonly Outcome[] | ((input: unknown) => readonly Outcome[]);

/** What may come of each invocation, by its id, its place (`loading.invoke[0]`) or the name of its source. */
export type OutcomesByName = Readonly<Record<string, Outcomes>>;

/**
 * It ends well, with this output.
 *
 * @example done({ name: 'Ada' })
 */
export function done(output?: unknown): Outcome {
  return { kind: 'done', output };
}

/**
 * It fails, with this error.
 *
 * @example failed(new Error('down'))
 */
export function failed(error?: unknown): Outcome {
  return { kind: 'failed', error };
}

/**
 * It sends these events one after the other, each whenever it likes, and then goes on as `then` says; without
 * `then` it runs on in silence. Of an observable these are its values.
 *
 * @example emits([{ type: 'OPENED' }, { type: 'CLOSED' }], done())
 */
export function emits(events: readonly EventObject[] | readonly unknown[], then: Outcome = never()): Outcome {
  return { kind: 'emits', events, then };
}

/**
 * It runs on in silence until it is stopped.
 *
 * @example
 * console.log(emits([{ type: 'TICK' }]).kind, never().kind); // emits never
 */
export function never(): Outcome {
  return { kind: 'never' };
}

/** The part of an outcome that comes after this many events, and the number that came before that part. */
export function outcomeAt(outcome: Outcome, at: number, before = 0): readonly [Outcome, number] {
  if (outcome.kind !== 'emits' || at - before < outcome.events.length) return [outcome, before];
  return outcomeAt(outcome.then, at, before + outcome.events.length);
}

/**
 * The outcomes that are given for something, once they are seen to be such.
 *
 * @throws ExoError EXO181 that names what they are given for, for anything else: it would be taken for nothing that ever comes.
 */
export function checkedOutcomes(what: string, given: unknown): readonly Outcome[] {
  if (!Array.isArray(given) || given.length === 0) throw noOutcomes(what, given);
  const place = (given as readonly unknown[]).findIndex((one) => !isOutcome(one));
  if (place >= 0) throw noOutcomes(`${what}[${place}]`, given[place]);
  return given as readonly Outcome[];
}

function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind, events, then } = value as { kind: unknown; events?: unknown; then?: unknown };
  return kind === 'emits' ? Array.isArray(events) && isOutcome(then) : ENDINGS.includes(kind);
}

const ENDINGS: readonly unknown[] = ['done', 'failed', 'never'];

function noOutcomes(what: string, given: unknown): ExoError {
  return new ExoError(
    'EXO181',
    `${what}: no outcomes are ${givenText(given)}; accepted: a list of at least one of done(output), failed(error), emits([…], then) and ` +
      'never(), or a function of the input that gives such a list',
  );
}

/** Both endings of a promise or an observable of which the model says nothing. */
export const UNSAID: readonly Outcome[] = [done(), failed()];

/** What kind of logic an actor has, as far as it can be told from its behaviour. */
export type LogicKind = 'machine' | 'promise' | 'callback' | 'observable' | 'events' | 'reducer';

/** Tells kinds of logic apart; XState does not mark them. */
export function kindOf(logic: AnyActorLogic): LogicKind {
  const known = kinds.get(logic) ?? probed(logic);
  kinds.set(logic, known);
  return known;
}

const kinds = new WeakMap<AnyActorLogic, LogicKind>();

function probed(logic: AnyActorLogic): LogicKind {
  if (isMachine(logic)) return 'machine';
  if (logic.start === undefined) return 'reducer';
  const blank = { status: 'active', output: undefined, error: undefined } as never;
  const probe = (type: string): { readonly status?: string; readonly context?: unknown } => {
    try {
      return logic.transition(blank, { type, data: 1 } as never, {} as never) as object;
    } catch {
      return {}; // A callback looks for its running instance.
    }
  };
  if (probe('xstate.promise.resolve').status === 'done') return 'promise';
  if (probe('xstate.observable.next').context === 1) return 'observable';
  return probe('xstate.observable.complete').status === 'done' ? 'events' : 'callback';
}

/** Whether some logic is a state machine. */
export function isMachine(logic: unknown): logic is AnyStateMachine {
  return typeof logic === 'object' && logic !== null && '__xstatenode' in logic;
}
