import type { LogImage, Packet } from './records.js';

/** An image that shares no bytes with another one. */
export function copiedImage(image: LogImage): LogImage {
  const { mark, snapshot, frames } = image;
  const { sources, numbers } = mark;
  return {
    ...image,
    mark: { ...mark, sources: new Uint8Array(sources), numbers: Float64Array.from(numbers) },
    snapshot: snapshot && new Uint8Array(snapshot),
    frames: new Uint8Array(frames),
  };
}

/** A packet that shares no bytes with what it came in. */
export function copiedPacket(packet: Packet): Packet {
  return 'log' in packet ? { ...packet, log: copiedImage(packet.log) } : packet;
}
