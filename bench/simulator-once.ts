/**
 * One measurement of the simulator, in a process of its own: `node simulator-once.js <hosts> <deliveries>`; prints
 * `SimulatorUse` as JSON. A delivery is a frame that arrives at a host.
 */
import { memoryUsage } from 'node:process';
import { Simulation, simulate } from '../impl/index.js';

export interface SimulatorUse {
  readonly hosts: number;
  readonly deliveriesASecond: number;
  readonly messagesASecond: number;
  /** Resident memory, beyond that of the process after another, small cluster. */
  readonly bytesAHost: number;
}

const SLICE_EVENTS = 20_000;
/** Never reached: what ends a measurement is how much has been delivered. */
const DURATION_MS = 80_000_000;

/** Runs a cluster without faults until a number of frames have arrived, the first tenth of them for warming up. */
export function measureSimulator(hosts: number, deliveries: number): SimulatorUse {
  // What the runtime takes for itself, and for the code, is there before the cluster is.
  simulate({ hosts: 2, seed: 1, durationMs: 200 });
  const before = memoryUsage.rss();
  const simulation = new Simulation({ hosts, seed: 1, durationMs: DURATION_MS });
  const runTo = (many: number): void => {
    while (simulation.progress.entries * (hosts - 1) < many) {
      const result = simulation.advance(SLICE_EVENTS);
      if (result !== null) throw new Error(`the run ended early: ${result.verdict}`);
    }
  };
  runTo(deliveries / 10);
  const [entries, startedAt] = [simulation.progress.entries, performance.now()];
  runTo(deliveries);
  const seconds = (performance.now() - startedAt) / 1000;
  const messages = simulation.progress.entries - entries;
  return {
    hosts,
    deliveriesASecond: (messages * (hosts - 1)) / seconds,
    messagesASecond: messages / seconds,
    bytesAHost: (memoryUsage.rss() - before) / hosts,
  };
}

const [hosts, deliveries] = process.argv.slice(2).map(Number);
if (hosts !== undefined && deliveries !== undefined)
  process.stdout.write(`${JSON.stringify(measureSimulator(hosts, deliveries))}\n`);
