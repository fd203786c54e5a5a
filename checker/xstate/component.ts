/**
 * An XState machine as a component: the machine that is explored is the XState machine itself, asked through
 * `machine.transition` with one reused inert scope. The public `transition()` builds an actor and a system for
 * every call and is several times slower; `via: 'transition'` uses it, to replay traces without our tricks.
 *
 * A local state is XState's snapshot, and what counts of it is [status, value, context]. Its context is deeply
 * frozen and its state nodes are in document order, as after a restart from a persisted snapshot: XState
 * otherwise keeps the order in which they were entered, which decides the order of `always` transitions in
 * parallel regions and which no snapshot's value shows.
 */
import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  EventFromLogic,
  EventObject,
  SnapshotFrom,
  StateValue,
} from 'xstate';
import { decodeValue, deepFreeze, encodeValue, sameBytes } from '../model/encoding.js';
import { ExoError } from '../errors.js';
import { purely } from '../model/purity.js';
import type { EffectLike } from '../model/model.js';
import type { XStateComponent, XStateOptions } from './types.js';
import { eventTypeCheck, mentions, validateMachine } from './validate-machine.js';
import {
  boundMicrosteps,
  publicEvaluator,
  scopeEvaluator,
  type Answer,
  type Evaluator,
} from './evaluator.js';

type NamedActions<M extends AnyStateMachine> = NonNullable<Parameters<M['provide']>[0]['actions']>;
type ParamsOf<A> = A extends (args: never, params: infer P) => void ? P : unknown;
type Effect<T extends string, P> = undefined extends P
  ? { readonly type: T; readonly params?: P }
  : { readonly type: T; readonly params: P };

/** The effects that a machine may emit: its named actions, with their params. */
export type EffectFrom<M extends AnyStateMachine> = string extends keyof NamedActions<M>
  ? EffectLike
  : {
      [K in keyof NamedActions<M> & string]: Effect<K, ParamsOf<NonNullable<NamedActions<M>[K]>>>;
    }[keyof NamedActions<M> & string];

interface Subject {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly ask: Evaluator;
  /** The canonical bytes of snapshots that are, or are about to be, frozen. */
  readonly encodings: WeakMap<AnyMachineSnapshot, Uint8Array>;
  /** Questions so far, and how many of the first are asked twice. */
  asked: number;
  readonly askedTwice: number;
}

/**
 * The component of a machine. One event is one macrostep, with all `always` and raised transitions in it.
 *
 * An event is disabled if `snapshot.can(event)` is false, so a transition without target and actions is
 * disabled, forbidden or not, while one with a target or an action is a legal step even if nothing changes.
 * Two refinements follow the actor: a finished machine ignores all events, and an `always` transition that
 * fires because of an event that selects nothing makes that event a step.
 *
 * Every question is asked twice and the answers are compared, which costs less than twice one: a search asks
 * each question once and remembers the answer. Throws EXO101 for data that is not plain, EXO103
 * for a machine that cannot be checked, EXO111 for answers that differ, EXO112 for mutation, EXO113 for other
 * exceptions in guards and actions, EXO114 for an event that no state handles, EXO115 for a context that cannot
 * be made from the input.
 */
export function xstateComponent<M extends AnyStateMachine>(
  machine: M,
  options: XStateOptions<M> = {},
): XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>> {
  const name = options.name ?? machine.id;
  validateMachine(machine);
  const bounded = boundMicrosteps(machine);
  const { askedTwice = ASKED_TWICE } = options;
  const peers = options.peers ?? [];
  const ask = options.via === 'transition' ? publicEvaluator(bounded) : scopeEvaluator(bounded, name, peers);
  const subject: Subject = { name, machine: bounded, ask, encodings: new WeakMap(), asked: 0, askedTwice };
  const initialSteps = [startTwice(subject, options.input)];
  const checkType = eventTypeCheck(name, machine);
  const component: XStateComponent<AnyMachineSnapshot, EventObject, EffectLike> = {
    name,
    isXState: true,
    initial: () => initialSteps.map(({ next }) => next),
    initialSteps: () => initialSteps,
    step(snapshot, event) {
      checkType(event.type);
      return step(subject, snapshot, event);
    },
    encode: (snapshot) => encode(subject, snapshot),
    decode: (bytes) => admit(subject, revive(subject, bytes)),
    show: (options.show as ((snapshot: AnyMachineSnapshot) => unknown) | undefined) ?? show,
    moves: () => [],
    persisted: ({ status, value, context }) => ({ status, value, context, children: {}, historyValue: {} }),
    restored: (persisted) => {
      const { status, value, context } = persisted as AnyMachineSnapshot;
      return [{ next: admit(subject, machine.resolveState({ status, value, context })), effects: [] }];
    },
    restarted: (input) => [startTwice(subject, input)],
    accepts: (type) => mentions(machine, type),
    beyond: () => undefined,
  };
  // XState's own types relate a generic machine to its snapshot and events by conditional types that the
  // compiler cannot follow here; at run time they are these.
  return component as unknown as XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>>;
}

