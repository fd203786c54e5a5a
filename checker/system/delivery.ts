/** The network of a system: what is sent goes into the inbox of its receiver, and is delivered, or lost. */
import { budgetSlot, draw, isGranted, type Budget, type BudgetSlot } from '../environment/budget.js';
import { lossyBus, type Carried, type CarryEffect, type CarryEvent } from '../environment/carriers.js';
import type { PartitionEvent, PartitionState } from '../environment/partition.js';
import { lossesOf, type Channel } from '../environment/channel.js';
import {
  channelInbox,
  deliverables,
  losable,
  type ChannelEvent,
  type InboxMessages,
  type InFlight,
} from '../environment/channel-inbox.js';
import { ExoError } from '../../errors/index.js';
import type { Actor } from './actors.js';
import { messageText } from './text.js';
import { distinctChannels, isLossy, type ChannelOf } from './links.js';
import type { EffectLike, EventLike } from '../model/component.js';
import {
  leg,
  route,
  rule,
  slot,
  type AnySlot,
  type Leg,
  type Offer,
  type Params,
  type Route,
  type Rule,
  type Slot,
} from '../model/rules.js';

export type InboxSlot = Slot<InboxMessages, ChannelEvent, never>;
export type PartitionSlot = Slot<PartitionState, PartitionEvent | CarryEvent, CarryEffect>;
type BusSlot = Slot<Budget, CarryEvent, CarryEffect>;

/** What carries the messages of a system. */
export interface Post {
  readonly slots: readonly AnySlot[];
  readonly rules: readonly Rule[];
  readonly routes: readonly Route[];
  /** The inboxes by the names of their receivers; none where all that is sent arrives at once. */
  readonly inboxes: ReadonlyMap<string, InboxSlot>;
}

interface Office {
  readonly actors: readonly Actor[];
  readonly channelOf: ChannelOf;
  readonly partition: PartitionSlot | null;
  readonly inboxes: ReadonlyMap<string, InboxSlot>;
  /** By channel: where losses are drawn, and the bus of a channel that loses messages as they are sent. */
  readonly budgets: ReadonlyMap<Channel, BudgetSlot>;
  readonly buses: ReadonlyMap<Channel, BusSlot>;
}

export function postOf(
  actors: readonly Actor[],
  channelOf: ChannelOf,
  partition: PartitionSlot | null,
): Post {
  const channels = distinctChannels(channelOf, actors);
  const receivers = actors.filter(({ name: to }) =>
    actors.some(({ name: from }) => channelOf(from, to).kind !== 'broadcast'),
  );
  const office: Office = {
    actors,
    channelOf,
    partition,
    inboxes: new Map(receivers.map(({ name }) => [name, inboxSlot(name, channelOf)])),
    budgets: new Map(
      numbered(
        'losses',
        channels.filter((one) => isLossy(one) && lossesOf(one) !== 'inf'),
      ).map(([name, channel]) => [channel, budgetSlot(name, lossesOf(channel))]),
    ),
    buses: new Map(
      numbered(
        'bus',
        channels.filter((one) => one.kind === 'broadcast' && isGranted(one.losses)),
      ).map(([name, channel]) => [channel, slot(name, lossyBus(name, lossesOf(channel)))]),
    ),
  };
  return {
    slots: [...office.inboxes.values(), ...office.buses.values(), ...office.budgets.values()],
    rules: receivers.flatMap((actor) => [...deliverRules(office, actor), ...loseRules(office, actor)]),
    routes: routesOf(office),
    inboxes: office.inboxes,
  };
}

/** `bus`, `bus 2` and so on. */
function numbered<T>(name: string, values: readonly T[]): readonly (readonly [name: string, T])[] {
  return values.map((value, i) => [i === 0 ? name : `${name} ${i + 1}`, value]);
}

/** The inbox of an actor, named by an arrow to it. */
function inboxSlot(to: string, channelOf: ChannelOf): InboxSlot {
  return slot(
    `→${to}`,
    channelInbox(`→${to}`, (from) => channelOf(from, to)),
  );
}

export const DELIVER = 'Deliver';
/** A message is delivered and stays in flight. */
export const DUPLICATE = 'Duplicate';
export const LOSE = 'Lose';

function paramsOf({ from, event }: InFlight, to: string): Params {
  return { message: messageText(event, from, to) };
}

/**
 * A message that its receiver ignores is consumed. If it stays in flight, it is not delivered to a receiver that
 * ignores it: nothing would happen.
 */
