/**
 * How far clusters come, and at what cost, against the same clusters of the implementation that runs: same options, same
 * seeds. A version that agrees on everything in the end, and takes many times as long or as many messages, is faulty too.
 */
import * as sound from '../../impl/parts.js';
import type { HostPort, SimulationOptions, SimulationResult } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';

interface Scenario {
  readonly name: string;
  readonly options: Partial<SimulationOptions>;
  /** A figure that is this many times what it is of the twin is a fault; `TIMES` unless it is given. */
  readonly times?: number;
}

/** What makes hosts fall behind and catch up, wait for each other, and come back; over soon. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'losses', options: { hosts: 5, durationMs: 500, losses: 0.02 } },
  { name: 'losses out of band', options: { hosts: 3, durationMs: 500, losses: 0.05, outOfBandLosses: 0.2 } },
  { name: 'reordering', options: { hosts: 4, durationMs: 300, delayMs: [0.05, 0.4], host: { holdMs: 0 } } },
  { name: 'crashes', options: { hosts: 4, durationMs: 1_500, crashes: 3, downMs: [50, 200] } },
  { name: 'partitions', options: { hosts: 5, durationMs: 1_500, partitions: 3, partitionMs: [50, 200] } },
  { name: 'few payloads', options: { hosts: 9, durationMs: 2_000, rate: 3 } },
  {
    name: 'a ring at rest',
    options: { hosts: 5, durationMs: 1_500, rate: 1, host: { holdMs: 1, idleHoldMs: 50 } },
  },
  {
    name: 'a deaf member',
    options: {
      ...{ hosts: 3, durationMs: 4_000, faultsMs: 3_500, deaf: 1, delayMs: [0.5, 0.55], waiting: 2 },
      host: { returnMs: 100 },
    },
  },
  {
    name: 'a mute member',
    options: {
      ...{ hosts: 3, durationMs: 8_000, faultsMs: 7_500, mute: 1, delayMs: [0.5, 0.55], waiting: 1 },
      host: { returnMs: 60 },
    },
  },
  {
    name: 'losses, and slow out of band',
    options: { hosts: 16, durationMs: 300, losses: 0.01, outOfBandDelayMs: [2, 3] },
  },
  {
    name: 'takeovers that are slow out of band',
    options: {
      ...{
        hosts: 16,
        durationMs: 1_500,
        crashes: 4,
        downMs: [200, 400],
        outOfBandDelayMs: [2, 3],
        waiting: 1,
      },
      ...{ delayMs: [0.5, 0.55] },
      host: { holdMs: 0 },
    },
    times: 1.4,
  },
  {
    name: 'a deaf listener',
    options: {
      ...{ hosts: 3, durationMs: 6_000, faultsMs: 5_500, deaf: 1, delayMs: [0.5, 0.55], waiting: 1 },
      host: { returnMs: 20_000, takeoverMs: 50, backOffMs: 5 },
    },
  },
  {
    name: 'nobody for a while',
    options: {
      ...{
        hosts: 3,
        durationMs: 6_000,
        faultsMs: 5_000,
        losses: 1,
        outOfBandLosses: 1,
        delayMs: [0.5, 0.55],
        waiting: 1,
      },
    },
  },
  {
    name: 'a mute listener',
    options: {
      ...{ hosts: 3, durationMs: 6_000, faultsMs: 5_500, mute: 1, delayMs: [0.5, 0.55], waiting: 1 },
      host: { returnMs: 20_000, takeoverMs: 50, backOffMs: 5 },
    },
  },
  {
    name: 'payloads of any size out of order',
    options: {
      hosts: 8,
      durationMs: 300,
      payloadBytes: [0, 32_768],
      losses: 0.01,
      delayMs: [0.02, 0.08],
      rate: 500,
    },
  },
  {
    name: 'large payloads out of order',
    options: {
      hosts: 8,
      durationMs: 700,
      payloadBytes: [8_192, 32_768],
      losses: 0.02,
      delayMs: [0.02, 0.08],
      rate: 400,
    },
  },
  {
    name: 'messages that take longer than hosts wait',
    options: {
      ...{ hosts: 9, durationMs: 1_000, settleMs: 60_000, waiting: 1 },
      ...{ delayMs: [20, 60], outOfBandDelayMs: [20, 60] },
      host: { takeoverMs: 25, takeoverStepMs: 0, backOffMs: 5, repeatMs: 8, returnMs: 50, graceMs: 2 },
    },
  },
  {
    name: 'logs nearly full',
    options: {
      ...{
        hosts: 9,
        durationMs: 1_000,
        faultsMs: 700,
        losses: 0.25,
        outOfBandLosses: 0.2,
        crashes: 8,
        downMs: [1, 100],
      },
      ...{
        partitions: 8,
        partitionMs: [5, 100],
        waiting: 4,
        compactEvery: 3,
        compactMs: [0, 10],
        settleMs: 20_000,
      },
      host: { logEntriesMax: 16, takeoverMs: 25, repeatMs: 8, backOffMs: 10, returnMs: 50, graceMs: 2 },
    },
  },
  { name: 'slow disks', options: { hosts: 3, durationMs: 500, storage: 'disk', diskMs: [0.1, 1] } },
];
const SEEDS = [1, 2, 3];

/** A run, and how often its hosts have set timers. */
interface Run extends SimulationResult {
  readonly timers: number;
}

