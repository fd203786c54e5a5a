/**
 * Plain atomic broadcast: what users get, and nothing of how. Applications submit payloads, the system puts them
 * into one order, and each application is delivered a prefix of it. The completed protocol refines it (Abadi and
 * Lamport, 1991).
 */
import { refinementMapping, type Model, type RefinementMapping } from '../../checker/index.js';
import type { Entry } from './log.js';
import type { HostSnapshot } from './names.js';
import type { ExoOptions, Reduction } from './options.js';
import { everAgreed } from './properties.js';
import type { System } from './system.js';
import { broadcastSlot, showPayload, type Broadcast } from './broadcast-machine.js';
import { broadcastModel } from './broadcast-model.js';

/**
 * A state of the completed model as one of plain atomic broadcast: the order is the longest of what hosts have
 * ever agreed.
 */
export function atomicBroadcastRefinement(system: System): {
  readonly high: () => Model;
  readonly mapping: RefinementMapping;
} {
  const broadcast = broadcastSlot(system.options);
  const mapping = refinementMapping({
    name: ATOMIC_BROADCAST,
    reads: system.hosts,
    view: visibleOf,
    high: { broadcast },
    seen: { broadcast: seen },
    map: (hosts) => {
      const order = longest(hosts.map(({ agreed }) => agreed));
      return {
        broadcast: {
          submitted: hosts.map(({ submitted }) => submitted),
          order,
          delivered: hosts.map(({ delivered }) => delivered),
        },
      };
    },
  });
  return { high: () => broadcastModel(broadcast, system.options), mapping };
}

/** What can be seen of plain atomic broadcast: what each application was delivered, and not just how much. */
interface SeenBroadcast {
  readonly submitted: Broadcast['submitted'];
  readonly order: readonly string[];
  readonly delivered: readonly (readonly string[])[];
}

/** The state of the machine as a mapping gives it. */
export function seen({
  context: { submitted, order, delivered },
}: {
  readonly context: Broadcast;
}): SeenBroadcast {
  const shown = order.map(showPayload);
  return { submitted, order: shown, delivered: delivered.map((count) => shown.slice(0, count)) };
}

/** The payloads among some entries; empty messages are nothing to an application. */
export function payloadsOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ source, payload }) =>
    payload === null ? [] : [showPayload({ source, payload })],
  );
}

/** The property's name. */
export const ATOMIC_BROADCAST = 'AtomicBroadcast';

/**
 * The reductions that glue several steps of plain atomic broadcast together: Order and Deliver, and where
 * submissions are counted Submit and Order. The refinement is asked of models without them.
 */
export function glueing({ payloads }: Pick<ExoOptions, 'payloads'>): readonly Reduction[] {
  return payloads === 'inf' ? ['deliver'] : ['deliver', 'submit'];
}

/** The first of the longest logs. */
export function longest<T>(logs: readonly (readonly T[])[]): readonly T[] {
  return logs.reduce<readonly T[]>((most, log) => (log.length > most.length ? log : most), []);
}

/** What applications could notice of a host. */
export interface Visible {
  readonly submitted: number | 'inf';
  readonly agreed: readonly string[];
  /** What is recorded as delivered: a snapshot that comes with a log is, once that is written. */
  readonly delivered: readonly string[];
}

export function visibleOf(host: HostSnapshot): Visible {
  const { config, submitted, disk } = host.context;
  return {
    submitted: config.isBusy ? 'inf' : submitted,
    agreed: payloadsOf(longest([everAgreed(host), host.context.lives?.agreedBefore ?? []])),
    delivered: payloadsOf(disk.log.slice(0, disk.delivered)),
  };
}
