/** The joint actions of the completed model. Their names are what traces and reports show. */
import { leg, rule, type Leg, type Offer, type Params, type Rule } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { sideOf, splits } from '../../checker/environment/partition.js';
import { allHosts, hostAt, hostName, othersThan } from '../ring.js';
import { crashRules } from './crash-rules.js';
import type { HostEvent } from './events.js';
import { beginsOf, gatherRule, inboxRules } from './inbox-rules.js';
import { nextPayload } from './log.js';
import type { HostSnapshot } from './names.js';
import type { ExoOptions } from './options.js';
import type { PacketKind, Wanted } from './packets.js';
import {
  isAnsweredAtOnce,
  isAsking,
  isEverlasting,
  isFetchedAtOnce,
  isWrittenAtOnce,
  mayForget,
  reduces,
} from './steps-made-one.js';
import { price, type BusSlot, type HostSlot, type PartitionSlot, type System } from './system.js';

export function rulesOf(system: System): readonly Rule[] {
  const { options, hosts, air, oob } = system;
  return [
    ...allHosts(options.hosts).flatMap((self) => hostRules(system, hostAt(hosts, self), self)),
    ...air.flatMap((inbox, to) => inboxRules(system, inbox, to, ['entry'])),
    ...oob.flatMap((inbox, to) => [
      ...inboxRules(system, inbox, to, outOfBandKinds(system)),
      ...(reduces(options, 'gather') ? [gatherRule(system, inbox, to)] : []),
    ]),
    ...(system.partition === null ? [] : partitionRules(system.partition, options.hosts)),
  ];
}

/** What may be in an out-of-band inbox. */
function outOfBandKinds({ options }: System): readonly PacketKind[] {
  return [
    'prepare',
    ...(reduces(options, 'gather') ? [] : (['promise'] as const)),
    'start',
    ...(isAsking(options) && !isFetchedAtOnce(options) ? (['entry'] as const) : []),
    ...(isAsking(options) ? (['install'] as const) : []),
    ...(isAsking(options) && !reduces(options, 'requests') ? (['fetch', 'join'] as const) : []),
    ...(takesAnswers(options) ? (['announce', 'answer'] as const) : []),
  ];
}

function hostRules(system: System, host: HostSlot, self: number): readonly Rule[] {
  const { options } = system;
  const name = hostName(self);
  const single = (action: string, event: HostEvent, when: (own: HostSnapshot) => boolean): Rule =>
    rule({
      name: action,
      slot: host,
      when: (own) => when(own) && own.can(event),
      offers: () => [{ params: { host: name }, legs: [leg(host, event)] }],
    });
  const always = (): boolean => true;
  const submits = options.payloads !== 'inf' && options.payloads > 0;
  return [
    ...(submits ? [submitRule(system, host, self)] : []),
    single('Append', { type: 'APPEND' }, ({ context }) => context.log.length < options.slots),
    broadcastRule(system, host, self),
    ...(isWrittenAtOnce(options) ? [] : [single('Persist', { type: 'PERSISTED' }, always)]),
    ...(reduces(options, 'deliver') ? [] : [single('Deliver', { type: 'DELIVER' }, always)]),
    ...timeoutRules(system, host, self),
    // With `gather` too: a host that needs no promise of others must not be hidden by it.
    startRule(system, host, self),
    ...(isAsking(options) ? askingRules(system, host, self) : []),
    ...crashRules(system, host, self),
    ...(mayForget(options) && isAnsweredAtOnce(options) ? answerRules(system, host, self) : []),
    ...(mayForget(options) && !isEverlasting(options)
      ? [single('AskAgain', { type: 'ASK_AGAIN' }, always)]
      : []),
  ];
}

/** Whether what recovering hosts ask and are answered is in flight. */
function takesAnswers(options: ExoOptions): boolean {
  return mayForget(options) && !isAnsweredAtOnce(options);
}

/** No nonce of any host. */
const LOST = -1;

/**
 * D4: a host hears of the life of another, and answers. What a host has announced in its lives stays in flight for ever, so the life
 * of its sender tells what there is. An answer may be lost, which is as good as one to a nonce that is not there any more; one more by
 * a host that has answered is the same as a first one that was lost.
 */
function answerRules({ options, hosts }: System, host: HostSlot, self: number): readonly Rule[] {
  return othersThan(self, options.hosts).map((from) => {
    const asking = hostAt(hosts, from);
    return rule({
      name: 'Answer',
      slot: host,
      reads: [asking],
      offers: (own, other) => {
        const life = other.context.lives?.life ?? 0;
        const isRecovering = other.matches('recovering');
        const isAnswered = other.context.lives?.answers.some((answer) => answer.from === self) === true;
        const known = own.context.lives?.known[from] ?? 0;
        const offer = (heard: number, nonce: number): Offer => ({
          params: {
            host: hostName(self),
            from: hostName(from),
            life: heard,
            ...(nonce < 0 && { lost: true }),
          },
          legs: [leg(host, { type: 'ANNOUNCE', packet: { kind: 'announce', from, life: heard, nonce } })],
        });
        return [
          ...(isRecovering && !isAnswered ? [offer(life, life)] : []),
          ...allHosts(life + 1)
            .filter((one) => one > known)
            .map((one) => offer(one, LOST)),
        ];
      },
    });
  });
}