/** What is summed up over the seeds of a scenario. */
type Figures = Readonly<Record<keyof typeof FIGURES, number>>;

/** By figure: what it is of a run, and how much more of it, beyond a multiple, may still be by accident. */
const FIGURES = {
  'virtual ms a payload': {
    of: ({ virtualMs, payloads }: Run) => virtualMs / Math.max(payloads, 1),
    beyond: 0.01,
  },
  'ms until all send again': {
    of: ({ returnedAfterMs }: Run) => returnedAfterMs ?? 0,
    beyond: 200,
  },
  'median ms of a payload': { of: ({ latencyMs }: Run) => latencyMs.median, beyond: 1 },
  'messages out of band': { of: ({ outOfBand }: Run) => outOfBand, beyond: 300 },
  takeovers: { of: (result: Run) => result.takeovers, beyond: 8 },
  broadcasts: { of: ({ broadcasts }: Run) => broadcasts, beyond: 1_000 },
  repeats: { of: (result: Run) => result.repeats, beyond: 30 },
  // An entry costs its sender one; each more is work for every entry at every host.
  'timers set an entry': { of: ({ timers, entries }: Run) => timers / Math.max(entries, 1), beyond: 5 },
} as const;

/** A figure that is this many times what it is of the twin is a fault. */
const TIMES = 3;

/** The first figure that is worse by far, and the scenario in which it is; null if none is. */
export function slowness(
  impl: Implementation,
  scenarios = SCENARIOS,
): { readonly how: string; readonly where: string } | null {
  for (const { name, options, times = TIMES } of scenarios) {
    const faulty = figures(impl, options);
    if (typeof faulty === 'string') return { how: faulty, where: name };
    const twin = figures(sound, options);
    if (typeof twin === 'string') throw new Error(`without a fault, ${name}: ${twin}`);
    const worse = namesOf(FIGURES).find((one) => faulty[one] > times * twin[one] + FIGURES[one].beyond);
    if (worse !== undefined) return { how: `Progress: ${worse}`, where: name };
  }
  return null;
}

/** Summed up over all seeds; or what was wrong with one of the runs. */
function figures(impl: Implementation, options: Partial<SimulationOptions>): Figures | string {
  const results: Run[] = [];
  for (const seed of SEEDS) {
    let timers = 0;
    const port = (given: HostPort): HostPort => counting(given, () => (timers += 1));
    const result = impl.simulate({ ...options, seed }, { port });
    if (result.verdict !== 'agreed') return result.property ?? result.verdict;
    results.push({ ...result, timers });
  }
  const sums = namesOf(FIGURES).map((one) => [
    one,
    results.reduce((sum, result) => sum + FIGURES[one].of(result), 0),
  ]);
  return Object.fromEntries(sums) as Figures;
}

/** A port that tells of each timer that is set. */
function counting(port: HostPort, set: () => void): HostPort {
  return {
    ...(port.memory !== undefined && { memory: port.memory }),
    broadcast: (source, at, bytes) => port.broadcast(source, at, bytes),
    resend: (to, source, at, bytes) => port.resend(to, source, at, bytes),
    send: (to, packet) => port.send(to, packet),
    setTimer: (timer, delayMs) => {
      set();
      port.setTimer(timer, delayMs);
    },
    deliver: (delivery) => port.deliver(delivery),
    restore: (slot, snapshot) => port.restore(slot, snapshot),
    failed: (error) => port.failed(error),
  };
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(record) as Name[];
}
