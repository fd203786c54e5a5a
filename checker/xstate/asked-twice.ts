/** Questions that are asked twice, and what differs between the answers. */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { byIdentity } from '../model/by-identity.js';
import { isAskedAgain } from '../model/asked-again.js';
import { muted } from '../model/muted.js';
import { sameBytes } from '../model/bytes.js';
import { decodeExactly, encodeExactly } from '../model/encoding.js';
import { callingActions } from './called-actions.js';
import type { Answer } from './evaluator.js';
import { NeedsFamily } from './inert-scope.js';
import { isMove } from './moves.js';
import { admitted, encode, unfrozen } from './snapshot-form.js';
import { explain, handling, throws, undetermined } from './step-errors.js';
import type { Subject } from './subject.js';

/** Once `askedTwice` questions were answered alike, every eighth is asked twice. */
const ASKED_TWICE_THEN = 8;

/** Asks in the order can, move, move, can, so that a guard that alternates is caught too; the second time about a copy. */
export function askTwice(
  subject: Subject,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): [boolean, Answer] {
  const { asked, askedTwice } = subject;
  subject.asked += 1;
  let can: boolean, answer: Answer;
  try {
    // The guards print when the machine moves: it asks the same ones.
    can = isMove(event) || muted(() => snapshot.can(event));
    const move = (): Answer => subject.ask.move(snapshot, event);
    // Each custom action is called once, where that was asked for.
    answer = subject.callsActions && !isAskedAgain() ? callingActions(subject.name, move) : move();
  } catch (cause) {
    throw explain(subject, snapshot, event, cause);
  }
  if (!isAskedAgain() && (asked < askedTwice || subject.asked % ASKED_TWICE_THEN === 0)) {
    const watched = isMove(event) ? event : subject.fields.watched(event);
    muted(() => askOnceMore(subject, snapshot, watched, [can, answer]));
  }
  return [can, answer];
}

type Given = readonly [boolean, Answer];

/** @throws ExoError EXO111 where the machine answers otherwise, EXO116 where it does so about an equal snapshot that is another object. */
function askOnceMore(subject: Subject, snapshot: AnyMachineSnapshot, event: EventObject, given: Given): void {
  const copy = copyOf(subject, snapshot);
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

/** An equal snapshot that is another object. While most questions are asked twice, one for all questions about a snapshot. */
function copyOf(subject: Subject, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const { copies, families, asked, askedTwice } = subject;
  const known = families === null ? copies.get(snapshot) : undefined;
  if (known !== undefined) return known;
  const copy = admitted(subject, unfrozen(subject, decodeExactly(encode(subject, snapshot))));
  if (asked <= askedTwice) copies.set(snapshot, copy);
  return copy;
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
export function compare(subject: Subject, answer: Answer, again: Answer): string | undefined {
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
