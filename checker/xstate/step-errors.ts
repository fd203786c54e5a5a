/** What went wrong when a machine was asked: why it threw, or that it answers differently. */
import type { Subject } from './subject.js';
import type { AnyMachineSnapshot, EventObject, StateValue } from 'xstate';
import { ExoError, isError, messageOf } from '../../errors/index.js';
import { NeedsFamily } from './inert-scope.js';
import { revive, encode } from './snapshot-form.js';
import { encodeValue, decodeValue } from '../model/encoding.js';
import { hasBytes } from './called-actions.js';
import { isMove, isOutcomeEvent, moveName } from './moves.js';
import { sameBytes } from '../model/bytes.js';
import { familyOf } from './family.js';
import { transitionsOf, type StateNode } from './chart-parts.js';
import { thrownBy } from './guards.js';
import { toPlain, type Marker } from './references.js';
import { isForType } from './validate-machine.js';
import { showShort } from '../model/show-short.js';

/** Asks again with an unfrozen copy: if that is changed, or does not throw, the freezing was the cause. */
export function explain(
  subject: Subject,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  cause: unknown,
): Error {
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
  const text = `${name}: exception ${doing}${contextText(snapshot)}: ${wholeMessage(message, snapshot, event)}`;
  return new ExoError('EXO113', `${text}${hintFor(event, message)}`, { cause });
}

/** The context in which a machine throws, cut short where it is long; nothing where it has none. */
function contextText({ context }: AnyMachineSnapshot): string {
  if (Object.keys(context as object).length === 0) return '';
  const text = showShort(toPlain(context, referenceMark));
  return `, with context ${text.length > CONTEXT_MAX ? `${text.slice(0, CONTEXT_MAX)}…` : text}`;
}

const CONTEXT_MAX = 300;

function referenceMark(reference: object): Marker {
  const { id } = reference as { readonly id?: unknown };
  return { xstate$$type: 1, id: String(id) };
}

/** XState reads `message` of what a guard throws, which only errors have: the guards are asked again for what it was. */
function wholeMessage(message: string, snapshot: AnyMachineSnapshot, event: EventObject): string {
  const [, before] = /^(Unable to evaluate guard .*): undefined$/.exec(message) ?? [];
  if (before === undefined || isMove(event)) return message;
  const thrown = snapshot._nodes
    .flatMap((node) => transitionsOf(node))
    .filter(({ descriptor }) => descriptor === '' || isForType(descriptor, event.type))
    .flatMap(({ transition: { guard } }) => (guard === undefined ? [] : thrownBy(guard, snapshot, event)))
    .find((one) => !isError(one));
  return thrown === undefined ? message : `${before}: ${messageOf(thrown)}`;
}

/** XState turns an exception in the initial transition into a snapshot; a failed factory leaves no context. */
export function explainStart(
  { name, machine, logics }: Subject,
  failed: AnyMachineSnapshot,
  input: unknown,
): Error {
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
  const ofInput = input === undefined ? 'pass `input`' : 'the `input` passed does not do';
  const isNoActor = /^Actor logic '.*' not implemented/.test(message);
  const remedy = isNoActor ? 'put the logic of that actor into setup({ actors })' : ofInput;
  const text = `the context of machine ${JSON.stringify(machine.id)} throws: ${message}; ${remedy}`;
  return new ExoError('EXO115', `${name}: ${text}`, { cause });
}

/** Whoever sends an event without anything in it to a machine that reads it gets an exception about `undefined`. */
function hintFor(event: EventObject, message: string): string {
  if (isMove(event) || Object.keys(event).length > 1 || !isOfNothing(message)) return '';
  return '; the event has nothing but its type: where the machine reads more of it, list it with that (`events` of machineModel, `inputs` of a system)';
}

function isOfNothing(message: string): boolean {
  return message.includes('undefined');
}

/** Whether the machine throws when it is asked about this. */
export function throws(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject): boolean {
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

export function undetermined({ name }: Subject, difference: string, doing: string): ExoError {
  const remedy =
    'make it a pure function of context and event; have events or outcomes bring what may differ, each that may come';
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
      `say what it may end with: outcomes: { ${key}: [done({ … }), failed(new Error('…'))] }, in a system for the actor: ` +
      `outcomes: { ${groupOf(name)}: { … } }`,
  );
}

/** What the outcomes of `worker[0]` are given by in a system. */
function groupOf(name: string): string {
  return /^(.*)\[\d+\]$/.exec(name)?.[1] ?? name;
}

export function handling(snapshot: AnyMachineSnapshot, event: EventObject): string {
  const value = inChartOrder(snapshot.value as StateValue, snapshot.machine.root);
  const doing = `while handling event ${JSON.stringify(isMove(event) ? moveName(event) : event.type)}`;
  // A machine without states is in none.
  return JSON.stringify(value) === '{}' ? doing : `${doing} in state ${JSON.stringify(value)}`;
}

/** The same words for equal states: regions stand in the order in which they were entered, which is no part of a state. */
function inChartOrder(value: StateValue, { states }: Pick<StateNode, 'states'>): StateValue {
  if (typeof value === 'string') return value;
  const parts = Object.entries(states).flatMap(([name, node]) => {
    const inner = value[name];
    return inner === undefined ? [] : [[name, inChartOrder(inner, node)] as const];
  });
  return Object.fromEntries(parts);
}
