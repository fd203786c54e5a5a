import type { HostEvent } from '../../spec/exo/events.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { receptionOf } from '../../spec/exo/system.js';
import type { LiveCore } from '../compare/live-core.js';

/** What arrives at a host, as an event: whether something is compacted is a fact at a core, and a choice in the specification. */
export function arrivalOf(
  packet: SpecPacket,
  { spec, core }: { readonly spec: HostSnapshot; readonly core: LiveCore },
): HostEvent {
  const { start } = core.core.log;
  switch (packet.kind) {
    case 'fetch':
      return receptionOf({ ...packet, wanted: packet.length >= start ? 'entries' : 'snapshot' });
    case 'join': {
      const snapshot = spec.context.installed?.snapshot ?? 0;
      return receptionOf({ ...packet, wanted: start <= snapshot ? 'entries' : 'snapshot' });
    }
    default:
      return receptionOf(packet);
  }
}
