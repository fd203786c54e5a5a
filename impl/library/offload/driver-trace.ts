import { runLine } from '../../../traces/index.js';
import { runHeader } from '../../tracing/run-header.js';
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
  const kept = options?.storage === 'diskless' ? ({ storage: 'diskless' } as const) : {};
  const layers = ['driver'] as const;
  trace.write(runLine(runHeader(names, { ordering: 'actors', observed: [id], layers, ...kept })));
  const nowUs = (): number => Math.round(1_000 * (performance.timeOrigin + performance.now()));
  return new DriverTracer(names, self, (line) => trace.write(line), nowUs);
}