/** R5: a starter begins its epoch, with the members that it chooses; the host knows who may be one. */
function startRule({ options }: System, host: HostSlot, self: number): Rule {
  const begins = beginsOf(options);
  return rule({
    name: 'Start',
    slot: host,
    offers: (own) =>
      begins
        .filter(({ event }) => own.can(event))
        .map(({ params, event }) => ({
          params: { host: hostName(self), ...params },
          legs: [leg(host, event)],
        })),
  });
}

/** R11: the application hands over one more payload; with the reduction, when it is about to be sent. */
function submitRule({ options }: System, host: HostSlot, self: number): Rule {
  const isLate = reduces(options, 'submit');
  const mayAppend = (own: HostSnapshot): boolean =>
    own.can({ type: 'APPEND' }) &&
    own.context.log.length < options.slots &&
    nextPayload(own.context) === null;
  return rule({
    name: 'Submit',
    slot: host,
    when: (own) =>
      options.payloads !== 'inf' && own.context.submitted < options.payloads && (!isLate || mayAppend(own)),
    offers: () => [
      {
        params: { host: hostName(self) },
        legs: [leg(host, { type: 'SUBMIT' }), ...(isLate ? [leg(host, { type: 'APPEND' as const })] : [])],
      },
    ],
  });
}

/** R2: a host says the last entry of its log, if that is its own, for the first time or again. */
function broadcastRule(system: System, host: HostSlot, self: number): Rule {
  const { bus, partition, options } = system;
  const event: HostEvent = { type: 'BROADCAST' };
  const when = (own: HostSnapshot): boolean => own.can(event);
  const params: Params = { host: hostName(self) };
  if (bus === null) {
    return rule({
      name: 'Broadcast',
      slot: host,
      when,
      offers: () => [{ params, legs: [leg(host, event)] }],
    });
  }
  const carried = (reached: readonly number[]): readonly Offer[] => [
    { params, legs: [aim(bus, reached), leg(host, event)] },
  ];
  return partition === null
    ? rule({ name: 'Broadcast', slot: host, when, offers: () => carried(othersThan(self, options.hosts)) })
    : rule({
        name: 'Broadcast',
        slot: host,
        reads: [partition],
        when,
        offers: (_own, parts) =>
          carried(sideOf(parts, self, options.hosts).filter((other) => other !== self)),
      });
}

function aim(bus: BusSlot, heardBy: readonly number[]): Leg {
  return leg(bus, { type: 'AIM', heardBy });
}

/** R5: a host that waits too long takes any of its own numbers above its promise; the host knows which are its own. */
function timeoutRules(system: System, host: HostSlot, self: number): readonly Rule[] {
  const { options, timeouts } = system;
  const granted = options.medium === 'receive-any' ? 'inf' : options.timeouts;
  if (!isGranted(granted) || options.epochs < 2) return [];
  return [
    rule({
      name: 'Timeout',
      slot: host,
      offers: () =>
        allHosts(options.epochs).map((epoch) => ({
          params: { host: hostName(self), epoch },
          legs: [leg(host, { type: 'TIMEOUT', epoch }), ...price(timeouts, granted)],
        })),
    }),
  ];
}

/**
 * R3, R9: a host asks another for entries of its epoch, or for the running epoch. Where Start records stay in flight
 * for ever, nobody need ask for one; only what is compacted is not there yet.
 */
function askingRules({ options }: System, host: HostSlot, self: number): readonly Rule[] {
  const others = othersThan(self, options.hosts);
  const hasRecords = isEverlasting(options) && reduces(options, 'requests');
  const asking = (name: string, type: 'CATCH_UP' | 'RETURN', kinds: readonly Wanted[]): Rule =>
    rule({
      name,
      slot: host,
      when: (own) => own.can({ type, to: self, wanted: 'entries' }),
      offers: () =>
        others.flatMap((to) =>
          kinds.map((wanted) => ({
            params: { host: hostName(self), to: hostName(to), wanted },
            legs: [leg(host, { type, to, wanted })],
          })),
        ),
    });
  return [
    asking('Fetch', 'CATCH_UP', ['entries', 'snapshot']),
    asking('Join', 'RETURN', hasRecords ? ['snapshot'] : ['entries', 'snapshot']),
  ];
}

function partitionRules(partition: PartitionSlot, hosts: number): readonly Rule[] {
  return [
    rule({
      name: 'Partition',
      slot: partition,
      offers: () =>
        splits(hosts).map((side) => ({
          params: { side: side.map(hostName) },
          legs: [leg(partition, { type: 'SPLIT', side })],
        })),
    }),
    rule({ name: 'Heal', slot: partition, offers: () => [{ legs: [leg(partition, { type: 'HEAL' })] }] }),
  ];
}
