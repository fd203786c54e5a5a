/** The premise on which inboxes drop dead messages, verified on the receivers that are explored. */
import { Alike } from '../model/alike.js';
import { encodeValue } from '../model/encoding.js';
import type { LocalGraph, Met, Premise, PremiseFailure, Verification } from '../model/premise.js';
import { messagesIn, type HeedfulEvent, type HeedfulState } from './inbox.js';

/** An inbox that drops dead messages, and the receiver that it does so for. */
export interface HeedfulLink<S, M, H> {
  /** The names of their slots. */
  readonly inbox: string;
  readonly receiver: string;
  /** The receiver as errors call it. */
  readonly machine: string;
  /** What the receiver announces to this inbox. */
  readonly horizonOf: (state: S) => H;
  /** Whether the receiver has a step on the message. */
  readonly takes: (state: S, message: M) => boolean;
  /** The events of the receiver that do not happen any more once an inbox is settled; none when left out. */
  readonly endsWhenSettled?: readonly string[];
  /** The message, and the local state in which it is taken, in words. */
  readonly show: (message: M, state: S) => string;
}

/**
 * For every message that an inbox has dropped, and every local state in which its receiver may have been then: no
 * local state that the receiver can come to from there has a step on the message.
 *
 * That is enough for the reduction to be sound. Take a run in which nothing is dropped. Each of its steps but
 * those on dropped messages is a step of the search, by induction: the receiver's local states, and the edges between
 * them, are those that were met. A step on a dropped message would need a local state that takes it, and that can be
 * come to from where it was dropped; there is none.
 */
export function deadForGood<S, M extends object, H>(
  name: string,
  remedy: string,
  links: readonly HeedfulLink<S, M, H>[],
): Premise {
  return {
    name,
    remedy,
    verify: (met) => firstInTurn(links, (link) => verifyLink(link, met)),
  };
}

/** The number of states, or steps, that are looked at between two pauses. */
const AT_ONCE = 256;

/** The first failure there is. */
export function firstOf<T>(
  all: Iterable<T>,
  verify: (one: T) => PremiseFailure | null,
): PremiseFailure | null {
  for (const one of all) {
    const failure = verify(one);
    if (failure !== null) return failure;
  }
  return null;
}

/** Finds the first failure there is, with a pause after each that is verified, and wherever its verification pauses. */
export function* firstInTurn<T>(
  all: Iterable<T>,
  verify: (one: T) => Verification,
): Generator<void, PremiseFailure | null> {
  for (const one of all) {
    const verification = verify(one);
    const failure = verification !== null && 'next' in verification ? yield* verification : verification;
    if (failure !== null) return failure;
    yield;
  }
  return null;
}

/** A message, and the horizons at which it was dropped, by their texts, by an inbox that was settled or was not. */
interface Dropped<M> {
  readonly message: M;
  readonly isSettled: boolean;
  readonly horizons: Set<string>;
}

function* verifyLink<S, M extends object, H>(
  link: HeedfulLink<S, M, H>,
  met: Met,
): Generator<void, PremiseFailure | null> {
  const receiver = met(link.receiver) as LocalGraph<S>;
  const dropped = [...(yield* droppedBy<M, H>(met(link.inbox) as LocalGraph<HeedfulState<M, H>>))];
  const byHorizon = new Map<string, number[]>();
  for (const [id, state] of receiver.states.entries()) {
    if (id % AT_ONCE === 0) yield;
    const horizon = textOf(link.horizonOf(state));
    const there = byHorizon.get(horizon);
    if (there === undefined) byHorizon.set(horizon, [id]);
    else there.push(id);
  }
  return yield* firstInTurn([false, true], (isSettled) =>
    verifyDropped(
      link,
      dropped.filter((one) => one.isSettled === isSettled),
      {
        states: receiver.states,
        labelled: byHorizon,
        edges: edgesOf(receiver, isSettled ? (link.endsWhenSettled ?? []) : []),
      },
    ),
  );
}

/** Where a receiver may be, and where it goes from there. */
export interface Ways<S> {
  readonly states: readonly S[];
  /** Local states, by their place in `states`, under labels: those in which the receiver may be when a message is dropped. */
  readonly labelled: ReadonlyMap<string, readonly number[]>;
  /** Where each local state leads. */
  readonly edges: readonly (readonly number[])[];
}

function* verifyDropped<S, M extends object, H>(
  link: HeedfulLink<S, M, H>,
  dropped: readonly Dropped<M>[],
  ways: Ways<S>,
): Generator<void, PremiseFailure | null> {
  const labels = new Map(dropped.map(({ message, horizons }) => [message, horizons]));
  const found = yield* takenAfter(ways, labels, link.takes);
  if (found === null) return null;
  const { message, state } = found;
  const claim = 'it is taken there, though it was dropped before as one that could not be taken any more';
  return { machine: link.machine, step: link.show(message, state), claim };
}

