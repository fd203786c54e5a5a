/**
 * A cluster of real hosts in virtual time, under faults drawn from a seed (docs/simulator.md): nothing in it depends on
 * anything but the options, so that whatever goes wrong can be made to go wrong again.
 */
import { Cluster } from './cluster.js';
import { Liveness } from './liveness.js';
import { simulationOptions, type SimulationOptions } from './options.js';
import { resultOf, type Ended, type SimulationResult } from './result.js';
import type { SimulationHooks } from './world.js';

/**
 * Runs a whole simulation: a pure function of its options. What is left out of these has its default.
 *
 * @throws ExoError EXO431 for an option that is wrong.
 *
 * @example
 * const { verdict, takeovers } = simulate({ hosts: 3, seed: 1, durationMs: 100 });
 * console.log(verdict, takeovers); // agreed 0
 */
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
 * @throws ExoError EXO431 for an option that is wrong.
 */
export class Simulation {
  readonly options: SimulationOptions;
  private readonly cluster: Cluster;
  private readonly liveness: Liveness;
  private result: SimulationResult | null = null;
  private hasBegun = false;

  constructor(options: Partial<SimulationOptions>, hooks: SimulationHooks = {}) {
    this.options = simulationOptions(options);
    this.cluster = new Cluster(this.options, hooks);
    this.liveness = new Liveness(this.cluster);
  }

  get progress(): SimulationProgress {
    const { events, eventsDone, order, faults } = this.cluster;
    const { crashes, partitions } = faults.counts;
    return {
      virtualMs: events.now,
      events: eventsDone,
      entries: order.length,
      payloads: order.payloads,
      crashes,
      partitions,
      areFaultsOver: faults.isOver,
    };
  }

  /** Makes this many events happen, or all up to the end. Returns what came of it, or null if it has not ended. */
  advance(eventsMax: number): SimulationResult | null {
    if (this.result !== null) return this.result;
    const ended = this.runGuarded(eventsMax);
    if (ended !== null) this.result = resultOf(this.cluster, ended);
    return this.result;
  }

  /** What is thrown is a violation: hosts throw nothing. */
  private runGuarded(eventsMax: number): Ended | null {
    try {
      return this.run(eventsMax);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { verdict: 'violated', property: 'Sound', reason: `${error.message}, thrown ${placeOf(error)}` };
    }
  }

  private run(eventsMax: number): Ended | null {
    const { cluster, liveness } = this;
    const { judge } = cluster;
    if (!this.hasBegun) {
      this.hasBegun = true;
      cluster.begin();
    }
    for (let left = eventsMax; left > 0; left--) {
      cluster.step();
      if (judge.violation !== null) {
        const { property, text } = judge.violation;
        return { verdict: 'violated', property, reason: text };
      }
      if (!cluster.isLooking) continue;
      const outcome = liveness.look();
      if (outcome.kind === 'done') return { verdict: 'agreed', property: null, reason: null };
      if (outcome.kind === 'late') return { verdict: 'stalled', property: null, reason: outcome.reason };
    }
    return null;
  }
}

/** `in agree (core.js:549)`: where an error was thrown, without the folders of this machine. */
function placeOf({ stack = '' }: Error): string {
  const frames = [...stack.matchAll(/^ *at (?:(\S+) \()?.*?([\w.-]+\.[jt]s):(\d+)/gm)];
  // Assertions are thrown for whoever calls them.
  const frame = frames.find(([, name]) => name !== 'assert');
  if (frame === undefined) return 'somewhere';
  const [, name = '', file = '', line = ''] = frame;
  return name === '' ? `at ${file}:${line}` : `in ${name} (${file}:${line})`;
}
