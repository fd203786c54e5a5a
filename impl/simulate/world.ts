import type { Host } from '../host/host.js';
import type { HostPort } from '../host/port.js';
import type { Storage } from '../storage/storage.js';
import type { PacketRing } from '../wire/packets.js';
import type { Events } from './events.js';
import type { GlobalOrder } from './global-order.js';
import type { Judge } from './judge.js';
import type { Latencies } from './latencies.js';
import type { Network } from './network.js';
import type { SimulationOptions } from './options.js';
import type { Opens, Sealing } from './sealing.js';
import type { DriverTracer } from '../tracing/traced-driver.js';
import type { RunTracer } from '../tracing/run-tracer.js';
import type { Recorder } from './recorder.js';
import type { Statements } from './statements.js';
import type { Submissions } from './submissions.js';
import type { Watch } from './watch.js';

/** What the machines, clients and faults of a simulation share: time, networks, and all that judges them. */
export interface World {
  readonly options: SimulationOptions;
  readonly hooks: SimulationHooks;
  readonly ring: PacketRing;
  readonly events: Events;
  readonly judge: Judge;
  readonly latencies: Latencies;
  readonly submissions: Submissions;
  readonly order: GlobalOrder;
  readonly statements: Statements;
  readonly watch: Watch;
  readonly network: Network;
  /** Null when nothing is sealed. */
  readonly sealing: Sealing | null;
  /** Null when no trace is kept. */
  readonly recorder: Recorder | null;
  /** By host, what writes the run; none where it is not written. */
  readonly tracers: readonly RunTracer[];
  /** By host, what traces the drivers of hosts that are split; empty where nobody traces, or no host is split. */
  readonly driverTracers: readonly DriverTracer[];
  /** Whether applications submit nothing any more. */
  readonly isDraining: boolean;
}

/** What a simulation tells on its way, and what can be put into it; for tests that break a host. */
export interface SimulationHooks {
  /** The number of last steps that are kept for a trace: 0 to 1,000,000; none if left out. */
  readonly traceSteps?: number;
  /** How many steps are kept around each fault and takeover besides, half of them before it; none if left out. A loss is no such fault. */
  readonly traceAround?: number;
  /** Takes the lines of the whole run, its header first (docs/run-format.md); it is not written if left out. */
  readonly runOut?: (line: string) => void;
  /** Told of each host, in each of its lives, before it starts. */
  readonly onHost?: (host: Host, self: number) => void;
  /** Makes what a host is given instead of its port. */
  readonly port?: (port: HostPort, self: number) => HostPort;
  /** Makes what a host opens messages with instead of an opener. What it opens, and what not, is held against it. */
  readonly opener?: (opener: Opens, self: number) => Opens;
  /** Makes what a host is given instead of a storage that has been opened. What it calls durable is held against it. */
  readonly storage?: (storage: Storage, self: number) => Storage;
}