function startTwice(subject: Subject, input: unknown): Answer {
  const { machine } = subject;
  if (typeof machine.config.context !== 'function') deepFreeze(machine.config.context);
  const start = (): Answer =>
    purely(
      () => `machine '${subject.name}', starting,`,
      () => subject.ask.start(input),
    );
  const answer = start();
  const { next, effects } = answer;
  if (next.status === 'error') throw explainStart(subject, next, input);
  const again = start();
  const difference = again.next.status === 'error' ? 'whether it throws' : compare(subject, answer, again);
  if (difference !== undefined) throw undetermined(subject, difference, 'starting');
  return { next: admit(subject, next), effects };
}

/** XState turns an exception in the initial transition into a snapshot; a failed factory leaves no context. */
function explainStart({ name, machine }: Subject, failed: AnyMachineSnapshot, input: unknown): ExoError {
  const cause: unknown = failed.error;
  if (cause instanceof ExoError) return cause;
  const message = messageOf(cause);
  const isContext = typeof machine.config.context === 'function' && Object.keys(failed.context).length === 0;
  if (!isContext) return new ExoError('EXO113', `${name}: exception while starting: ${message}`, { cause });
  const remedy = input === undefined ? 'pass `input`' : 'the `input` passed does not do';
  const text = `the context of machine ${JSON.stringify(machine.id)} throws: ${message}; ${remedy}`;
  return new ExoError('EXO115', `${name}: ${text}`, { cause });
}

function step(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): readonly Answer[] {
  if (snapshot.status !== 'active') return [];
  deepFreeze(snapshot.context);
  deepFreeze(event);
  const [can, { next, effects }] = askTwice(subject, snapshot, event);
  if (!can && next === snapshot && effects.length === 0) return [];
  return [{ next: admit(subject, next), effects }];
}

/** Every question is asked twice at first; once that many were answered alike, only every eighth is. */
const ASKED_TWICE = 2000;
const ASKED_TWICE_THEN = 8;

/** Asks in the order can, move, move, can, so that a guard that alternates is caught too. */
function askTwice(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): [boolean, Answer] {
  let can: boolean, canAgain: boolean, answer: Answer, again: Answer;
  subject.asked += 1;
  try {
    can = snapshot.can(event);
    answer = subject.ask.move(snapshot, event);
    if (subject.asked > subject.askedTwice && subject.asked % ASKED_TWICE_THEN !== 0) return [can, answer];
    again = subject.ask.move(snapshot, event);
    canAgain = snapshot.can(event);
  } catch (cause) {
    throw explain(subject, snapshot, event, cause);
  }
  const difference = can === canAgain ? compare(subject, answer, again) : 'whether it is enabled';
  if (difference !== undefined) throw undetermined(subject, difference, handling(snapshot, event));
  return [can, answer];
}

/** What differs between two answers to one question, if anything. */
function compare(subject: Subject, answer: Answer, again: Answer): string | undefined {
  if (answer.next !== again.next) {
    const bytes = encode(subject, answer.next);
    if (!sameBytes(bytes, encode(subject, again.next))) return 'the next state';
    subject.encodings.set(answer.next, bytes);
  }
  if (answer.effects.length + again.effects.length === 0) return undefined;
  return sameBytes(encodeEffects(subject, answer), encodeEffects(subject, again)) ? undefined : 'the effects';
}

function encodeEffects({ name }: Subject, { effects }: Answer): Uint8Array {
  const byType = effects.map(({ type, params }) => ({ [type]: params ?? null }));
  return encodeValue(byType, `${name}: params of effects`);
}

