/**
 * An XState machine as a component: the machine that is explored is the XState machine itself, asked through
 * `machine.transition` with one reused inert scope. The public `transition()` builds an actor and a system for
 * every call and is several times slower; `via: 'transition'` uses it, to replay traces without our tricks.
 *
 * A local state is XState's snapshot, and what counts of it is [status, value, context], and the order of its state
 * nodes where `always` depends on it (see `node-order.ts`). Its context is deeply frozen.
 */
import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  EventFromLogic,
  EventObject,
  SnapshotFrom,
  StateValue,
} from 'xstate';
import { sameBytes } from '../model/bytes.js';
import { byIdentity } from '../model/by-identity.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { decodeExactly, decodeValue, encodeExactly, encodeValue } from '../model/encoding.js';
import { ExoError, messageOf } from '../../errors/index.js';
import { purely } from '../model/purity.js';
import { isPlainBeside } from '../model/plain-beside.js';
import { givePlainForm } from '../model/plain-form.js';
import { hasReference } from './references.js';
import { beyond } from './beyond.js';
import { callingActions, hasBytes } from './called-actions.js';
import { canFinish, noteStates } from './chart-watch.js';
import { publicEvaluator, scopeEvaluator, type Answer, type Evaluator } from './evaluator.js';
import { familyEvaluator, type FamilyEvaluator } from './family-evaluator.js';
import { plainerOf } from './family-state.js';
import { familyOf, freezeFamily, rebuilt, type Plainer, type SnapshotParts, orderValue } from './family.js';
import { NeedsFamily } from './inert-scope.js';
import { nodesOf } from './invocations.js';
import { logicsOf, type Logics } from './logics.js';
import { isMove, isOutcomeEvent, moveName, movesOf } from './moves.js';
import { isOrdered, orderOf } from './node-order.js';
import { checkOutcomeNames, checkOutcomes } from './outcome-names.js';
import { familyDataOf, persistedOf } from './persistence.js';
import { refusalsOf } from './refusals.js';
import { showFailure, showFamily } from './show.js';
import { checkEffect } from './supported-copy.js';
import type { XStateComponent, XStateOptions } from './types.js';
import { watchFields, type FieldWatch } from './unsaid-fields.js';
import { eventTypeCheck, mentions } from './validate-machine.js';
import type { EffectLike } from '../model/component.js';

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
  readonly logics: Logics;
  ask: Evaluator;
  /** Null as long as the machine has needed nothing but itself. */
  families: FamilyEvaluator | null;
  readonly becomeFamily: () => FamilyEvaluator;
  /** The canonical bytes of snapshots that are, or are about to be, frozen. */
  readonly encodings: WeakMap<AnyMachineSnapshot, Uint8Array>;
  /** The number of questions so far, and of those at first that are asked twice. */
  asked: number;
  readonly askedTwice: number;
  /** Whether custom actions are called. */
  callsActions: boolean;
  /** The types of custom actions met. */
  readonly customActions: Set<string>;
  readonly fields: FieldWatch;
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
 *
 * @example
 * const component = xstateComponent(light, { name: 'north light' });
 * const [red] = component.initial();
 * if (red !== undefined) console.log(component.step(red, { type: 'PREPARE' })[0]?.next.value); // ready
 */
