/**
 * Plain atomic broadcast: what users get, and nothing of how. Applications submit payloads, the system puts them
 * into one order, and each application is delivered a prefix of it. The completed protocol refines it (Abadi and
 * Lamport, 1991).
 */
import { assign, setup, type SnapshotFrom } from 'xstate';
import {
  leg,
  refinementMapping,
  rule,
  slot,
  xstateComponent,
  type EffectLike,
  type Model,
  type RefinementMapping,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { allHosts, hostAt, hostName } from '../ring.js';
import { PAYLOADS_A_LIFE, type Entry } from './log.js';
import type { HostSnapshot } from './names.js';
import type { ExoOptions, Reduction } from './options.js';
import { everAgreed } from './properties.js';
import { isDiskless } from './steps-made-one.js';
import type { System } from './system.js';

/** A payload by its source and its number there. */
export interface Payload {
  readonly source: number;
  readonly payload: number;
}

interface Broadcast {
  /** How many payloads each application has submitted; 'inf' where it always has one more. */
  readonly submitted: readonly (number | 'inf')[];
  readonly order: readonly Payload[];
  /** How many payloads of the order each application has been delivered. */
  readonly delivered: readonly number[];
}

type BroadcastEvent =
  | { readonly type: 'SUBMIT'; readonly host: number }
  | { readonly type: 'ORDER'; readonly payloads: readonly Payload[] }
  | { readonly type: 'DELIVER'; readonly host: number; readonly upTo: number }
  /** Without disks: an application begins anew, with nothing. */
  | { readonly type: 'FORGET'; readonly host: number };

/** The machine, in a dozen lines. */
export const atomicBroadcast = setup({
  types: { context: {} as Broadcast, events: {} as BroadcastEvent, input: {} as Broadcast },
  guards: {
    isInTurn: ({ context, event }) => event.type === 'ORDER' && areInTurn(context, event.payloads),
    isOrdered: ({ context: { order, delivered }, event }) =>
      event.type === 'DELIVER' && hostAt(delivered, event.host) < event.upTo && event.upTo <= order.length,
  },
  actions: {
    submit: assign(({ context: { submitted }, event }) =>
      event.type === 'SUBMIT' ? { submitted: submitted.map(oneMoreAt(event.host)) } : {},
    ),
    order: assign(({ context: { order }, event }) =>
      event.type === 'ORDER' ? { order: [...order, ...event.payloads] } : {},
    ),
    deliver: assign(({ context: { delivered }, event }) =>
      event.type === 'DELIVER' ? { delivered: delivered.with(event.host, event.upTo) } : {},
    ),
    forget: assign(({ context: { delivered }, event }) =>
      event.type === 'FORGET' ? { delivered: delivered.with(event.host, 0) } : {},
    ),
  },
}).createMachine({
  id: 'atomic broadcast',
  context: ({ input }) => input,
  on: {
    SUBMIT: { actions: 'submit' },
    ORDER: { guard: 'isInTurn', actions: 'order' },
    DELIVER: { guard: 'isOrdered', actions: 'deliver' },
    FORGET: { actions: 'forget' },
  },
});

function oneMoreAt(host: number): (count: number | 'inf', at: number) => number | 'inf' {
  return (count, at) => (at === host && count !== 'inf' ? count + 1 : count);
}

/** Submitted, never ordered before, and in the order of their source; a crash may have lost some in between. */
function areInTurn({ submitted, order }: Broadcast, payloads: readonly Payload[]): boolean {
  return payloads.every(({ source, payload }, i) => {
    const before = [...order, ...payloads.slice(0, i)].filter((one) => one.source === source);
    const count = hostAt(submitted, source);
    return (count === 'inf' || payload < count) && before.every((one) => one.payload < payload);
  });
}

type BroadcastSlot = Slot<SnapshotFrom<typeof atomicBroadcast>, BroadcastEvent, EffectLike>;

/** The slot of the machine. Submissions are not counted of all hosts for which that is said. */
export function broadcastSlot(
  { hosts, payloads }: ExoOptions,
  isUncounted: (host: number) => boolean = () => payloads === 'inf',
): BroadcastSlot {
  const input: Broadcast = {
    submitted: allHosts(hosts).map((host) => (payloads === 'inf' || isUncounted(host) ? 'inf' : 0)),
    order: [],
    delivered: allHosts(hosts).map(() => 0),
  };
  return slot('broadcast', xstateComponent(atomicBroadcast, { input }));
}

/** Numbers of a host's payloads that may come next besides the one after its last. */
type FurtherNumbers = (host: number) => readonly number[];

/** Plain atomic broadcast within the same bounds. */
export function broadcastModel(
  broadcast: BroadcastSlot,
  options: ExoOptions,
  further: FurtherNumbers = firstOfLives(options),
): Model {
  const { payloads } = options;
  const limit = payloads === 'inf' ? 0 : payloads;
  return {
    name: 'atomic broadcast',
    slots: [broadcast],
    rules: [
      ...(limit > 0 ? [submitRule(broadcast, limit)] : []),
      rule({
        name: 'Order',
        slot: broadcast,
        offers: ({ context }) =>
          batches(context, options, further).map((batch) => ({
            params: { payloads: batch.map(showPayload) },
            legs: [leg(broadcast, { type: 'ORDER', payloads: batch })],
          })),
      }),
      rule({
        name: 'Deliver',
        slot: broadcast,
        offers: ({ context: { order, delivered } }) =>
          delivered.flatMap((count, host) =>
            order.slice(count).map((_, i) => ({
              params: { host: hostName(host), upTo: count + i + 1 },
              legs: [leg(broadcast, { type: 'DELIVER', host, upTo: count + i + 1 })],
            })),
          ),
      }),
      ...(isDiskless(options) && isGranted(options.crashes) ? [forgetRule(broadcast)] : []),
    ],
    routes: [],
    properties: [],
    mayEnd: () => true,
  };
}

function forgetRule(broadcast: BroadcastSlot): Rule {
  return rule({
    name: 'Forget',
    slot: broadcast,
    offers: ({ context: { delivered } }) =>
      delivered.flatMap((count, host) =>
        count === 0
          ? []
          : [{ params: { host: hostName(host) }, legs: [leg(broadcast, { type: 'FORGET', host })] }],
      ),
  });
}

function submitRule(broadcast: BroadcastSlot, limit: number): Rule {
  return rule({
    name: 'Submit',
    slot: broadcast,
    offers: ({ context: { submitted } }) =>
      submitted.flatMap((count, host) =>
        count === 'inf' || count >= limit
          ? []
          : [{ params: { host: hostName(host) }, legs: [leg(broadcast, { type: 'SUBMIT', host })] }],
      ),
  });
}

/** All payloads that may come next, several at a time, as far as there is room for them. */
function batches(
  context: Broadcast,
  options: ExoOptions,
  further: FurtherNumbers,
): readonly (readonly Payload[])[] {
  const grow = (batch: readonly Payload[]): readonly (readonly Payload[])[] => {
    if (context.order.length + batch.length >= options.slots) return [];
    return nextPayloads(context, batch, further).flatMap((payload) => {
      const longer = [...batch, payload];
      return [longer, ...grow(longer)];
    });
  };
  return grow([]);
}

/** Without disks, the first number of each life that a host may have; with them, of its one life. */
export function firstOfLives(options: ExoOptions): FurtherNumbers {
  const starts = Array.from({ length: livesOf(options) }, (_, life) => life * PAYLOADS_A_LIFE);
  return () => starts;
}

/** How many lives a host may have; without disks each numbers its payloads anew. */
function livesOf(options: ExoOptions): number {
  if (!isDiskless(options)) return 1;
  return options.crashes === 'inf' ? LIVES_MAX : options.crashes + 1;
}

const LIVES_MAX = 9;

/** Of each source what may be ordered next; where it always has one more, that one, or the first of a later life. */
function nextPayloads(
  { submitted, order }: Broadcast,
  batch: readonly Payload[],
  further: FurtherNumbers,
): readonly Payload[] {
  return submitted.flatMap((count, source) => {
    const first = [...order, ...batch]
      .filter((one) => one.source === source)
      .reduce((next, { payload }) => Math.max(next, payload + 1), 0);
    if (count === 'inf') {
      const starts = further(source);
      return [first, ...starts.filter((start) => start > first)].map((payload) => ({ source, payload }));
    }
    const last = count - 1;
    return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => ({ source, payload: first + i }));
  });
}

/** What can be seen of plain atomic broadcast: what each application was delivered, and not just how much. */
interface SeenBroadcast {
  readonly submitted: Broadcast['submitted'];
  readonly order: readonly string[];
  readonly delivered: readonly (readonly string[])[];
}

export function seen({
  context: { submitted, order, delivered },
}: {
  readonly context: Broadcast;
}): SeenBroadcast {
  const shown = order.map(showPayload);
  return { submitted, order: shown, delivered: delivered.map((count) => shown.slice(0, count)) };
}

function showPayload({ source, payload }: Payload): string {
  return `${hostName(source)}.${payload}`;
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
