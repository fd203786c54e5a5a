/** Plain atomic broadcast as a machine: payloads are submitted, put into one order, and delivered in it. */
import { assign, setup, type SnapshotFrom } from 'xstate';
import { allHosts, hostAt, hostName } from '../ring.js';
import { slot, xstateComponent, type EffectLike, type Slot } from '../../checker/index.js';
import type { ExoOptions } from './options.js';

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

/** A payload by its source and its number there. */
export interface Payload {
  readonly source: number;
  readonly payload: number;
}

/** What the machine knows: the order, and how far each application has come. */
export interface Broadcast {
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

export type BroadcastSlot = Slot<SnapshotFrom<typeof atomicBroadcast>, BroadcastEvent, EffectLike>;

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

export function showPayload({ source, payload }: Payload): string {
  return `${hostName(source)}.${payload}`;
}
