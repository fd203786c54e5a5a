/**
 * One running host, driver and core, among any two others: whatever hosts that follow the specification could send it comes, in any order, any
 * number of times, or never. The others have no state, so that there are as many states as the running host has, and its worlds may be larger than
 * with specified hosts (model.ts). They can do more: what is found here and cannot be found there need not be a fault.
 */
import {
  each,
  leg,
  route,
  rule,
  slot,
  sometimes,
  type EffectLike,
  type Model,
  type Params,
  type Rule,
} from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { Packet } from '../../spec/exo/packets.js';
import { receptionOf } from '../../spec/exo/system.js';
import { allHosts, hostName } from '../../spec/ring.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { driverComponent } from './driver-component.js';
import {
  driverRules,
  hostOptions,
  soundness,
  witnessesOf,
  type DriverBounds,
  type DriverSlot,
} from './driver-slot.js';
import type { DriverEvent, DriverState } from './driver-state.js';
import { othersOf } from './others.js';
import type { Messages } from './possible.js';

export interface AmongAnyBounds extends DriverBounds {
  /** No more frames are ahead of their turn at once. */
  readonly early: number;
  /** Whether others ask for entries, and for the running epoch, and hint that they have payloads. */
  readonly asks: boolean;
  /** Whether others send snapshots of what is agreed, of the epoch that runs. */
  readonly installs: boolean;
}

export function amongAnyModel(bounds: AmongAnyBounds, impl: Implementation = implementation): Model {
  const component = driverComponent({ impl, options: hostOptions(bounds), bounds }, true);
  const driver: DriverSlot = slot<DriverState, DriverEvent, EffectLike>(hostName(bounds.self), component);
  return {
    name: 'driver among any',
    slots: [driver],
    rules: [
      ...driverRules(driver, bounds),
      ...receptions(driver, bounds),
      ...(bounds.asks ? questions(driver, bounds) : []),
    ],
    // Nobody is there who would hear it.
    routes: [route(driver, () => [])],
    properties: [
      ...soundness(driver),
      ...witnessesOf(driver, bounds),
      ...(bounds.asks ? [keepsQuestions(driver)] : []),
      ...(bounds.installs ? snapshotsOf(driver) : []),
    ],
    mayEnd: () => true,
  };
}

function receptions(driver: DriverSlot, bounds: AmongAnyBounds): readonly Rule[] {
  const others = othersOf(bounds);
  let last: { readonly state: DriverState; readonly messages: Messages } | null = null;
  /** Rules ask of the same state one after the other. */
  const messagesFor = (state: DriverState): Messages => {
    if (last?.state !== state) last = { state, messages: others(state) };
    return last.messages;
  };
  const received = (name: string, of: (messages: Messages) => readonly Packet[]): Rule =>
    rule({
      name,
      slot: driver,
      when: ({ host }) => host.writing.mode !== 'failed',
      offers: (state) =>
        of(messagesFor(state)).map((packet) => ({
          params: { host: hostName(bounds.self), ...paramsOf(packet) },
          legs: [leg(driver, receptionOf(packet) as DriverEvent)],
        })),
    });
  return [
    received('Receive', ({ entries }) => entries),
    received('Promise', ({ prepares }) => prepares),
    received('Gather', ({ promises }) => promises),
    received('Install', ({ starts }) => starts),
    ...(bounds.installs ? [received('CatchUp', ({ installs }) => installs)] : []),
  ];
}

/**
 * R3, R9, R2: what another host asks, and hints. Nobody sees what it is answered; what counts here is that nothing else comes of it, whatever the
 * host is in the middle of. A question that has to wait for storage does.
 */
function questions(driver: DriverSlot, { hosts, self, epochs }: AmongAnyBounds): readonly Rule[] {
  const from = (self + 1) % hosts;
  const asked = (name: string, of: (core: DriverState['host']['core']) => readonly DriverEvent[]): Rule =>
    rule({
      name,
      slot: driver,
      when: ({ host }) => host.writing.mode !== 'failed',
      offers: ({ host }) =>
        of(host.core).map((event, which) => ({
          params: { host: hostName(self), which },
          legs: [leg(driver, event)],
        })),
    });
  const fetch = (epoch: number, length: number): DriverEvent => {
    const packet = { kind: 'fetch', wanted: 'entries', from, epoch, length } as const;
    return { type: 'FETCH', packet };
  };
  const join = (promised: number, isInstalled: boolean): DriverEvent => {
    const packet = { kind: 'join', wanted: 'entries', from, promised, isInstalled } as const;
    return { type: 'JOIN', packet };
  };
  return [
    asked('AnswerFetch', ({ promised, log }) =>
      [0, log.length - 1]
        .filter((length, which) => length > 0 || which === 0)
        .map((length) => fetch(promised, length)),
    ),
    asked('AnswerJoin', ({ promised }) => [
      join(0, true),
      ...allHosts(epochs)
        .filter((epoch) => epoch >= promised)
        .map((epoch) => join(epoch, false)),
    ]),
    asked('Hint', ({ promised, log }) => [{ type: 'HINT', from, epoch: promised, slot: log.length + 1 }]),
  ];
}

function keepsQuestions(driver: DriverSlot): Model['properties'][number] {
  return sometimes({
    name: 'KeepsQuestion',
    over: each([driver]),
    view: ({ host }: DriverState) =>
      host.deferred.packets.some(({ kind }) => kind === 'fetch' || kind === 'join'),
    holds: ([is]) => is === true,
  });
}

function snapshotsOf(driver: DriverSlot): Model['properties'] {
  const seen = (name: string, isSeen: (state: DriverState) => boolean): Model['properties'][number] =>
    sometimes({ name, over: each([driver]), view: isSeen, holds: ([is]) => is === true });
  return [
    seen('KeepsSnapshot', ({ host }) => host.deferred.packets.some(({ kind }) => kind === 'install')),
    seen('TakesSnapshot', ({ prefix, given }) => prefix.length > 0 && given.length > 0),
    // At rest all that is agreed is delivered: such a snapshot was taken in the step in which a flush made something agreed, so had waited for that.
    seen(
      'TakesSnapshotThatWaited',
      ({ host: { core } }) => core.delivered < core.agreed && core.agreed < core.log.mark.length,
    ),
  ];
}

/** What tells the packets of a kind apart in a trace. */
function paramsOf(packet: Packet): Params {
  switch (packet.kind) {
    case 'entry':
      return { source: hostName(packet.source), epoch: packet.epoch, slot: packet.slot };
    case 'promise':
      return { from: hostName(packet.from), epoch: packet.epoch, ...paramsOfLog(packet) };
    case 'start':
    case 'install': {
      const { number, members } = packet.epoch;
      return { epoch: number, members: members.map(hostName).join(''), ...paramsOfLog(packet) };
    }
    default:
      return 'epoch' in packet && typeof packet.epoch === 'number' ? { epoch: packet.epoch } : {};
  }
}

function paramsOfLog({
  log,
  delivered,
}: Extract<Packet, { readonly kind: 'promise' | 'start' | 'install' }>): Params {
  return { log: log.map(({ epoch, source }) => `${epoch}${hostName(source)}`).join(' '), delivered };
}