/** Asks again with an unfrozen copy: if that is changed, or does not throw, the freezing was the cause. */
function explain(
  subject: Subject,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  cause: unknown,
): ExoError {
  if (cause instanceof ExoError) return cause;
  const { name } = subject;
  const doing = handling(snapshot, event);
  const message = messageOf(cause);
  const copy = revive(subject, encode(subject, snapshot));
  const eventCopy = decodeValue(encodeValue(event, 'event')) as EventObject;
  const isThrown = throws(subject, copy, eventCopy);
  const isEvent = !isSame(eventCopy, event);
  const isFrozenCause = !isThrown && throws(subject, snapshot, event) && throws(subject, snapshot, event);
  if (isEvent || isFrozenCause || !isSame(copy.context, snapshot.context)) {
    const text = `is impure: mutates the ${isEvent ? 'event' : 'context'} ${doing} (${message})`;
    return new ExoError('EXO112', `${name} ${text}; return new values instead`, { cause });
  }
  if (!isThrown) return undetermined(subject, 'whether it throws', doing);
  return new ExoError('EXO113', `${name}: exception ${doing}: ${message}`, { cause });
}

function throws(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): boolean {
  try {
    snapshot.can(event);
    subject.ask.move(snapshot, event);
    return false;
  } catch {
    return true;
  }
}

function isSame(value: unknown, original: unknown): boolean {
  try {
    return sameBytes(encodeValue(value), encodeValue(original));
  } catch {
    return false; // A mutation put something in that is no plain data.
  }
}

function undetermined({ name }: Subject, difference: string, doing: string): ExoError {
  const remedy = 'make it a pure function of context and event; let an environment component choose';
  return new ExoError(
    'EXO111',
    `${name} is not deterministic: ${difference} differs when asked twice ${doing}; ${remedy}`,
  );
}

function handling(snapshot: AnyMachineSnapshot, event: EventObject): string {
  return `while handling event ${JSON.stringify(event.type)} in state ${JSON.stringify(snapshot.value)}`;
}

/** On one line; XState puts a line break into what it says about guards. */
function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s*\n\s*/g, ' ');
}

function encode({ name, encodings }: Subject, snapshot: AnyMachineSnapshot): Uint8Array {
  const known = encodings.get(snapshot);
  if (known) return known;
  const { status, value, context, children } = snapshot;
  const [child] = Object.keys(children);
  if (child !== undefined) throw new ExoError('EXO103', `${name}: spawns ${child}; make it a component`);
  return encodeValue({ status, value, context }, name);
}

/** The unfrozen snapshot of some bytes. */
function revive(subject: Subject, bytes: Uint8Array): AnyMachineSnapshot {
  const { status, value, context } = decodeValue(bytes) as AnyMachineSnapshot;
  try {
    const snapshot = inDocumentOrder(
      subject.machine,
      subject.machine.resolveState({ status, value, context }),
    );
    if (sameBytes(encode(subject, snapshot), bytes)) return snapshot;
  } catch {
    // XState throws for the name of a state that does not exist.
  }
  throw new ExoError(
    'EXO102',
    `${subject.name}: these bytes encode no state of machine ${subject.machine.id}`,
  );
}

/** Puts a snapshot into the form in which all are given out. */
function admit(subject: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const bytes = encode(subject, snapshot);
  const ordered = inDocumentOrder(subject.machine, snapshot);
  deepFreeze(ordered.context);
  deepFreeze(ordered.value);
  subject.encodings.set(ordered, bytes);
  return Object.freeze(ordered);
}

function inDocumentOrder(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  if (snapshot._nodes.every((node, i, nodes) => i === 0 || (nodes[i - 1]?.order ?? 0) < node.order)) {
    return snapshot;
  }
  const { status, context } = snapshot;
  const value = orderValue(machine.root, snapshot.value);
  const ordered = machine.resolveState({ status, value, context });
  ordered._nodes.sort((a, b) => a.order - b.order);
  return ordered;
}

function orderValue(node: AnyStateMachine['root'], value: StateValue): StateValue {
  if (typeof value === 'string') return value;
  const keys = Object.keys(node.states).filter((key) => key in value);
  const entries = keys.map((key) => [key, orderValue(node.states[key] ?? node, value[key] ?? {})]);
  return Object.fromEntries(entries) as StateValue;
}

function show({ value, context }: AnyMachineSnapshot): unknown {
  return { state: value, ...context };
}
