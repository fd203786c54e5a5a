import { begunRun } from '../../tracing/begun-run.js';
import type { RunSink } from '../../tracing/run-sink.js';
import { DriverTracer } from '../../tracing/traced-driver.js';
import { membersOf } from '../members.js';
import type { EngineOptions } from '../open-runtime.js';

/** What writes the run of a driver, whose header it has written; null where nobody wants it. */
export function driverTracerFor(
  { trace, id, ring, options }: EngineOptions & { readonly trace?: RunSink },
  self: number,
): DriverTracer | null {
  if (trace === undefined) return null;
  const names = membersOf(ring, id).members.map((member) => member.id);
  const run = begunRun(trace, { names, self, storage: options?.storage, layers: ['driver'] });
  return new DriverTracer(names, self, run.write, run.nowUs);
}
