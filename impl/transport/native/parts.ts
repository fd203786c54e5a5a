/** Messages that are longer than a frame of the medium go in parts, each of which says whose and where it is. */
import type { Framing } from './native-medium.js';

/** What stands before each part, in big-endian: ring, host, message, where in it, how long it is, and how long this part. */
const CONFIGURATION_AT = 0;
const HOST_AT = 4;
const BYTES_AT = 6;
const MESSAGE_AT = 8;
const FROM_AT = 12;
const WHOLE_AT = 16;
const HEAD_BYTES = 20;
/** Longer than any frame of a host: nobody makes others set more memory aside. */
const WHOLE_BYTES_MAX = 2 ** 24;

interface Gathered {
  message: number;
  bytes: Uint8Array;
  /** How much has come, from the beginning on: parts come in order, or the message is lost. */
  length: number;
}

export class Parts implements Framing {
  private message = 0;
  private readonly gathered: readonly Gathered[];

  constructor(
    readonly how: {
      readonly self: number;
      readonly hosts: number;
      /** The digest of the ring: what others send on the same medium is passed over. */
      readonly configuration: number;
      readonly frameBytesMax: number;
    },
  ) {
    this.gathered = Array.from({ length: how.hosts }, () => ({
      message: -1,
      bytes: new Uint8Array(0),
      length: 0,
    }));
  }

  wrap(bytes: Uint8Array): readonly Uint8Array[] {
    const room = this.how.frameBytesMax - HEAD_BYTES;
    const parts: Uint8Array[] = [];
    this.message = (this.message + 1) >>> 0;
    for (let from = 0; from === 0 || from < bytes.length; from += room) {
      parts.push(this.part(bytes, from, Math.min(room, bytes.length - from)));
    }
    return parts;
  }

  unwrap(part: Uint8Array): Uint8Array | null {
    if (part.length < HEAD_BYTES) return null;
    const view = new DataView(part.buffer, part.byteOffset, part.length);
    const host = view.getUint16(HOST_AT);
    const one = this.gathered[host];
    const isOfRing = view.getInt32(CONFIGURATION_AT) === (this.how.configuration | 0);
    if (!isOfRing || one === undefined || host === this.how.self) return null;
    const size = view.getUint16(BYTES_AT);
    const [message, from, whole] = [
      view.getUint32(MESSAGE_AT),
      view.getUint32(FROM_AT),
      view.getUint32(WHOLE_AT),
    ];
    // A medium fills short frames up.
    if (HEAD_BYTES + size > part.length || from + size > whole || whole > WHOLE_BYTES_MAX) return null;
    const bytes = part.subarray(HEAD_BYTES, HEAD_BYTES + size);
    if (size === whole) return bytes;
    if (from === 0) Object.assign(one, { message, bytes: new Uint8Array(whole), length: 0 });
    if (one.message !== message || one.length !== from || one.bytes.length !== whole) return null;
    one.bytes.set(bytes, from);
    one.length += size;
    return one.length === whole ? one.bytes : null;
  }

  private part(bytes: Uint8Array, from: number, size: number): Uint8Array {
    const part = new Uint8Array(HEAD_BYTES + size);
    const view = new DataView(part.buffer);
    view.setInt32(CONFIGURATION_AT, this.how.configuration | 0);
    view.setUint16(HOST_AT, this.how.self);
    view.setUint16(BYTES_AT, size);
    view.setUint32(MESSAGE_AT, this.message);
    view.setUint32(FROM_AT, from);
    view.setUint32(WHOLE_AT, bytes.length);
    part.set(bytes.subarray(from, from + size), HEAD_BYTES);
    return part;
  }
}
