/** How runs of a system are observed: what each actor takes and sends, and its snapshot. */
import type { AnyMachineSnapshot } from 'xstate';
import { isSet, type Channel } from '../environment/channel.js';
import type { InboxMessages, InFlight } from '../environment/channel-inbox.js';
import { exactKeys } from '../environment/inbox.js';
import type { Happening, Observation, ReceivedEvent, SentEvent, WhyNot } from '../model/observation.js';
import { familyOf } from '../xstate/family.js';
import { isMove } from '../xstate/moves.js';
import { refusedBy } from '../xstate/why-disabled.js';
import { CRASH, type Actor, type Snapshot } from './actors.js';
import { DELIVER, LOSE, type InboxSlot, type Post } from './delivery.js';
import type { ChannelOf } from './links.js';
import { eventText, senderIn, textOf } from './text.js';
import type { EffectLike, EventLike } from '../model/component.js';
import type { AnySlot } from '../model/rules.js';
import type { LegRecord, Transition } from '../model/transition.js';

/** What the observation of a system needs to know of it. */
export interface Observed {
  readonly actors: readonly Actor[];
  readonly channelOf: ChannelOf;
  readonly post: Post;
  readonly slots: readonly AnySlot[];
  readonly inputsOf: (actor: Actor) => readonly EventLike[];
}

export function observationOfSystem(system: Observed): Observation {
  const { actors, post } = system;
  const byName = new Map(actors.map((actor) => [actor.name, actor]));
  const actorOf = (name: string): Actor => byName.get(name) as Actor;
  const inboxes = new Set<AnySlot>(post.inboxes.values());
  const own = new Set<AnySlot>(actors.map(({ slot }) => slot));
  return {
    actors: [...byName.keys()],
    slotsOf: (name) => {
      const inbox = post.inboxes.get(name);
      return [actorOf(name).slot, ...(inbox === undefined ? [] : [inbox])];
    },
    happenings: (transition, before) => happeningsOf(transition, before, system),
    fieldsOf: (name, states) => fieldsOf(stateOf(system, actorOf(name), states)),
    isNeedless: (transition, before) => isNeedless(transition, before, system),
    isLocal: ({ legs }) =>
      legs.filter(({ slot }) => own.has(slot)).length <= 1 &&
      legs.every(({ slot }) => own.has(slot) || inboxes.has(slot)),
    ignored: (name, states) => ignoredBy(system, actorOf(name), states),
    whyNot: (name, wanted, states) => whyNot(system, actorOf(name), wanted, states),
  };
}

function stateOf({ slots }: Observed, { slot }: Actor, states: readonly unknown[]): Snapshot {
  return states[slots.indexOf(slot)] as Snapshot;
}

function happeningsOf(
  transition: Transition,
  before: readonly unknown[],
  system: Observed,
): readonly Happening[] {
  return transition.legs.flatMap((leg, i): readonly Happening[] => {
    const actor = system.actors.find(({ slot }) => slot === leg.slot);
    if (actor === undefined) return [];
    const snapshot = stateOf(system, actor, before);
    // What comes to an actor that has ended is not even ignored.
    if (leg.skipped && snapshot.status !== 'active') return [];
    return [happeningOf(leg, i, actor, snapshot, transition, system)];
  });
}

function happeningOf(
  leg: LegRecord,
  at: number,
  actor: Actor,
  before: Snapshot,
  transition: Transition,
  system: Observed,
): Happening {
  const { event } = leg;
  const sent = leg.effects.flatMap(sentBy);
  if (event.type === CRASH.type) return { actor: actor.name, action: 'Start', args: {}, sent };
  if (!isMove(event)) {
    const received = { from: senderOf(leg, at, actor, transition, system), event };
    return { actor: actor.name, action: 'Receive', args: {}, received, sent };
  }
  const key = keyOfEvent(event);
  const move = actor.component.moves(before).find((one) => keyOfEvent(one.event) === key);
  return { actor: actor.name, action: transition.rule.name, args: move?.params ?? {}, sent };
}

function sentBy({ type, params }: EffectLike): readonly SentEvent[] {
  const { to = null, event } = (params ?? {}) as { readonly to?: string; readonly event?: EventLike };
  if (event === undefined) return [];
  return type === 'xstate.sendTo' || type === 'xstate.emit' ? [{ to, event }] : [];
}

/** Who has sent what an actor takes; null if it is of the world. */
function senderOf(
  { cause, slot, event }: LegRecord,
  at: number,
  { name }: Actor,
  { legs, params }: Transition,
  { actors }: Observed,
): string | null {
  const direct = actors.find((other) => other.slot === cause);
  if (direct !== undefined) return direct.name;
  if (cause !== null) {
    const carried = legs
      .slice(0, at)
      .filter((leg) => leg.slot === cause)
      .flatMap(({ effects }) => effects)
      .map((effect) => effect.params as { from: number; to: number; event: EventLike })
      .findLast((one) => actors[one.to]?.slot === slot && keyOfEvent(one.event) === keyOfEvent(event));
    return actors[carried?.from ?? -1]?.name ?? null;
  }
  const taken = legs.map(messageIn).find((message) => message !== null);
  if (taken != null) return taken.from;
  const { message } = params;
  // What stays in flight is taken from nowhere: `REQUEST client→server`.
  return typeof message === 'string' ? senderIn(message, name) : null;
}

function messageIn({ event }: LegRecord): InFlight | null {
  return event.type === 'TAKE' && 'message' in event ? (event.message as InFlight) : null;
}

const keyOfEvent = exactKeys<EventLike>();

