/**
 * The published protocol on an asynchronous network: each (message, receiver) is in flight until it is received
 * or lost, each a transition of its own, so that delay and reordering are enumerated too. A partition is a
 * delay here, so there is no budget for one.
 *
 * With `literal` this is the form that other checkers can count: host 0 starts; time-outs and losses draw on
 * their budgets; a message that does not fit is consumed; no error, no recovery, no crash, no ghosts.
 */
import { ExoError, leg, route, rule, slot, type Model, type Rule, type Slot } from '../../checker/index.js';
import { isGranted } from '../medium/budget.js';
import { inbox, type InboxEvent } from '../medium/inbox.js';
import { publishedDisplay } from './display.js';
import { DEFAULT_KNOBS, type KnobName } from './knobs.js';
import type { Message } from './log.js';
import { hostSlots, type PublishedOptions } from './model.js';
import { hostName, type HostSlot } from './names.js';
import { literalAgreement, publishedProperties } from './properties.js';
import { possibilities } from './stuck.js';
import { outOfBandRoute, outOfBandSlot, overOutOfBand } from './out-of-band.js';
import {
  budgetSlot,
  crashRules,
  draw,
  hostAt,
  recoverRules,
  timeoutRules,
  type BudgetSlot,
} from './rules.js';

/** What the literal form has no part in: recovery, and what follows errors and crashes. */
const NOT_IN_LITERAL: readonly KnobName[] = ['recovery', 'inError', 'votes', 'restart'];

type InboxSlot = Slot<readonly Message[], InboxEvent<Message>, never>;

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
  const hosts = hostSlots(options);
  const inboxes = hosts.map((_, to): InboxSlot =>
    slot(`inbox${hostName(to)}`, inbox(`inbox ${hostName(to)}`)),
  );
  const timeouts = budgetSlot('timeouts', options.timeouts);
  const losses = budgetSlot('losses', options.losses);
  const crashes = budgetSlot('crashes', options.crashes);
  const oob = outOfBandSlot();
  const mayRepeat = options.knobs.retransmit === 'last' && isGranted(options.timeouts);
  const slots = [...hosts, ...inboxes, timeouts, losses, ...(options.literal ? [] : [oob, crashes])];
  return {
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
    possibilities: possibilities(
      options,
      slots.map(({ name }) => name),
      asyncModel,
    ),
    display: publishedDisplay(hosts),
  };
}

/** P2, P4 (s32, s36): a holder of the token broadcasts. */
function sendRule(host: HostSlot, self: number): Rule {
  return rule({
    name: 'Broadcast',
    slot: host,
    offers: () => [{ params: { host: hostName(self) }, legs: [leg(host, { type: 'SEND' })] }],
  });
}

/** A6: the last sender repeats its message. */
function repeatRule(host: HostSlot, self: number, timeouts: BudgetSlot): Rule {
  return rule({
    name: 'Repeat',
    slot: host,
    offers: () => [
      { params: { host: hostName(self) }, legs: [leg(host, { type: 'REPEAT' }), draw(timeouts)] },
    ],
  });
}

function receiveRule(from: InboxSlot, host: HostSlot, to: number): Rule {
  return rule({
    name: 'Receive',
    slot: from,
    offers: (messages) =>
      messages.map((message) => ({
        params: { host: hostName(to), source: hostName(message.source), slot: message.slot },
        legs: [leg(from, { type: 'TAKE', message }), leg(host, { type: 'RECEIVE', message }, 'skip')],
      })),
  });
}

function loseRule(from: InboxSlot, to: number, losses: BudgetSlot): Rule {
  return rule({
    name: 'Lose',
    slot: from,
    offers: (messages) =>
      messages.map((message) => ({
        params: { host: hostName(to), source: hostName(message.source), slot: message.slot },
        legs: [leg(from, { type: 'TAKE', message }), draw(losses)],
      })),
  });
}
