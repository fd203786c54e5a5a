/**
 * Messages in a stream of bytes. Each begins with a header of 8 bytes: how many bytes follow (4, little-endian), kind
 * (1: frame, 2: packet, 3: greeting, 4: frame that was broadcast), part (0: a whole message; 1: a part of a long one, more follow; 2: its last part), two zeros.
 *
 * A long message goes in parts, between which short ones may pass. At most one is under way in a stream.
 */
import type { MessageKind } from './transport.js';

export const HEADER_BYTES = 8;
export const PART_BYTES = 64 * 1024;
export type StreamKind = MessageKind | 'greeting' | 'broadcast';
const KINDS: readonly (StreamKind | undefined)[] = [undefined, 'frame', 'packet', 'greeting', 'broadcast'];
const WHOLE = 0;
const MORE = 1;
const LAST = 2;

/** The bytes that go into the stream for a message: a piece for each part. */
export function* piecesOf(kind: StreamKind, bytes: Uint8Array): Generator<Uint8Array> {
  if (bytes.length <= PART_BYTES) {
    yield piece(kind, WHOLE, bytes);
    return;
  }
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    const end = Math.min(at + PART_BYTES, bytes.length);
    yield piece(kind, end === bytes.length ? LAST : MORE, bytes.subarray(at, end));
  }
}

function piece(kind: StreamKind, part: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(HEADER_BYTES + bytes.length);
  new DataView(whole.buffer).setUint32(0, bytes.length, true);
  whole[4] = KINDS.indexOf(kind);
  whole[5] = part;
  whole.set(bytes, HEADER_BYTES);
  return whole;
}

/** Puts messages together again. */
export class MessageReader {
  private held: Uint8Array = new Uint8Array(0);
  private parts: Uint8Array[] = [];
  private partsBytes = 0;

  /** Messages in parts that are longer than `bytesMax`, as it is then, are refused. */
  constructor(
    public bytesMax: number,
    private readonly take: (kind: StreamKind, bytes: Uint8Array) => void,
  ) {}

  /** Takes what came in. Returns what is wrong with it, after which the stream is of no use; null if nothing is. */
  push(chunk: Uint8Array): string | null {
    let bytes = this.held.length === 0 ? chunk : joined([this.held, chunk]);
    for (;;) {
      if (bytes.length < HEADER_BYTES) break;
      const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
      const length = header.getUint32(0, true);
      if (length > PART_BYTES) return `a piece of ${length} bytes`;
      if (bytes.length < HEADER_BYTES + length) break;
      const problem = this.piece(
        header.getUint8(4),
        header.getUint8(5),
        bytes.subarray(HEADER_BYTES, HEADER_BYTES + length),
      );
      if (problem !== null) return problem;
      bytes = bytes.subarray(HEADER_BYTES + length);
    }
    this.held = bytes.length === 0 ? EMPTY : bytes.slice();
    return null;
  }

  private piece(kindNumber: number, part: number, bytes: Uint8Array): string | null {
    const kind = KINDS[kindNumber];
    if (kind === undefined || part > LAST) return `kind ${kindNumber}, part ${part}`;
    if (part === WHOLE) {
      this.take(kind, bytes);
      return null;
    }
    this.partsBytes += bytes.length;
    if (this.partsBytes > this.bytesMax) return `a message of more than ${this.bytesMax} bytes`;
    this.parts.push(bytes.slice());
    if (part === MORE) return null;
    const whole = joined(this.parts);
    this.parts = [];
    this.partsBytes = 0;
    this.take(kind, whole);
    return null;
  }
}

const EMPTY = new Uint8Array(0);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