export function xstateComponent<M extends AnyStateMachine>(
  machine: M,
  options: XStateOptions<M> = {},
): XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>> {
  const { timersMax = 2, childrenMax = 2 } = options;
  const subject = subjectOf(machine, options as XStateOptions<AnyStateMachine>);
  const { name } = subject;
  const initialSteps = [started(subject, options.input)];
  for (const watch of subject.logics.watches) watch.keep();
  const checkType = eventTypeCheck(name, machine);
  const plain: Plainer = (value) => (subject.families ? plainerOf(subject.families.kin)(value) : value);
  const component: XStateComponent<AnyMachineSnapshot, EventObject, EffectLike> = {
    name,
    isXState: true,
    initial: () => initialSteps.map(({ next }) => next),
    initialSteps: () => initialSteps,
    step(snapshot, event) {
      if (!isMove(event)) checkType(event.type);
      return withFamilies(subject, () => step(subject, snapshot, event));
    },
    charts: () => subject.logics.watches,
    unsaid: () => subject.fields.unsaid(),
    customActions: () => [...subject.customActions],
    callActions(isOn) {
      subject.callsActions = isOn;
      if (isOn) started(subject, options.input);
    },
    ...(canFinish(subject.machine.root) && { isDone: (snapshot) => snapshot.status === 'done' }),
    stateName: ({ value }) => stateName(value as StateValue),
    moves: (snapshot) => movesOf(snapshot, plain),
    encode: (snapshot) => encode(subject, snapshot),
    decode: (bytes) => admit(subject, revive(subject, bytes)),
    show:
      (options.show as ((snapshot: AnyMachineSnapshot) => unknown) | undefined) ??
      ((snapshot) => show(snapshot, plain)),
    persisted: (snapshot) => persistedOf(snapshot, name, plain),
    restored: (persisted) => [resumed(subject, persisted)],
    restarted: (input) => [started(subject, input)],
    accepts: (type) => mentions(machine, type),
    beyond: (snapshot) => beyond(snapshot, { timersMax, childrenMax }, plain),
    refusals: refusalsOf,
  };
  givePlainForm(component, {
    isExact: true,
    toPlain: (snapshot) => plainOf(subject, snapshot),
    fromPlain: (data) => admitted(subject, unfrozen(subject, data)),
  });
  // XState's own types relate a generic machine to its snapshot and events by conditional types that the
  // compiler cannot follow here; at run time they are these.
  return component as unknown as XStateComponent<SnapshotFrom<M>, EventFromLogic<M>, EffectFrom<M>>;
}

function subjectOf(machine: AnyStateMachine, options: XStateOptions<AnyStateMachine>): Subject {
  const { name = machine.id, via = 'scope', askedTwice = ASKED_TWICE, peers = [], outcomes = {} } = options;
  checkOutcomes(name, outcomes);
  const logics = logicsOf(name, machine, outcomes);
  checkOutcomeNames(name, Object.keys(outcomes), logics.machines());
  const own = logics.root.machine ?? machine;
  const isOrdered = options.timers === 'ordered';
  const becomeFamily = (): FamilyEvaluator => {
    subject.families ??= familyEvaluator({ name, logics, peers, via, isOrdered });
    subject.ask = subject.families;
    return subject.families;
  };
  const subject: Subject = {
    name,
    machine: own,
    logics,
    ask: via === 'transition' ? publicEvaluator(own) : scopeEvaluator(own),
    families: null,
    becomeFamily,
    encodings: new WeakMap(),
    asked: 0,
    askedTwice,
    callsActions: options.callActions === true,
    customActions: new Set(),
    fields: watchFields(),
  };
  if (keepsMore(own)) becomeFamily();
  return subject;
}

/** Whether there is more to a snapshot of the machine than status, value and context. */
function keepsMore({ root }: AnyStateMachine): boolean {
  return root.config.output !== undefined || nodesOf(root).some(({ type }) => type === 'history');
}

/** Asks a machine that turns out to need a family once more, with one. */
function withFamilies<T>(subject: Subject, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof NeedsFamily) || subject.families !== null) throw error;
    subject.becomeFamily();
    return ask();
  }
}

function started(subject: Subject, input: unknown): Answer {
  return withFamilies(subject, () => startTwice(subject, input));
}

/** `createActor(machine, { snapshot })` and its start. */
function resumed(subject: Subject, persisted: unknown): Answer {
  const families = subject.becomeFamily();
  const { next, effects } = families.resume(families.revive(familyDataOf(subject.logics, persisted)));
  return { next: admit(subject, next), effects };
}

function startTwice(subject: Subject, input: unknown): Answer {
  const { machine } = subject;
  if (typeof machine.config.context !== 'function') deepFreeze(machine.config.context);
  const start = (): Answer =>
    purely(
      () => `machine '${subject.name}', starting,`,
      () => subject.ask.start(input),
    );
  const answer = subject.callsActions ? callingActions(subject.name, start) : start();
  const { next, effects } = answer;
  if (next.status === 'error') throw explainStart(subject, next, input);
  const again = start();
  const failure: unknown = again.next.error;
  if (failure instanceof ExoError) throw failure;
  const difference = again.next.status === 'error' ? 'whether it throws' : compare(subject, answer, again);
  if (difference !== undefined) throw undetermined(subject, difference, 'starting');
  return { next: admit(subject, next), effects: noted(subject, effects) };
}

