/**
 * States, events and effects of the specification with payloads as the code knows them: by their numbers. The life of the driver to which
 * a payload was submitted is a ghost of the specification, which no rule looks at.
 */
import { numberOf } from '../../spec/offload/payload.js';
import type { EngineSnapshot } from '../../spec/offload/engine.js';
import type { HostSnapshot } from '../../spec/exo/names.js';

/** A value in which every payload is its number, all the way down. */
export function numbered<T>(value: T): T {
  return renumbered(value) as T;
}

function renumbered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renumbered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'payload' && typeof part === 'number' ? numberOf(part) : renumbered(part),
    ]),
  );
}

/** The state of an engine as that of a host with the same context, its payloads by their numbers. */
export function hostOf(engine: EngineSnapshot): HostSnapshot {
  const { config, ...context } = engine.context;
  const { queue, ...others } = renumbered(context) as typeof context;
  return Object.create(engine, {
    context: { value: { ...others, config, queue: queue.map(numberOf) } },
  }) as unknown as HostSnapshot;
}
