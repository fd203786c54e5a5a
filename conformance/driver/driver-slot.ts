/** A running host as a slot of a model: its bounds, what its world does besides sending messages, and what has to hold of it. */
import {
  each,
  invariant,
  leg,
  rule,
  sometimes,
  type EffectLike,
  type Model,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { HostOptions } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import { hostName } from '../../spec/ring.js';
import { entriesIn, type DriverEvent, type DriverState } from './driver-state.js';

export interface DriverBounds {
  /** 2 to 9. */
  readonly hosts: number;
  /** The place of the running host in the ring. */
  readonly self: number;
  /** Slots that specified hosts fill. */
  readonly slots: number;
  /** Epochs 0, 1, … below this number. */
  readonly epochs: number;
  /** Payloads that the running host's application submits. */
  readonly payloads: number;
  /** Entries that its log has room for. */
  readonly log: number;
  /** Payloads that its queue has room for. */
  readonly queue: number;
  /** Whether its disk may fail. */
  readonly diskFails: boolean;
  /** Whether its application compacts. */
  readonly compacts: boolean;
}

/** With whatever it says. */
export type DriverSlot = Slot<DriverState, DriverEvent, EffectLike>;

/** Times are of no account: any timer that is set may go off at any time. */
export function hostOptions({ hosts, self, log, queue }: DriverBounds): HostOptions {
  return {
    ...implementation.DEFAULT_OPTIONS,
    ...{ hosts, self, logEntriesMax: log, logBytesMax: 65_536, packPayloadsMax: 1 },
    ...{ queuePayloadsMax: queue },
  };
}

/** Timers, disk and application. */
export function driverRules(
  driver: DriverSlot,
  { self, diskFails, compacts, payloads }: DriverBounds,
): readonly Rule[] {
  const host = hostName(self);
  const single = (name: string, event: DriverEvent, when: (own: DriverState) => boolean): Rule =>
    rule({ name, slot: driver, when, offers: () => [{ params: { host }, legs: [leg(driver, event)] }] });
  return [
    rule({
      name: 'Timer',
      slot: driver,
      offers: ({ timers }) =>
        timers.map((timer) => ({ params: { host, timer }, legs: [leg(driver, { type: 'TIMER', timer })] })),
    }),
    single('Flush', { type: 'FLUSHED' }, ({ flushing }) => flushing !== null),
    ...(diskFails ? [single('DiskFails', { type: 'DISK_FAILS' }, ({ flushing }) => flushing !== null)] : []),
    ...(payloads > 0 ? [single('Submit', { type: 'SUBMIT' }, ({ submitted }) => submitted < payloads)] : []),
    // Small logs have nothing to compact.
    ...(compacts ? [{ ...single('Compact', { type: 'COMPACT' }, () => true), isOptional: true }] : []),
  ];
}

/** What has to hold whoever the others are. */
export function soundness(driver: DriverSlot): Model['properties'] {
  return [
    invariant({
      name: 'ThrowsNothing',
      over: each([driver]),
      view: ({ problem }: DriverState) => (problem?.startsWith('exception') === true ? problem : null),
      holds: ([problem]) => problem === null || { values: [problem], at: [[0]], because: 'it throws' },
    }),
    invariant({
      name: 'ForgetsNothing',
      over: each([driver]),
      view: ({ problem }: DriverState) =>
        problem === null || problem.startsWith('exception') ? null : problem,
      holds: ([problem]) =>
        problem === null || { values: [problem], at: [[0]], because: 'it forgets something' },
    }),
    invariant({
      name: 'DeliversAgreed',
      over: each([driver]),
      view: (state: DriverState) => {
        const delivered = entriesIn(state).slice(0, state.host.core.delivered);
        const payloads = delivered.filter(({ payload }) => payload !== null).map(entryText);
        const { given } = state;
        if (payloads.join() === given.join()) return null;
        const place = payloads.findIndex((payload, i) => payload !== given[i]);
        const at = place < 0 ? payloads.length : place;
        return { at, agreed: payloads[at] ?? 'nothing', given: given[at] ?? 'nothing' };
      },
      holds: ([wrong]) =>
        wrong === null || {
          values: [`${wrong.given} as payload ${wrong.at} of the application`],
          at: [[0]],
          because: `of what is agreed and counts as delivered it is ${wrong.agreed}`,
        },
    }),
  ];
}

export function entryText({ source, payload }: Entry): string {
  return `${source}.${payload}`;
}

/** What has to come up, or the search was too small. */
export function witnessesOf(
  driver: DriverSlot,
  { log, queue, payloads, diskFails, self }: DriverBounds,
): Model['properties'] {
  const seen = (name: string, isSeen: (state: DriverState) => boolean): Model['properties'][number] =>
    sometimes({ name, over: each([driver]), view: isSeen, holds: ([is]) => is === true });
  return [
    seen('LogFull', ({ host }) => host.core.log.length - host.core.log.mark.length >= log),
    seen('Asks', ({ host }) => host.catchingUp.question.kind === 'asked'),
    seen('KeepsAhead', ({ host }) => host.catchingUp.ahead.length > 0),
    seen('WaitsForStorage', ({ host }) => host.deferred.mode !== 'open'),
    seen('TakesOver', ({ host }) => host.core.installed?.number === self && self > 0),
    seen('Listens', ({ host }) => host.returning.mode === 'listening'),
    ...(payloads > queue ? [seen('QueueFull', ({ host }) => host.core.queue.length >= queue)] : []),
    ...(diskFails ? [seen('DiskFailed', ({ host }) => host.writing.mode === 'failed')] : []),
  ];
}