/** Notes which custom actions are taken for effects. */
function noted({ customActions }: Subject, effects: readonly EffectLike[]): readonly EffectLike[] {
  for (const { type } of effects) {
    if (type.startsWith('xstate.')) continue;
    checkEffect(type);
    customActions.add(type);
  }
  return effects;
}

/** XState turns an exception in the initial transition into a snapshot; a failed factory leaves no context. */
function explainStart({ name, machine, logics }: Subject, failed: AnyMachineSnapshot, input: unknown): Error {
  const cause: unknown = failed.error;
  if (cause instanceof ExoError || cause instanceof NeedsFamily) return cause;
  const message = messageOf(cause);
  const { last: problem } = logics.problems;
  if (problem && message.includes(messageOf(problem))) return problem;
  const isContext = typeof machine.config.context === 'function' && Object.keys(failed.context).length === 0;
  if (!isContext) {
    const hint = input === undefined && isOfNothing(message) ? '; pass `input`, if the machine reads it' : '';
    return new ExoError('EXO113', `${name}: exception while starting: ${message}${hint}`, { cause });
  }
  const remedy = input === undefined ? 'pass `input`' : 'the `input` passed does not do';
  const text = `the context of machine ${JSON.stringify(machine.id)} throws: ${message}; ${remedy}`;
  return new ExoError('EXO115', `${name}: ${text}`, { cause });
}

function step(subject: Subject, snapshot: AnyMachineSnapshot, given: EventObject): readonly Answer[] {
  if (snapshot.status !== 'active') return [];
  if (!subject.families && hasReference(given)) subject.becomeFamily();
  const event = isMove(given) || !subject.families ? given : subject.families.received(snapshot, given);
  deepFreeze(snapshot.context);
  deepFreeze(event);
  const [can, { next, effects }] = askTwice(subject, snapshot, event);
  if (!can && next === snapshot && effects.length === 0) return [];
  return [{ next: admit(subject, next, snapshot), effects: noted(subject, effects) }];
}

/** Every question is asked twice at first; once that many were answered alike, only every eighth is. */
const ASKED_TWICE = 2000;
const ASKED_TWICE_THEN = 8;

/** Asks in the order can, move, move, can, so that a guard that alternates is caught too; the second time about a copy. */
function askTwice(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): [boolean, Answer] {
  const { asked, askedTwice } = subject;
  subject.asked += 1;
  let can: boolean, answer: Answer;
  try {
    can = isMove(event) || snapshot.can(event);
    const move = (): Answer => subject.ask.move(snapshot, event);
    answer = subject.callsActions ? callingActions(subject.name, move) : move();
  } catch (cause) {
    throw explain(subject, snapshot, event, cause);
  }
  if (asked < askedTwice || subject.asked % ASKED_TWICE_THEN === 0) {
    const watched = isMove(event) ? event : subject.fields.watched(event);
    askOnceMore(subject, snapshot, watched, [can, answer]);
  }
  return [can, answer];
}

type Given = readonly [boolean, Answer];

/** @throws ExoError EXO111 where the machine answers otherwise, EXO116 where it does so about an equal snapshot that is another object. */
function askOnceMore(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject, given: Given): void {
  const copy = admitted(subject, unfrozen(subject, decodeExactly(encode(subject, snapshot))));
  let difference: string | undefined;
  try {
    difference = differenceTo(subject, given, copy, event);
  } catch (cause) {
    if (isOwn(cause) || throws(subject, snapshot, event) || !throws(subject, copy, event))
      throw explain(subject, snapshot, event, cause);
    throw byIdentity(`${subject.name}: whether it throws`, handling(snapshot, event));
  }
  if (difference === undefined) return;
  const isAlways =
    differenceTo(subject, given, snapshot, event) === undefined &&
    differenceTo(subject, given, snapshot, event, true) === undefined;
  const doing = handling(snapshot, event);
  throw isAlways
    ? byIdentity(`${subject.name}: ${difference}`, doing)
    : undetermined(subject, difference, doing);
}

function isOwn(cause: unknown): boolean {
  return cause instanceof ExoError || cause instanceof NeedsFamily;
}

