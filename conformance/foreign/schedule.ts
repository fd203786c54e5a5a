/** What happens in a run, drawn from its seed: when which host is given a payload, crashes, and from whom it is cut off. */
import { Random, type Interval } from '../../impl/parts.js';
import type { ConformOptions } from './options.js';

export type Scheduled =
  | { readonly kind: 'submit'; readonly at: number; readonly host: number; readonly payload: string }
  | { readonly kind: 'crash'; readonly at: number; readonly host: number; readonly until: number }
  | {
      readonly kind: 'partition';
      readonly at: number;
      readonly side: readonly number[];
      readonly until: number;
    };

/** Payloads end with faults: after `durationMs` nothing more is done to the hosts. */
export function scheduleOf(options: ConformOptions, ids: readonly string[]): readonly Scheduled[] {
  const random = new Random(options.seed, 'conform');
  return [
    ...submissions(options, ids, random.split('payloads')),
    ...crashes(options, random.split('crashes')),
    ...partitions(options, random.split('partitions')),
  ];
}

function submissions(
  { payloads, durationMs }: ConformOptions,
  ids: readonly string[],
  random: Random,
): readonly Scheduled[] {
  return ids.flatMap((id, host) => {
    const times = Array.from({ length: payloads }, () => random.between(0, durationMs));
    times.sort((a, b) => a - b);
    return times.map((at, i) => ({ kind: 'submit', at, host, payload: `${id}-${i + 1}` }) as const);
  });
}

function crashes(
  { crashes: count, hosts, durationMs, downMs }: ConformOptions,
  random: Random,
): readonly Scheduled[] {
  // One host after the other, in an order that is drawn: with as many crashes as hosts each of them has one.
  const places = Array.from({ length: hosts }, (_, host) => host);
  const order: number[] = [];
  while (places.length > 0) order.push(...places.splice(random.below(places.length), 1));
  return Array.from({ length: count }, (_, i) => {
    const [at, until] = within(durationMs, downMs, random);
    return { kind: 'crash', at, until, host: order[i % hosts] as number } as const;
  });
}

function partitions(
  { partitions: count, hosts, durationMs, partitionMs }: ConformOptions,
  random: Random,
): readonly Scheduled[] {
  if (hosts < 2) return [];
  return Array.from({ length: count }, () => {
    const [at, until] = within(durationMs, partitionMs, random);
    const places = Array.from({ length: hosts }, (_, host) => host);
    const size = 1 + random.below(hosts - 1);
    const side: number[] = [];
    while (side.length < size) side.push(...places.splice(random.below(places.length), 1));
    return { kind: 'partition', at, until, side: side.sort((a, b) => a - b) } as const;
  });
}

/** A time at which something begins, and one at which it is over, before faults end. */
function within(durationMs: number, lasting: Interval, random: Random): readonly [number, number] {
  const lastsMs = Math.min(random.between(...lasting), 0.8 * durationMs);
  const at = random.between(0.05 * durationMs, durationMs - lastsMs);
  return [at, at + lastsMs];
}
