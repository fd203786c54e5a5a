import type { HostEvent } from '../../spec/exo/events.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import type { LiveCore } from '../compare/live-core.js';

/** What arrives at a host, as an event: whether something is compacted is a fact at a core, and a choice in the specification. */
export function arrivalOf(
  packet: SpecPacket,
  { spec, core }: { readonly spec: HostSnapshot; readonly core: LiveCore },
): HostEvent {
  const { start } = core.core.log;
  switch (packet.kind) {
    case 'entry':
      return { type: 'RECEIVE', message: packet };
    case 'prepare':
      return { type: 'PREPARE', packet };
    case 'promise':
      return { type: 'PROMISE', packet };
    case 'start':
      return { type: 'START', packet };
    case 'install':
      return { type: 'INSTALL', packet };
    case 'announce':
      return { type: 'ANNOUNCE', packet };
    case 'answer':
      return { type: 'ANSWER', packet };
    case 'fetch':
      return {
        type: 'FETCH',
        packet: { ...packet, wanted: packet.length >= start ? 'entries' : 'snapshot' },
      };
    case 'join': {
      const snapshot = spec.context.installed?.snapshot ?? 0;
      return { type: 'JOIN', packet: { ...packet, wanted: start <= snapshot ? 'entries' : 'snapshot' } };
    }
  }
}
