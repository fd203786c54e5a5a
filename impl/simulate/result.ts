import type { TraceState } from '../../traces/index.js';
import type { Cluster } from './cluster.js';
import type { ViolatedProperty } from './judge.js';
import type { SimulationOptions } from './options.js';

/**
 * `agreed`: nothing is wrong, and after the last fault the cluster agreed again and was done with all that waited.
 * `violated`: a property is broken. `stalled`: none is, and the cluster did not agree again in time.
 */
export type Verdict = 'agreed' | 'violated' | 'stalled';

/** What came of a simulation: plain data. Times are virtual. */
export interface SimulationResult {
  readonly verdict: Verdict;
  /** The property that is broken, or null. */
  readonly property: ViolatedProperty | null;
  /** What is wrong, in a line, or null. */
  readonly reason: string | null;
  readonly seed: number;
  readonly options: SimulationOptions;
  readonly virtualMs: number;
  readonly events: number;
  /** Agreed, counted once: entries, which are broadcasts, and the payloads in them. */
  readonly entries: number;
  readonly payloads: number;
  readonly submitted: number;
  readonly takeovers: number;
  readonly repeats: number;
  /** The highest number of an epoch. */
  readonly epoch: number;
  readonly faults: {
    readonly crashes: number;
    /** Of the crashes, those of the engine of a split host alone, and those of its driver alone. */
    readonly engineCrashes: number;
    readonly driverCrashes: number;
    readonly restarts: number;
    readonly partitions: number;
    readonly diskFailures: number;
    readonly slowDisks: number;
    /** Copies of frames and packets. */
    readonly lost: number;
    readonly cut: number;
    readonly duplicated: number;
    readonly corrupted: number;
  };
  /** Copies of frames that were broadcast, by receiver, and frames and packets out of band. */
  readonly broadcasts: number;
  readonly outOfBand: number;
  /** When the last fault ended; null if there was none. */
  readonly lastFaultMs: number | null;
  /** How long after it all hosts had delivered something new; null if that did not happen. */
  readonly agreedAgainAfterMs: number | null;
  /** How long after it all hosts had delivered something new of their own. */
  readonly returnedAfterMs: number | null;
  /** From when a payload is submitted to when it is delivered where that was. */
  readonly latencyMs: { readonly median: number; readonly p99: number };
  /** Of all that happened, in 16 hexadecimal digits: equal for equal options. */
  readonly digest: string;
  /** The steps that are kept, behind the state before them; empty unless some were to be. Where others are left out, a state `LeftOut` says how many. */
  readonly steps: readonly TraceState[];
  /** How many steps were not kept, where some were to be. */
  readonly stepsLeftOut: number;
}

/** How a run has ended. */
export type Ended = Pick<SimulationResult, 'verdict' | 'property' | 'reason'>;

/** The result of a cluster whose run has ended so. */
export function resultOf(cluster: Cluster, ended: Ended): SimulationResult {
  const { options, events, order, watch, latencies, submissions, faults, network, machines } = cluster;
  const { lost, cut, duplicated, corrupted, broadcasts, packets } = network.counts;
  const total = (count: (machine: Cluster['machines'][number]) => number): number =>
    machines.reduce((sum, machine) => sum + count(machine), 0);
  const since = (timeMs: number | null): number | null =>
    timeMs === null || watch.lastFaultMs === null ? null : timeMs - watch.lastFaultMs;
  return {
    ...ended,
    seed: options.seed,
    options,
    virtualMs: events.now,
    events: cluster.eventsDone,
    entries: order.length,
    payloads: order.payloads,
    submitted: submissions.count,
    takeovers: total(({ past, host }) => past.takeovers + (host?.counts.takeovers ?? 0)),
    repeats: total(({ past, host }) => past.repeats + (host?.counts.repeats ?? 0)),
    epoch: machines.reduce((most, { storage }) => Math.max(most, storage.durable.promised), 0),
    faults: { ...faults.counts, lost, cut, duplicated, corrupted },
    broadcasts,
    outOfBand: packets,
    lastFaultMs: watch.lastFaultMs,
    agreedAgainAfterMs: since(watch.agreedMs),
    returnedAfterMs: since(watch.returnedMs),
    latencyMs: { median: latencies.quantileMs(0.5), p99: latencies.quantileMs(0.99) },
    digest: digestOf(cluster),
    steps: cluster.recorder?.states() ?? [],
    stepsLeftOut: cluster.recorder?.leftOut ?? 0,
  };
}

function digestOf({ order, events, eventsDone, network }: Cluster): string {
  const words = new Int32Array(Float64Array.of(events.now, eventsDone, network.counts.packets).buffer);
  let [a, b] = [order.digestAt(order.payloads), order.length];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ a, 0x85ebca6b) ^ (b >>> 13);
  }
  b = Math.imul(b ^ order.entriesDigest, 0x01000193);
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
