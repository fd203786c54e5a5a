/** Plain atomic broadcast as a model: what applications may submit, be ordered and be delivered within the bounds. */
import { leg, rule, type Model, type Rule } from '../../checker/index.js';
import { hostName } from '../ring.js';
import { isGranted } from '../../checker/environment/budget.js';
import { showPayload, type Broadcast, type BroadcastSlot, type Payload } from './broadcast-machine.js';
import type { ExoOptions } from './options.js';
import { isDiskless } from './steps-made-one.js';
import { PAYLOADS_A_LIFE } from './log.js';

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

/** Numbers of a host's payloads that may come next besides the one after its last. */
type FurtherNumbers = (host: number) => readonly number[];

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
