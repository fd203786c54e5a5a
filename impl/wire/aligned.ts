/**
 * The same bytes as a plain array that begins at a multiple of four, so that words can be read from it: a view of them
 * where they do already, a copy where not. A `Buffer` of node:buffer is an array of bytes too, but its `slice` copies nothing
 * and its parts are Buffers again.
 */
export function plainAligned(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  return byteOffset % 4 === 0 ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes);
}
