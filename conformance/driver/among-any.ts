/**
 * One running host, driver and core, among any two others: whatever hosts that follow the specification could send it comes, in any order, any
 * number of times, or never. The others have no state, so that there are as many states as the running host has, and its worlds may be larger than
 * with specified hosts (model.ts). They can do more: what is found here and cannot be found there need not be a fault.
 */
import {
  leg,
  route,
  rule,
  slot,
  type EffectLike,
  type Model,
  type Params,
  type Rule,
} from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { Packet } from '../../spec/exo/packets.js';
import { receptionOf } from '../../spec/exo/system.js';
import { hostName } from '../../spec/ring.js';
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
}

export function amongAnyModel(bounds: AmongAnyBounds, impl: Implementation = implementation): Model {
  const component = driverComponent({ impl, options: hostOptions(bounds), bounds }, true);
  const driver: DriverSlot = slot<DriverState, DriverEvent, EffectLike>(hostName(bounds.self), component);
  return {
    name: 'driver among any',
    slots: [driver],
    rules: [...driverRules(driver, bounds), ...receptions(driver, bounds)],
    // Nobody is there who would hear it.
    routes: [route(driver, () => [])],
    properties: [...soundness(driver), ...witnessesOf(driver, bounds)],
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
  ];
}

/** What tells the packets of a kind apart in a trace. */
function paramsOf(packet: Packet): Params {
  switch (packet.kind) {
    case 'entry':
      return { source: hostName(packet.source), epoch: packet.epoch, slot: packet.slot };
    case 'promise':
      return { from: hostName(packet.from), epoch: packet.epoch, ...paramsOfLog(packet) };
    case 'start': {
      const { number, members } = packet.epoch;
      return { epoch: number, members: members.map(hostName).join(''), ...paramsOfLog(packet) };
    }
    default:
      return 'epoch' in packet && typeof packet.epoch === 'number' ? { epoch: packet.epoch } : {};
  }
}

function paramsOfLog({ log, delivered }: Extract<Packet, { readonly kind: 'promise' | 'start' }>): Params {
  return { log: log.map(({ epoch, source }) => `${epoch}${hostName(source)}`).join(' '), delivered };
}