/** A message, and a local state that takes it. */
interface Found<M, S> {
  readonly message: M;
  readonly state: S;
}

/**
 * Finds a message, and a local state that takes it and can be come to from a local state under one of the message's labels; null if
 * there is none. Messages that the receiver reads nothing different of are followed together, from wherever one of them was dropped:
 * it takes all of them in a local state, or none. Pauses now and then.
 */
export function* takenAfter<S, M extends object>(
  ways: Ways<S>,
  labelsOf: ReadonlyMap<M, ReadonlySet<string>>,
  takes: (state: S, message: M) => boolean,
): Generator<void, Found<M, S> | null> {
  const { states } = ways;
  const alike = new Alike([...labelsOf.keys()]);
  const questions: ((message: M) => boolean)[] = [];
  const isTakenIn = (id: number, message: M): boolean =>
    (questions[id] ??= alike.question((asked: M) => takes(states[id] as S, asked)))(message);
  const whereTaken = takenFrom(ways, isTakenIn);
  // Of a group all messages are verified, or none: groups are only ever divided.
  const verified = new Set<M>();
  for (;;) {
    yield;
    const { groups } = alike;
    const group = groups.find(([first]) => first !== undefined && !verified.has(first));
    const [first] = group ?? [];
    if (group === undefined || first === undefined) return null;
    const labels = new Set(group.flatMap((message) => [...(labelsOf.get(message) ?? [])]));
    const isTaken = whereTaken(first, labels) !== null;
    // What has been divided meanwhile is looked at again.
    if (!isTaken && alike.groups !== groups) continue;
    for (const message of group) {
      const id = isTaken ? whereTaken(message, labelsOf.get(message) ?? new Set()) : null;
      if (id !== null) return { message, state: states[id] as S };
      verified.add(message);
    }
  }
}

/** Finds a local state that takes a message and that can be come to from one with some labels; null if there is none. */
function takenFrom<S, M>(
  { states, labelled, edges }: Ways<S>,
  takes: (id: number, message: M) => boolean,
): (message: M, labels: ReadonlySet<string>) => number | null {
  const seen = new Int32Array(states.length);
  let round = 0;
  return (message, labels) => {
    round += 1;
    const queue = [...labels].flatMap((label) => labelled.get(label) ?? []);
    for (const id of queue) seen[id] = round;
    for (let at = 0; at < queue.length; at++) {
      const id = queue[at] as number;
      if (takes(id, message)) return id;
      for (const next of edges[id] ?? []) {
        if (seen[next] === round) continue;
        seen[next] = round;
        queue.push(next);
      }
    }
    return null;
  };
}

/** Where each local state leads, without some events. */
export function edgesOf(
  { states, steps }: LocalGraph,
  without: readonly string[] = [],
): readonly (readonly number[])[] {
  const edges = states.map(() => new Set<number>());
  for (const { from, event, outcomes } of steps()) {
    if (without.includes(event.type)) continue;
    for (const { next } of outcomes) edges[from]?.add(next);
  }
  return edges.map((ends) => [...ends]);
}

/** A text of a horizon or message that only equal ones have. */
function textOf(value: unknown): string {
  return encodeValue(value).join();
}

/** What an inbox has dropped, when it was put or when the receiver changed. */
function* droppedBy<M extends object, H>(
  inbox: LocalGraph<HeedfulState<M, H>>,
): Generator<void, Iterable<Dropped<M>>> {
  const dropped = new Map<string, Dropped<M>>();
  const keys = new WeakMap<M, string>();
  const keyOf = (message: M): string => {
    const key = keys.get(message) ?? textOf(message);
    keys.set(message, key);
    return key;
  };
  const drop = (message: M, horizon: H, isSettled: boolean): void => {
    const key = `${isSettled} ${keyOf(message)}`;
    const known = dropped.get(key) ?? { message, isSettled, horizons: new Set<string>() };
    dropped.set(key, known);
    known.horizons.add(textOf(horizon));
  };
  let count = 0;
  for (const { from, event, outcomes } of inbox.steps()) {
    if (count++ % AT_ONCE === 0) yield;
    const before = inbox.states[from];
    const after = inbox.states[outcomes[0]?.next ?? from];
    if (before === undefined || after === undefined) continue;
    const kept = new Set(messagesIn(after).map(keyOf));
    const asked = event as HeedfulEvent<M, H>;
    const { horizon, isSettled } = after;
    if (asked.type === 'PUT' && !kept.has(keyOf(asked.message))) drop(asked.message, horizon, isSettled);
    if (asked.type !== 'HEED' && asked.type !== 'SETTLE') continue;
    for (const message of before.messages) if (!kept.has(keyOf(message))) drop(message, horizon, isSettled);
  }
  return dropped.values();
}
