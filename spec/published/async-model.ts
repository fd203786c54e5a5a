/**
 * The published protocol on an asynchronous network: each (message, receiver) is in flight until it is received
 * or lost, each a transition of its own, so that delay and reordering are enumerated too. A partition is a
 * delay here, so there is no budget for one.
 *
 * With `literal` this is the form that other checkers can count: host 0 starts; time-outs and losses draw on
 * their budgets; a message that does not fit is consumed; no error, no recovery, no crash, no ghosts.
 */
import {
  announcing,
  ExoError,
  leg,
  namedModel,
  route,
  rule,
  slot,
  type Announcement,
  type Premise,
  type Component,
  type Model,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import { budgetSlot, draw, isGranted, type BudgetSlot } from '../../checker/environment/budget.js';
import { deadForGood, type HeedfulLink } from '../../checker/environment/dead-for-good.js';
import {
  heedfulInbox,
  inbox,
  messagesIn,
  type HeedfulEvent,
  type InboxState,
} from '../../checker/environment/inbox.js';
import { publishedDisplay } from './display.js';
import { DEFAULT_KNOBS, type KnobName } from './knobs.js';
import { NOBODY, type Entry, type Message } from './log.js';
import type { HostEvent } from './host.js';
import { hostSlots } from './host-slots.js';
import type { PublishedOptions } from './options.js';
import type { HostEffect, HostSlot, HostSnapshot } from './names.js';
import { hostAt, hostName } from '../ring.js';
import { literalAgreement, publishedProperties } from './properties.js';
import { possibilities } from './stuck.js';
import { outOfBandRoute, outOfBandSlot, overOutOfBand } from './out-of-band.js';
import { crashRules, recoverRules, timeoutRules } from './rules.js';

/** What the literal form has no part in: recovery, and what follows errors and crashes. */
const NOT_IN_LITERAL: readonly KnobName[] = ['recovery', 'inError', 'votes', 'restart'];

type Horizon = readonly Entry[];
type InboxSlot = Slot<InboxState<Message, Horizon>, HeedfulEvent<Message, Horizon>, never>;
type AsyncHostSlot = Slot<HostSnapshot, HostEvent, HostEffect | Announcement<'horizon', Horizon>>;

export function asyncModel(options: PublishedOptions): Model {
  if (isGranted(options.partitions)) {
    throw new ExoError('EXO313', 'medium async takes no partitions (a partition is a delay there): use bus');
  }
  if (options.literal && isGranted(options.crashes)) {
    throw new ExoError('EXO313', 'the literal form takes no crashes: leave --literal out');
  }
  const idle = options.literal
    ? NOT_IN_LITERAL.find((name) => options.knobs[name] !== DEFAULT_KNOBS[name])
    : undefined;
  if (idle !== undefined) {
    throw new ExoError(
      'EXO313',
      `knob '${idle}' changes nothing in the literal form: leave it or --literal out`,
    );
  }
  const dropsDead = options.dropsDead === true;
  if (dropsDead && !options.literal) {
    throw new ExoError(
      'EXO313',
      'dead messages are dropped in the literal form only: elsewhere a message that does not fit starts a dispute',
    );
  }
  const hosts = hostSlots(options).map((host): AsyncHostSlot => (dropsDead ? announced(host) : host));
  const inboxes = hosts.map((_, to): InboxSlot => slot(`inbox${hostName(to)}`, inboxOf(to, options)));
  const timeouts = budgetSlot('timeouts', options.timeouts);
  const losses = budgetSlot('losses', options.losses);
  const crashes = budgetSlot('crashes', options.crashes);
  const oob = outOfBandSlot();
  const mayRepeat = options.knobs.retransmit === 'last' && isGranted(options.timeouts);
  const slots = { hosts, inboxes, timeouts, losses, ...(options.literal ? {} : { oob, crashes }) };
  return namedModel({
    name: 'published',
    slots,
    rules: [
      ...hosts.map((host, self) => sendRule(host, self)),
      ...(mayRepeat ? hosts.map((host, self) => repeatRule(host, self, timeouts)) : []),
      ...timeoutRules(hosts, timeouts, options.timeouts),
      ...inboxes.map((from, to) => receiveRule(from, hostAt(hosts, to), to)),
      ...(isGranted(options.losses) ? inboxes.map((from, to) => loseRule(from, to, losses)) : []),
      ...(options.literal ? [] : recoverRules(hosts, oob)),
      ...crashRules(hosts, crashes, options.crashes),
    ],
    routes: [
      ...hosts.map((host, from) =>
        route(host, (effect) => {
          if (effect.type === 'horizon') {
            return [leg(hostAt(inboxes, from), { type: 'HEED', horizon: effect.params })];
          }
          if (effect.type !== 'broadcast') return overOutOfBand(effect, oob);
          const { message } = effect.params;
          return inboxes.flatMap((to, receiver) =>
            receiver === from && options.knobs.ownCopy === 'send' ? [] : [leg(to, { type: 'PUT', message })],
          );
        }),
      ),
      ...(options.literal ? [] : [outOfBandRoute(oob, hosts)]),
    ],
    properties: options.literal ? [literalAgreement(hosts)] : publishedProperties(options, hosts),
    mayEnd: () => true,
    ...(dropsDead && { premises: [deadPremise(hosts, inboxes)] }),
    possibilities: possibilities(options, slots, asyncModel),
    display: publishedDisplay(hosts, options.knobs),
  });
}

/** A host that tells its inbox what its log is. */
function announced({ name, component }: HostSlot): AsyncHostSlot {
  return slot(
    name,
    announcing(component, 'horizon', ({ context }) => context.log),
  );
}

function inboxOf(
  to: number,
  options: PublishedOptions,
): Component<InboxState<Message, Horizon>, HeedfulEvent<Message, Horizon>, never> {
  const name = `inbox ${hostName(to)}`;
  const made =
    options.dropsDead === true ? heedfulInbox<Message, Horizon>(name, [], isDead) : inbox<Message>(name);
  return made as Component<InboxState<Message, Horizon>, HeedfulEvent<Message, Horizon>, never>;
}

/**
 * Whether a literal host with this log will never accept the message. Logs only grow there, so the message is dead
 * when its slot is filled, when a filled slot before it has another source than its history says, or when its
 * history puts into a slot that is still empty a source that the host will not accept there (P7).
 */
function isDead(log: Horizon, { slot: place, history }: Message): boolean {
  if (place < log.length) return true;
  const sourceAt = (at: number): number => log[at]?.source ?? history[place - 1 - at] ?? NOBODY;
  return history.some((source, back) => {
    const at = place - 1 - back;
    if (at < 0) return false;
    if (at < log.length) return log[at]?.source !== source;
    return history.some((_, before) => sourceAt(at - 1 - before) === source);
  });
}

/** What is dropped as dead is never accepted afterwards, verified of the hosts that are searched. */
function deadPremise(hosts: readonly AsyncHostSlot[], inboxes: readonly InboxSlot[]): Premise {
  const links = hosts.map(({ name, component }, i): HeedfulLink<HostSnapshot, Message, Horizon> => ({
    inbox: hostAt(inboxes, i).name,
    receiver: name,
    machine: component.name,
    horizonOf: ({ context }) => context.log,
    takes: (state, message) => state.can({ type: 'RECEIVE', message }),
    show: (message, { context }) =>
      `RECEIVE ${JSON.stringify(message)} with log ${JSON.stringify(context.log)}`,
  }));
  return deadForGood('dead-messages', 'search without --drop-dead', links);
}

/** P2, P4 (s32, s36): a holder of the token broadcasts. */
function sendRule(host: AsyncHostSlot, self: number): Rule {
  return rule({
    name: 'Broadcast',
    slot: host,
    offers: () => [{ params: { host: hostName(self) }, legs: [leg(host, { type: 'SEND' })] }],
  });
}

/** A6: the last sender repeats its message. */
function repeatRule(host: AsyncHostSlot, self: number, timeouts: BudgetSlot): Rule {
  return rule({
    name: 'Repeat',
    slot: host,
    offers: () => [
      { params: { host: hostName(self) }, legs: [leg(host, { type: 'REPEAT' }), draw(timeouts)] },
    ],
  });
}

function receiveRule(from: InboxSlot, host: AsyncHostSlot, to: number): Rule {
  return rule({
    name: 'Receive',
    slot: from,
    offers: (state) =>
      messagesIn(state).map((message) => ({
        params: { host: hostName(to), source: hostName(message.source), slot: message.slot },
        legs: [leg(from, { type: 'TAKE', message }), leg(host, { type: 'RECEIVE', message }, 'skip')],
      })),
  });
}

function loseRule(from: InboxSlot, to: number, losses: BudgetSlot): Rule {
  return rule({
    name: 'Lose',
    slot: from,
    offers: (state) =>
      messagesIn(state).map((message) => ({
        params: { host: hostName(to), source: hostName(message.source), slot: message.slot },
        legs: [leg(from, { type: 'TAKE', message }), draw(losses)],
      })),
  });
}
