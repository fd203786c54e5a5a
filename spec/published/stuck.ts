/**
 * Whether the published protocol can always go on: from every reachable state, with every loss, partition and
 * crash gone and hosts timing out as often as they like, somebody can agree on something more. The slides'
 * protocol cannot: a split vote leaves it stuck for ever.
 */
import {
  possibility,
  type Finding,
  type Model,
  type NamedPossibility,
  type Possibility,
  type Slot,
} from '../../checker/index.js';
import type { BudgetSlot } from '../../checker/environment/budget.js';
import type { PartitionEvent, PartitionState } from '../../checker/environment/partition.js';
import type { PublishedOptions } from './options.js';
import { placesWhere } from '../findings.js';
import { inHistory } from './log.js';
import type { AnyHostSlot, HostSnapshot } from './names.js';

/** The slots of a published model, and perhaps others beside them, as far as their states say what may still go wrong. */
export type PublishedSlots = {
  readonly hosts: readonly AnyHostSlot[];
  readonly partition?: Slot<PartitionState, PartitionEvent, never>;
  readonly timeouts: BudgetSlot;
  readonly losses: BudgetSlot;
  readonly crashes?: BudgetSlot;
};

/**
 * `CanAgree` asks it of every reachable state; `CanAgreeFirst` of those in which nothing has been agreed yet,
 * where being stuck means a split vote.
 */
export function possibilities(
  options: PublishedOptions,
  slots: PublishedSlots,
  modelOf: (options: PublishedOptions) => Model,
): readonly Possibility[] {
  const canAgree: NamedPossibility<PublishedSlots, 'hosts'> = {
    name: 'CanAgree',
    says: 'without losses, partitions and crashes and with any number of time-outs',
    slots,
    onward: () => modelOf({ ...options, timeouts: 'inf', losses: 0, partitions: 0, crashes: 0 }),
    // Every fault has ended, and hosts may wait for ever.
    carry: (states) => ({
      ...states,
      timeouts: 'inf',
      losses: 0,
      ...(states.crashes !== undefined && { crashes: 0 }),
      ...(states.partition !== undefined && { partition: { side: null, left: 0 } }),
    }),
    progressIn: 'hosts',
    progress: (before, after) => after.context.agreed > before.context.agreed,
    atBound: ({ context: { log, submitted, config } }) =>
      log.length >= config.slots || submitted >= config.slots,
    evidence: ({ hosts }) => whatEachWaitsFor(hosts),
  };
  return [
    possibility(canAgree),
    possibility({
      ...canAgree,
      name: 'CanAgreeFirst',
      among: ({ hosts }) => hosts.every(({ context }) => context.agreed === 0),
    }),
  ];
}

/** What each host waits for where nothing more can be agreed, of the first slot that nobody has agreed. */
function whatEachWaitsFor(hosts: readonly HostSnapshot[]): Finding {
  const slot = Math.max(...hosts.map(({ context }) => context.agreed));
  const waiting = hosts.map((host) => waitsFor(host));
  const values = [...new Set(waiting)];
  return {
    slot,
    values,
    at: values.map((value) => placesWhere(waiting, (one) => one === value)),
    how: 'not agreed, for want of',
    because: 'nothing more can ever be agreed, though nothing else goes wrong',
  };
}

function waitsFor({ value, context }: HostSnapshot): string {
  const { log, disputed, config } = context;
  const [first] = disputed;
  if (value === 'down') return 'its restart';
  if (first !== undefined) return `a majority with one entry in slot ${first.slot}`;
  const from = inHistory(log, config, config.self) ? ' from another host' : '';
  return `a message for slot ${log.length}${from}`;
}
