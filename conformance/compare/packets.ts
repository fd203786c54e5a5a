import type { LogImage, Packet } from '../../impl/parts.js';
import type { Log } from '../../spec/exo/log.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';

/** A packet of the specification as a host sends it, with logs as `image` gives them; null for an entry, which is a frame, and for
 * what only hosts without disks say. */
export function packetFor(packet: SpecPacket, hosts: number, image: (log: Log) => LogImage): Packet | null {
  switch (packet.kind) {
    case 'entry':
    case 'announce':
    case 'answer':
      return null;
    case 'prepare':
      return { kind: 'prepare', from: packet.epoch % hosts, epoch: packet.epoch, delivered: 0 };
    case 'promise':
      return { kind: 'promise', from: packet.from, epoch: packet.epoch, log: image(packet) };
    case 'start':
    case 'install': {
      const { kind, epoch } = packet;
      const members = Uint8Array.from(epoch.members);
      return { kind, from: epoch.number % hosts, epoch: { ...epoch, members }, log: image(packet) };
    }
    case 'fetch': {
      const { from, epoch, length } = packet;
      return { kind: 'fetch', from, epoch, length, upTo: Number.MAX_SAFE_INTEGER, delivered: 0 };
    }
    case 'join': {
      const { from, promised, isInstalled } = packet;
      return { kind: 'join', from, promised, isInstalled, delivered: 0 };
    }
  }
}
