import type { EpochRecord, LogImage, Packet } from '../../impl/parts.js';
import type { Epoch, Log } from '../../spec/exo/records.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';

/** A packet of the specification as a host sends it, with logs as `image` gives them; null for an entry, which is a frame. */
export function packetFor(packet: SpecPacket, hosts: number, image: (log: Log) => LogImage): Packet | null {
  switch (packet.kind) {
    case 'entry':
      return null;
    case 'prepare': {
      const { kind, epoch } = packet;
      return { kind, from: epoch % hosts, epoch, delivered: 0, ...ofLife(packet) };
    }
    case 'promise': {
      const { kind, from, epoch, known, starterLife } = packet;
      const ofStarter = starterLife === undefined ? {} : { starterLife };
      const lives = known === undefined ? {} : { known: Float64Array.from(known) };
      return { kind, from, epoch, log: image(packet), ...ofLife(packet), ...ofStarter, ...lives };
    }
    case 'start':
    case 'install': {
      const { kind, epoch } = packet;
      return { kind, from: epoch.number % hosts, epoch: recordFor(epoch), log: image(packet) };
    }
    case 'fetch': {
      const { from, epoch, length } = packet;
      const upTo = Number.MAX_SAFE_INTEGER;
      return { kind: 'fetch', from, epoch, length, upTo, delivered: 0, ...ofLife(packet) };
    }
    case 'join': {
      const { from, promised, isInstalled } = packet;
      return { kind: 'join', from, promised, isInstalled, delivered: 0, ...ofLife(packet) };
    }
    case 'announce':
      return { ...packet, nonce: nonceFor(packet.nonce) };
    case 'answer': {
      const { kind, from, life, promised, agreed } = packet;
      const nonce = nonceFor(packet.nonce);
      const installed = packet.installed && recordFor(packet.installed);
      const known = Float64Array.from(packet.known);
      return { kind, from, life, nonce, promised, installed, agreed, known, log: image(packet) };
    }
  }
}

/** D4: where an answer is to be lost the model asks with a nonce below all lives. On the wire it is one above them all. */
export function nonceFor(nonce: number): number {
  return nonce < 0 ? Number.MAX_SAFE_INTEGER : nonce;
}

function ofLife({ life }: { readonly life?: number }): { readonly life?: number } {
  return life === undefined ? {} : { life };
}

function recordFor({ number, members, base, snapshot, lives }: Epoch): EpochRecord {
  const record = { number, members: Uint8Array.from(members), base, snapshot };
  return lives === undefined ? record : { ...record, lives: Float64Array.from(lives) };
}
