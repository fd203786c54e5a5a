/**
 * A cluster of real hosts in virtual time, under faults drawn from a seed (docs/simulator.md): nothing in it depends on
 * anything but the options, so that whatever goes wrong can be made to go wrong again.
 */
import { Cluster, hostName, type SimulationHooks } from './cluster.js';
import type { Violation } from './judge.js';
import { faultsEndMs, simulationOptions, type SimulationOptions } from './options.js';
import { resultOf, type SimulationResult, type Verdict } from './result.js';

/** Runs a whole simulation: a pure function of its options. What is left out of these has its default. */
export function simulate(options: Partial<SimulationOptions>, hooks: SimulationHooks = {}): SimulationResult {
  const simulation = new Simulation(options, hooks);
  for (;;) {
    const result = simulation.advance(Infinity);
    if (result !== null) return result;
  }
}

/** Where a simulation stands. */
export interface SimulationProgress {
  readonly virtualMs: number;
  readonly events: number;
  readonly entries: number;
  readonly payloads: number;
  readonly crashes: number;
  readonly partitions: number;
  readonly areFaultsOver: boolean;
}

/**
 * A simulation that is run piece by piece.
 *
 * @throws HostError EXO431 for an option that is wrong.
 */
export class Simulation {
  readonly options: SimulationOptions;
  private readonly cluster: Cluster;
  private result: SimulationResult | null = null;
  /** When all has to be done at the latest, once applications submit nothing any more. */
  private doneByMs = Infinity;

  constructor(options: Partial<SimulationOptions>, hooks: SimulationHooks = {}) {
    this.options = simulationOptions(options);
    this.cluster = new Cluster(this.options, hooks);
  }

  get progress(): SimulationProgress {
    const { events, eventsDone, order, faults } = this.cluster;
    const { crashes, partitions } = faults.counts;
    const { length: entries, payloads } = order;
    const areFaultsOver = faults.isOver;
    return {
      virtualMs: events.now,
      events: eventsDone,
      entries,
      payloads,
      crashes,
      partitions,
      areFaultsOver,
    };
  }

  /** Makes so many events happen, or all up to the end. Returns what came of it, or null if it has not ended. */
  advance(eventsMax: number): SimulationResult | null {
    if (this.result !== null) return this.result;
    const ended = this.runGuarded(eventsMax);
    if (ended === null) return null;
    this.result = resultOf(this.options, this.cluster, ended);
    return this.result;
  }

  /** What a host throws is what is wrong with it. */
  private runGuarded(eventsMax: number): Ended | null {
    try {
      return this.run(eventsMax);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const violation: Violation = { property: 'Sound', text: `a host has thrown: ${error.message}` };
      return { verdict: 'violated', violation, reason: error.stack ?? error.message };
    }
  }

  private run(eventsMax: number): Ended | null {
    const { cluster } = this;
    const { judge, events } = cluster;
    if (cluster.eventsDone === 0) cluster.begin();
    for (let left = eventsMax; left > 0; left--) {
      if (!cluster.step())
        return { verdict: 'stalled', violation: null, reason: 'nothing is to happen any more' };
      if (judge.violation !== null) return { verdict: 'violated', violation: judge.violation, reason: null };
      if (cluster.isLooking) {
        const ended = this.look(events.now);
        if (ended !== null) return ended;
      }
    }
    return null;
  }

  /** Whether all is done, or too late. */
  private look(nowMs: number): Ended | null {
    const { cluster, options } = this;
    const { faults, watch, submissions, machines, order } = cluster;
    if (!faults.isOver) return null;
    if (cluster.isDraining) {
      const left = machines.filter(({ self, application }) => {
        return application.payloads < order.payloads || !submissions.isDone(self);
      });
      if (left.length === 0) return { verdict: 'agreed', violation: null, reason: null };
      if (nowMs < this.doneByMs) return null;
      const reason = `${options.settleMs} ms after the last payload ${hosts(left.map(({ self }) => self))} still lack some`;
      return { verdict: 'stalled', violation: null, reason };
    }
    const lastFaultMs = watch.lastFaultMs ?? 0;
    if (watch.isSettled && nowMs >= options.durationMs) {
      cluster.isDraining = true;
      this.doneByMs = nowMs + options.settleMs;
    } else if (!watch.isSettled && nowMs > Math.max(lastFaultMs, faultsEndMs(options)) + options.settleMs) {
      const what = watch.agreedMs === null ? 'has not agreed' : 'has not let all hosts send';
      const reason = `the cluster ${what} again ${options.settleMs} ms after the last fault: ${hosts(watch.missing())}`;
      return { verdict: 'stalled', violation: null, reason };
    }
    return null;
  }
}

/** How a run has ended. */
export interface Ended {
  readonly verdict: Verdict;
  readonly violation: Violation | null;
  readonly reason: string | null;
}

function hosts(list: readonly number[]): string {
  return list.map(hostName).join(', ');
}
