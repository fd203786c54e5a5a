import { Host } from '../host/host.js';
import type { HostParts, HostTrace } from '../host/parts.js';
import type { HostPort } from '../host/port.js';
import type { EngineEdge } from '../offload/engine-edge.js';
import { makeEngine } from '../offload/engine.js';
import { hostOptionsOf } from './options.js';
import type { RecordedMachine } from './recorder.js';
import type { World } from './world.js';

/** Where a host is made, and of what. */
export interface MadeFor extends Pick<HostParts, 'storage' | 'random'> {
  readonly self: number;
  /** How many lives it has had. */
  readonly lives: number;
  readonly isSplit: boolean;
  readonly machine: HostPort & RecordedMachine;
}

/** A host in its next life, and the edge towards its driver where it is split. */
export function makeHost(
  world: World,
  made: MadeFor,
): { readonly host: Host; readonly edge: EngineEdge | null } {
  const { self, lives, isSplit, machine, storage, random } = made;
  const { hooks, tracers } = world;
  const options = hostOptionsOf(world.options, self, lives);
  const trace = traceOf(world, made);
  const given = hooks.port?.(machine, self) ?? machine;
  const port = tracers[self]?.port(given) ?? given;
  const parts = { options, storage, port, random, ...(trace !== null && { trace }) };
  if (!isSplit) return { host: new Host(parts), edge: null };
  const engine = makeEngine(parts);
  engine.edge.trace = tracers[self]?.attached ?? null;
  return engine;
}

/** What is told of the steps of a host: nothing, where nobody keeps them. */
function traceOf({ recorder, tracers }: World, { self, machine }: MadeFor): HostTrace | null {
  const tracer = tracers[self];
  const recorded = recorder?.traceOf(machine);
  if (tracer === undefined) return recorded ?? null;
  return (action, view, packet) => {
    recorded?.(action, view, packet);
    tracer.trace(action, view, packet);
  };
}
