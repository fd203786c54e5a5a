/**
 * One measurement of the simulator, in a process of its own: `node --expose-gc simulator-once.js <hosts> <deliveries>`; prints
 * `SimulatorUse` as JSON. A delivery is a frame that arrives at a host.
 */
import { memoryUsage } from 'node:process';
import { Simulation } from '../impl/index.js';

export interface SimulatorUse {
  readonly hosts: number;
  readonly deliveriesASecond: number;
  readonly messagesASecond: number;
  /** By how much more is in use, after a collection, than before the cluster, divided by its hosts: what is kept to judge the run is in it. */
  readonly bytesAHost: number;
}

const SLICE_EVENTS = 20_000;
/** Never reached: what ends a measurement is how much has been delivered. */
const DURATION_MS = 80_000_000;
/** What the runtime takes for itself, and for the code, is there once another cluster has agreed on as much as this. */
const ENTRIES_BEFORE = 20_000;

/** Runs a cluster without faults until a number of frames have arrived, the first tenth of them for warming up. */
export function measureSimulator(hosts: number, deliveries: number): SimulatorUse {
  const perEntry = hosts - 1;
  runFor(2, ENTRIES_BEFORE);
  let speed = { entries: 0, seconds: 1 };
  const all = memoryOf(() => {
    const run = runFor(hosts, deliveries / perEntry);
    speed = run;
    return run.simulation;
  });
  return {
    hosts,
    deliveriesASecond: (speed.entries * perEntry) / speed.seconds,
    messagesASecond: speed.entries / speed.seconds,
    bytesAHost: all / hosts,
  };
}

/** Until this number of entries is agreed: how many came after the first tenth, and how long they took. */
function runFor(
  hosts: number,
  upTo: number,
): { readonly simulation: Simulation; readonly entries: number; readonly seconds: number } {
  const simulation = new Simulation({ hosts, seed: 1, durationMs: DURATION_MS });
  const runTo = (many: number): void => {
    while (simulation.progress.entries < many) {
      const result = simulation.advance(SLICE_EVENTS);
      if (result !== null) throw new Error(`the run ended early: ${result.verdict}`);
    }
  };
  runTo(upTo / 10);
  const [before, startedAt] = [simulation.progress.entries, performance.now()];
  runTo(upTo);
  const seconds = (performance.now() - startedAt) / 1000;
  return { simulation, entries: simulation.progress.entries - before, seconds };
}

/** How many bytes what is made keeps in use. */
function memoryOf(make: () => Simulation): number {
  const before = bytesInUse();
  const made = make();
  const after = bytesInUse();
  // Until here it is kept.
  if (made.progress.entries === 0) throw new Error('nothing was agreed');
  return after - before;
}

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('run it as node --expose-gc');
  // What arrays have their numbers in is given back only by the collection after the one that finds them.
  for (let i = 0; i < 3; i++) globalThis.gc();
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

const [hosts, deliveries] = process.argv.slice(2).map(Number);
if (hosts !== undefined && deliveries !== undefined)
  process.stdout.write(`${JSON.stringify(measureSimulator(hosts, deliveries))}\n`);
