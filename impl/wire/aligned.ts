/**
 * Bytes as words: a view of them where they begin at a multiple of four bytes, a copy where not. What is behind the last
 * whole word is left out. A `Buffer` of node:buffer will do: it is copied as any array is, though its `slice` copies nothing.
 *
 * @example
 * console.log(wordsOfFrames(new Uint8Array([1, 0, 0, 0, 9]))); // Int32Array(1) [ 1 ]
 */
export function alignedWords(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Int32Array(buffer, byteOffset, length >>> 2);
}
