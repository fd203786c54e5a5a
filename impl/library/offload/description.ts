import { ExoError } from '../../../errors/index.js';
import type { TransportDescription } from '../../transport/transport.js';
import { transportOf } from '../../transport/described.js';
import { RunFile } from '../../tracing/run-file.js';
import { logOf, type LogDescription } from '../log-choice.js';
import type { EngineOptions, TracedOptions } from '../open-runtime.js';

/** What an engine is made of, as plain data that goes to another thread or process. */
export interface EngineDescription extends Omit<EngineOptions, 'transport' | 'log'> {
  readonly transport: TransportDescription;
  readonly log: LogDescription;
  /** How many engines there were before, of this host and process. */
  readonly enginesBefore: number;
  /** The file that takes a line for each step of the engine; none if left out. */
  readonly trace?: string;
}

/** @throws ExoError EXO448 for a transport, or a log, that only this thread can open. */
export function describeEngine(given: EngineOptions): EngineDescription {
  const { id, ring, transport, log, cluster, key, session, asNew, options } = given;
  if (transport.description === undefined) throw notDescribed(`transport '${transport.name}'`);
  if (log !== undefined && log.description === undefined) throw notDescribed(`log '${log.name}'`);
  return {
    id,
    ring,
    transport: transport.description,
    log: log?.description ?? { directory: null },
    enginesBefore: 0,
    ...(cluster !== undefined && { cluster }),
    ...(key !== undefined && { key }),
    ...(session !== undefined && { session }),
    ...(asNew !== undefined && { asNew }),
    ...(options !== undefined && { options }),
  };
}

/** @throws ExoError EXO448 for a kind of transport that is unknown. */
export function engineOptionsOf({ transport, log, trace, ...rest }: EngineDescription): TracedOptions {
  const isDiskless = rest.options?.storage === 'diskless';
  return {
    ...{ ...rest, layer: 'engine', transport: transportOf(transport) },
    ...(!isDiskless && { log: logOf(log) }),
    // A thread may be ended in any step: what it did before stands in the file.
    ...(trace !== undefined && { trace: new RunFile(trace, { lines: 'at once' }) }),
  };
}

function notDescribed(what: string): ExoError {
  return new ExoError(
    'EXO448',
    `${what} can be opened by this thread only, and an engine runs in another one; udpBroadcast, udpMulticast, udpEach, streams, directory and memory can be opened there`,
  );
}