/** How the machine answers otherwise about a snapshot now, if it does. It is asked whether it can at last, or first. */
function differenceTo(
  subject: Subject,
  [can, answer]: Given,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  isFirst = false,
): string | undefined {
  const askCan = (): boolean => isMove(event) || snapshot.can(event);
  const before = isFirst ? askCan() : null;
  const again = subject.ask.move(snapshot, event);
  return (before ?? askCan()) === can ? compare(subject, answer, again) : 'whether it is enabled';
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
  return encodeExactly(byType, `${name}: params of effects`);
}

/** Asks again with an unfrozen copy: if that is changed, or does not throw, the freezing was the cause. */
function explain(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject, cause: unknown): Error {
  if (cause instanceof NeedsFamily) return cause;
  const { name, logics } = subject;
  const doing = handling(snapshot, event);
  if (cause instanceof ExoError) return placed(cause, doing);
  const message = messageOf(cause);
  const { last: problem } = logics.problems;
  if (problem && message.includes(messageOf(problem))) return placed(problem, doing);
  const copy = revive(subject, encode(subject, snapshot));
  const eventBytes = encodeValue(event, 'event');
  const eventCopy = decodeValue(eventBytes) as EventObject;
  const isThrown = throws(subject, copy, eventCopy);
  const isEvent = !hasBytes(eventCopy, eventBytes);
  const isFrozenCause = !isThrown && throws(subject, snapshot, event) && throws(subject, snapshot, event);
  if (isEvent || isFrozenCause || isChanged(subject, copy, snapshot)) {
    const text = `is impure: mutates the ${isEvent ? 'event' : 'context'} ${doing} (${message})`;
    return new ExoError('EXO112', `${name} ${text}; return new values instead`, { cause });
  }
  if (!isThrown) return undetermined(subject, 'whether it throws', doing);
  const unsaid = unsaidOutcome(subject, snapshot, event, message);
  if (unsaid) return unsaid;
  return new ExoError('EXO113', `${name}: exception ${doing}: ${message}${hintFor(event, message)}`, {
    cause,
  });
}

/** Whoever sends an event without anything in it to a machine that reads it gets an exception about `undefined`. */
function hintFor(event: EventObject, message: string): string {
  if (isMove(event) || Object.keys(event).length > 1 || !isOfNothing(message)) return '';
  return '; the event has nothing but its type: where the machine reads more of it, list it with that (`events` of machineModel, `inputs` of a system)';
}

function isOfNothing(message: string): boolean {
  return message.includes('undefined');
}

function throws(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): boolean {
  try {
    if (!isMove(event)) snapshot.can(event);
    subject.ask.move(snapshot, event);
    return false;
  } catch {
    return true;
  }
}

/** Whether a copy of a snapshot is no longer like it, or has become what has no bytes. */
function isChanged(subject: Subject, copy: AnyMachineSnapshot, snapshot: AnyMachineSnapshot): boolean {
  try {
    return !sameBytes(encode(subject, copy), encode(subject, snapshot));
  } catch {
    return true;
  }
}

function undetermined({ name }: Subject, difference: string, doing: string): ExoError {
  const remedy = 'make it a pure function of context and event; let an environment component choose';
  return new ExoError(
    'EXO111',
    `${name} is not deterministic: ${difference} differs when asked twice ${doing}; ${remedy}`,
  );
}

/** Errors of our own say where they came up, unless they do already. */
function placed(error: ExoError, doing: string): ExoError {
  if (!PLACED.includes(error.code)) return error;
  return new ExoError(error.code, `${error.message} (${doing})`, { cause: error.cause });
}

const PLACED: readonly string[] = ['EXO112', 'EXO161', 'EXO164', 'EXO166', 'EXO168'];

/** An invocation of which the model says nothing has ended, and the machine reads what is not there. */
function unsaidOutcome(
  { name }: Subject,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  message: string,
): ExoError | undefined {
  if (!isOutcomeEvent(event)) return undefined;
  const member = familyOf(snapshot)?.find(({ session }) => session === event.actor);
  if (member === undefined || member.logic.isGiven) return undefined;
  const key = JSON.stringify(member.src?.startsWith('xstate.invoke.') === false ? member.src : member.id);
  return new ExoError(
    'EXO162',
    `${name}: ${key} ends with nothing to read, in state ${JSON.stringify(snapshot.value)} (${message}); ` +
      `say what it may end with: outcomes: { ${key}: [done({ … }), failed(new Error('…'))] }`,
  );
}

