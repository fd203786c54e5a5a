/**
 * The one growing buffer into which values are encoded, one after the other: an encoding makes no garbage but what it
 * gives out. `bytes` is replaced when it grows, so it is taken anew after every call that may write.
 */
export interface ByteBuffer {
  bytes: Uint8Array;
  /** The next free position. */
  at: number;
}

const BYTES_FIRST = 1 << 12;
/** Up to here a loop is faster than a call to copy. */
const LOOP_MAX = 48;

export function newByteBuffer(): ByteBuffer {
  return { bytes: new Uint8Array(BYTES_FIRST), at: 0 };
}

/** Makes room for this many bytes more. */
export function reserve(out: ByteBuffer, count: number): void {
  const needed = out.at + count;
  if (needed <= out.bytes.length) return;
  const grown = new Uint8Array(Math.max(needed, 2 * out.bytes.length));
  grown.set(out.bytes.subarray(0, out.at));
  out.bytes = grown;
}

export function writeByte(out: ByteBuffer, byte: number): void {
  if (out.at === out.bytes.length) reserve(out, 1);
  out.bytes[out.at++] = byte;
}

export function writeBytes(out: ByteBuffer, given: Uint8Array): void {
  const { length } = given;
  reserve(out, length);
  const { bytes, at } = out;
  if (length > LOOP_MAX) bytes.set(given, at);
  else for (let i = 0; i < length; i++) bytes[at + i] = given[i] as number;
  out.at = at + length;
}

/** Seven bits a byte, the least significant first; division, because shifts end at 32 bits. */
export function writeVarint(out: ByteBuffer, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    writeByte(out, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  writeByte(out, rest);
}