function deliverRules(office: Office, { name: to, slot: receiver }: Actor): readonly Rule[] {
  const { actors, inboxes } = office;
  const channelOf = (from: string): Channel => office.channelOf(from, to);
  const inbox = inboxes.get(to) as InboxSlot;
  const offersOf = (messages: InboxMessages, isCopy: boolean): readonly Offer[] =>
    deliverables(messages, channelOf)
      .filter(({ message, stays }) => isCopy === (stays && channelOf(message.from).kind !== 'sent'))
      .map(({ message, stays }) => ({
        params: paramsOf(message, to),
        legs: stays
          ? [leg(receiver, message.event)]
          : [leg(inbox, { type: 'TAKE', message }), leg(receiver, message.event, 'skip')],
      }));
  // What an actor sends to itself may be all that there is, and need not be there.
  const isOptional = actors.length === 1 || isSynchronous(office);
  const canDouble = actors.some(({ name: from }) => isDoubling(channelOf(from)));
  return [
    rule({ name: DELIVER, slot: inbox, isOptional, offers: (messages) => offersOf(messages, false) }),
    ...(canDouble
      ? [rule({ name: DUPLICATE, slot: inbox, offers: (messages) => offersOf(messages, true) })]
      : []),
  ];
}

function isDoubling(channel: Channel): boolean {
  return channel.kind === 'lossy' && channel.duplicates;
}

/** Whether all that is sent to others arrives at once. */
function isSynchronous({ actors, channelOf }: Office): boolean {
  return distinctChannels(channelOf, actors).every(({ kind }) => kind === 'broadcast');
}

function loseRules({ actors, channelOf, inboxes, budgets }: Office, { name: to }: Actor): readonly Rule[] {
  if (!actors.some(({ name: from }) => isLossy(channelOf(from, to)))) return [];
  const inbox = inboxes.get(to) as InboxSlot;
  const lose = rule({
    name: LOSE,
    slot: inbox,
    offers: (messages) =>
      losable(messages, (from) => channelOf(from, to)).map(({ message, channel }): Offer => {
        const budget = budgets.get(channel);
        const price = budget === undefined ? [] : [draw(budget)];
        return { params: paramsOf(message, to), legs: [leg(inbox, { type: 'TAKE', message }), ...price] };
      }),
  });
  return [lose];
}

function routesOf(office: Office): readonly Route[] {
  const { actors, partition, buses } = office;
  const ends = ({ from, to }: Carried): readonly [Actor, Actor] => [
    actors[from] as Actor,
    actors[to] as Actor,
  ];
  const carried = (then: (from: Actor, to: Actor, event: EventLike) => readonly Leg[]) => {
    return ({ type, params }: CarryEffect): readonly Leg[] =>
      type === 'lost' ? [] : then(...ends(params), params.event);
  };
  return [
    ...actors.map((actor) => route(actor.slot, (effect) => legsOf(office, actor, effect))),
    ...(partition === null
      ? []
      : [
          route(
            partition,
            carried((from, to, event) => arrive(office, from, to, event)),
          ),
        ]),
    ...[...buses.values()].map((bus) =>
      route(
        bus,
        carried((_, to, event) => [leg(to.slot, event, 'skip')]),
      ),
    ),
  ];
}

/** Where an effect of an actor goes. Its own actions are for the world outside, which the model leaves out. */
function legsOf(office: Office, actor: Actor, { type, params }: EffectLike): readonly Leg[] {
  if (type === 'xstate.sendTo') {
    const { to, event } = params as { readonly to: string; readonly event: EventLike };
    const receiver = office.actors.find(({ name }) => name === to);
    // It goes to one of `peers`, which are no part of the model.
    if (receiver === undefined) return [];
    if (!receiver.component.accepts(event.type)) throw unheard(actor, receiver, event);
    return send(office, actor, receiver, event);
  }
  if (type !== 'xstate.emit') return [];
  const { event } = params as { readonly event: EventLike };
  const heard = office.actors.filter(
    (other) =>
      other !== actor &&
      office.channelOf(actor.name, other.name).kind === 'broadcast' &&
      other.component.accepts(event.type),
  );
  return heard.flatMap((receiver) => send(office, actor, receiver, event));
}

function send(office: Office, from: Actor, to: Actor, event: EventLike): readonly Leg[] {
  const { actors, partition } = office;
  // It may have its own name from somebody else, in an event to be answered.
  if (from === to) return [leg(to.slot, event, 'skip')];
  if (partition === null) return arrive(office, from, to, event);
  return [leg(partition, { type: 'CARRY', from: actors.indexOf(from), to: actors.indexOf(to), event })];
}

/** What has not been lost to a split goes into the inbox, or to the receiver at once. */
function arrive(
  { actors, channelOf, inboxes, buses }: Office,
  from: Actor,
  to: Actor,
  event: EventLike,
): readonly Leg[] {
  const channel = channelOf(from.name, to.name);
  const bus = buses.get(channel);
  if (bus !== undefined) {
    return [leg(bus, { type: 'CARRY', from: actors.indexOf(from), to: actors.indexOf(to), event })];
  }
  const inbox = channel.kind === 'broadcast' ? undefined : inboxes.get(to.name);
  if (inbox === undefined) return [leg(to.slot, event, 'skip')];
  return [leg(inbox, { type: 'PUT', message: { from: from.name, event } })];
}

function unheard(from: Actor, to: Actor, event: EventLike): ExoError {
  return new ExoError(
    'EXO175',
    `'${from.name}' sends event '${event.type}' to '${to.name}', and no state of that chart handles it: ` +
      'handle it there, if only to ignore it, or mend its name',
  );
}
