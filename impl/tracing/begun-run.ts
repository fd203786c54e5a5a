import { runLine, type RunHeader } from '../../traces/index.js';
import { runHeader } from './run-header.js';
import type { RunSink } from './run-sink.js';

/** Of whom a run is. */
export interface BeginningRun {
  /** All hosts, in ring order. */
  readonly names: readonly string[];
  /** The place of the host whose steps are written. */
  readonly self: number;
  readonly storage: 'durable' | 'diskless' | undefined;
  readonly layers?: RunHeader['layers'];
}

/** What the steps of a run are written with. */
export interface BegunRun {
  readonly names: readonly string[];
  readonly self: number;
  readonly write: (line: string) => void;
  /** Microseconds since 1970. */
  readonly nowUs: () => number;
}

/** Begins the run of one host: writes its header. */
export function begunRun(trace: RunSink, { names, self, storage, layers }: BeginningRun): BegunRun {
  const how = {
    ...(layers !== undefined && { layers }),
    ...(storage === 'diskless' && { storage }),
  };
  trace.write(runLine(runHeader(names, { ordering: 'actors', observed: [names[self] as string], ...how })));
  return {
    ...{ names, self, write: (line) => trace.write(line) },
    nowUs: () => Math.round(1_000 * (performance.timeOrigin + performance.now())),
  };
}