/** The parts of a snapshot that a recorder of live actors sees too. */
function fieldsOf(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  const { status, value, context, output, error } = snapshot as AnyMachineSnapshot & {
    readonly output?: unknown;
  };
  const [, ...members] = familyOf(snapshot) ?? [];
  const children = members.flatMap(({ parent, id, logic, snapshot: inner }): [string, unknown][] => {
    if (parent !== '' || logic.machine === null || /^x:\d+$/.test(id)) return [];
    const child = inner as AnyMachineSnapshot;
    return [[id, { status: child.status, value: child.value as unknown, context: child.context as unknown }]];
  });
  return {
    status,
    value,
    context: context as unknown,
    output,
    error,
    ...(children.length > 0 && { children: Object.fromEntries(children) }),
  };
}

/**
 * To lose a message, or to take away one that could have stayed in flight, is in vain where messages overtake each other: what is left in
 * flight is in nobody's way.
 */
function isNeedless(transition: Transition, before: readonly unknown[], system: Observed): boolean {
  const { legs, rule } = transition;
  const message = legs.map(messageIn).find((one) => one !== null);
  if (message == null) return false;
  const inbox = legs.find(({ event }) => event.type === 'TAKE')?.slot as InboxSlot;
  const channel = system.channelOf(message.from, inbox.name.slice(1));
  if (rule.name === LOSE) return channel.kind !== 'fifo';
  if (rule.name !== DELIVER) return false;
  if (isSet(channel)) return true;
  return channel.kind !== 'fifo' && happeningsOf(transition, before, system).length === 0;
}

/** What an actor may be given and ignores: of the world, and what stays in flight. */
function ignoredBy(system: Observed, actor: Actor, states: readonly unknown[]): readonly ReceivedEvent[] {
  const snapshot = stateOf(system, actor, states);
  if (snapshot.status !== 'active') return [];
  const staying = inFlightTo(system, actor, states).filter(({ from }) =>
    isSet(system.channelOf(from, actor.name)),
  );
  const all: readonly ReceivedEvent[] = [
    ...system.inputsOf(actor).map((event) => ({ from: null, event })),
    ...staying,
  ];
  return all.filter(({ event }) => actor.component.step(snapshot, event).length === 0);
}

function inFlightTo(
  { post, slots }: Observed,
  { name }: Actor,
  states: readonly unknown[],
): readonly InFlight[] {
  const inbox = post.inboxes.get(name);
  return inbox === undefined ? [] : (states[slots.indexOf(inbox)] as InboxMessages);
}

type Wanted = Parameters<NonNullable<Observation['whyNot']>>[1];

function whyNot(system: Observed, actor: Actor, wanted: Wanted, states: readonly unknown[]): WhyNot {
  const snapshot = stateOf(system, actor, states);
  const at = actor.component.stateName?.(snapshot) ?? '';
  const where = `${actor.name} is ${snapshot.status === 'active' ? at || 'at its only state' : `${snapshot.status}: ${at}`}`;
  if (wanted.received !== undefined) {
    const missing = whyNotThere(system, actor, wanted.received, states);
    if (missing !== null) return { text: `${missing}; ${where}`, guards: [] };
    const { event } = wanted.received;
    const guards = snapshot.status === 'active' ? refusedBy(snapshot, event) : [];
    const has = guards.length === 0 ? 'has no transition' : 'has no transition whose guards all say yes';
    return { text: `${where}, and ${has} for ${event.type}`, guards };
  }
  const moves = actor.component.moves(snapshot).map(({ action, params }) => textOf(action, params));
  const what = wanted.timer === undefined ? wanted.action : `timer ${wanted.timer}`;
  const could = moves.length === 0 ? 'nothing that it could do by itself' : `only ${moves.join('; ')}`;
  return { text: `${where}, and has no ${what} there, ${could}`, guards: [] };
}

/** Why nobody can have given an event to an actor; null if somebody can. */
function whyNotThere(
  system: Observed,
  actor: Actor,
  { from, event }: NonNullable<Wanted['received']>,
  states: readonly unknown[],
): string | null {
  const inFlight = inFlightTo(system, actor, states).filter((one) => from == null || one.from === from);
  const inputs = from == null ? system.inputsOf(actor) : [];
  const key = keyOfEvent(event);
  const isThat = (one: EventLike): boolean => keyOfEvent(one) === key;
  if (inputs.some(isThat) || isSynchronous(system.channelOf, from, actor)) return null;
  const there = inFlight.filter((one) => isThat(one.event));
  const firstOf = (sender: string): InFlight | undefined => inFlight.find((one) => one.from === sender);
  const isNext = (one: InFlight): boolean =>
    system.channelOf(one.from, actor.name).kind !== 'fifo' || firstOf(one.from) === one;
  if (there.some(isNext)) return null;
  const [waiting] = there;
  if (waiting !== undefined) {
    const first = eventText((firstOf(waiting.from) ?? waiting).event);
    return `${eventText(event)} from ${waiting.from} is in flight to ${actor.name}, behind ${first}`;
  }
  const list = (events: readonly EventLike[]): string => events.map(eventText).join(', ') || 'nothing';
  const flying = `in flight ${from == null ? '' : `from ${from} `}to ${actor.name} is ${list(inFlight.map((one) => one.event))}`;
  const given = from == null ? `; the world may send ${list(inputs)}` : '';
  return `there is no ${eventText(event)} to take: ${flying}${given}`;
}

function isSynchronous(channelOf: ChannelOf, from: string | null | undefined, { name }: Actor): boolean {
  return from != null && (channelOf(from, name) as Channel).kind === 'broadcast';
}
