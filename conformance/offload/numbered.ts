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

/** The value itself where nothing in it has another number. */
function renumbered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const parts = value.map(renumbered);
    return parts.some((part, i) => part !== value[i]) ? parts : value;
  }
  let changed: Record<string, unknown> | null = null;
  for (const [key, part] of Object.entries(value)) {
    const isNumber = key === 'payload' && typeof part === 'number';
    const number = isNumber ? numberOf(part) : renumbered(part);
    if (number !== part) (changed ??= {})[key] = number;
  }
  return changed === null ? value : { ...value, ...changed };
}

const hosts = new WeakMap<EngineSnapshot, HostSnapshot>();

/** The state of an engine as that of a host with the same context, its payloads by their numbers. */
export function hostOf(engine: EngineSnapshot): HostSnapshot {
  const host = hosts.get(engine) ?? newHost(engine);
  hosts.set(engine, host);
  return host;
}

function newHost(engine: EngineSnapshot): HostSnapshot {
  const { config, ...context } = engine.context;
  const { queue, ...others } = renumbered(context) as typeof context;
  return Object.create(engine, {
    context: { value: { ...others, config, queue: queue.map(numberOf) } },
  }) as HostSnapshot;
}