function handling(snapshot: AnyMachineSnapshot, event: EventObject): string {
  return `while handling event ${JSON.stringify(isMove(event) ? moveName(event) : event.type)} in state ${JSON.stringify(snapshot.value)}`;
}

function encode(subject: Subject, snapshot: AnyMachineSnapshot): Uint8Array {
  const { name, encodings } = subject;
  const known = encodings.get(snapshot);
  if (known) return known;
  return encodeExactly(plainOf(subject, snapshot), name);
}

/** The plain data that a snapshot and its family stand for. */
function plainOf({ families, machine }: Subject, snapshot: AnyMachineSnapshot): unknown {
  if (families) return families.plain(snapshot);
  const { status, value, context } = snapshot;
  // XState lists the regions of a parallel state in the order in which it came to them.
  const order = orderOf(snapshot);
  return { status, value: orderValue(machine.root, value), context, ...(order && { order }) };
}

/** The unfrozen snapshot of some bytes. */
function revive(subject: Subject, bytes: Uint8Array): AnyMachineSnapshot {
  const data = decodeExactly(bytes);
  try {
    const snapshot = unfrozen(subject, data);
    if (sameBytes(encode(subject, snapshot), bytes)) return snapshot;
  } catch {
    // XState throws for the name of a state that does not exist.
  }
  throw new ExoError(
    'EXO102',
    `${subject.name}: these bytes encode no state of machine ${subject.machine.id}`,
  );
}

/** The snapshot that plain data stand for. Throws what XState throws for a state that the machine does not have. */
function unfrozen(subject: Subject, data: unknown): AnyMachineSnapshot {
  const isLone = Object.keys(data as object).every((part) => LONE_PARTS.includes(part));
  if (subject.families === null && !isLone) subject.becomeFamily();
  return subject.families
    ? subject.families.revive(data)
    : rebuilt(subject.machine, data as SnapshotParts, {});
}

/** What there is of a machine by itself. */
const LONE_PARTS: readonly string[] = ['status', 'value', 'context', 'order'];

/** Puts a snapshot into the form in which all are given out. `from` is the one that it was made from. */
function admit(
  subject: Subject,
  snapshot: AnyMachineSnapshot,
  from?: AnyMachineSnapshot,
): AnyMachineSnapshot {
  if (from !== undefined && subject.families === null && isPlainBeside(snapshot.context, from.context)) {
    noteStates(snapshot);
    return admitted(subject, snapshot);
  }
  // Throws for what is no plain data.
  const bytes = encode(subject, snapshot);
  noteStates(snapshot);
  const ordered = admitted(subject, snapshot);
  subject.encodings.set(ordered, bytes);
  return ordered;
}

/** The same for a snapshot of which is known that it stands for plain data. */
function admitted(subject: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const ordered = ordinary(subject, snapshot);
  deepFreeze(ordered.context);
  deepFreeze(ordered.value);
  freezeFamily(familyOf(ordered) ?? []);
  return Object.freeze(ordered);
}

/** The snapshot with its state nodes in the order in which all are given out; that of a family has it already. */
function ordinary({ machine }: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  if (isOrdered(snapshot)) return snapshot;
  const { status, value, context } = snapshot;
  return rebuilt(machine, { status, value, context, order: orderOf(snapshot) }, {});
}

/** `on.busy`, or the regions of a parallel state beside each other: `light.red, walk.wait`. */
function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .flatMap(([key, inner]) => {
      const below = inner === undefined ? '' : stateName(inner);
      return below === '' ? [key] : below.split(', ').map((name) => `${key}.${name}`);
    })
    .join(', ');
}

function show(snapshot: AnyMachineSnapshot, plain: Plainer): unknown {
  const { value, context } = snapshot;
  const family = familyOf(snapshot);
  const shown = { state: value, ...(plain(context) as object), ...showFailure(snapshot, plain) };
  return family === undefined ? shown : { ...shown, ...showFamily(family, plain) };
}
