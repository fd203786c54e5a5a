import { assert } from '../../errors/index.js';
import { Host } from '../host/host.js';
import type { HostParts } from '../host/parts.js';
import type { HostPort } from '../host/port.js';
import { EngineEdge } from './engine-edge.js';

/** What an engine needs of the world around it: a medium in the memory of its process, or any other one. */
export type EnginePort = Omit<HostPort, 'deliver' | 'restore' | 'broadcast' | 'resend' | 'memory'> &
  (Pick<HostPort, 'broadcast' | 'resend'> | Required<Pick<HostPort, 'memory'>>);

/** What an engine is made of: what a host is, but for the application, which is at the driver. */
export interface EngineParts extends Omit<HostParts, 'port' | 'deliveries'> {
  readonly port: EnginePort;
}

/** O1: the host that plain hosts use, and its edge. */
export interface Engine {
  readonly host: Host;
  readonly edge: EngineEdge;
}

/** An engine that has not been started: `host.start()` is to be called. */
export function makeEngine(parts: EngineParts): Engine {
  const { port } = parts;
  const host = new Host({
    ...parts,
    deliveries: 'cursor',
    port: {
      ...framesOf(port),
      send: (to, packet) => port.send(to, packet),
      setTimer: (timer, delayMs) => port.setTimer(timer, delayMs),
      failed: (error) => port.failed(error),
      deliver: () => assert(false, 'an engine is read by a cursor'),
      restore: () => assert(false, 'an engine is read by a cursor'),
    },
  });
  assert(host.engine !== null, 'a host with a cursor has what an edge needs');
  return { host, edge: new EngineEdge(host.engine) };
}

function framesOf(port: EnginePort): Pick<HostPort, 'broadcast' | 'resend' | 'memory'> {
  if ('memory' in port) {
    const { memory } = port;
    const nobody = (): void => assert(false, 'frames stay in the memory of this process');
    return { memory, broadcast: nobody, resend: nobody };
  }
  return {
    broadcast: (source, at, bytes) => port.broadcast(source, at, bytes),
    resend: (to, source, at, bytes) => port.resend(to, source, at, bytes),
  };
}
