/** Where the arrays of hot loops come from: anywhere, or from a memory that compiled code reads too. */
export interface Arrays {
  /** An array of zeros. */
  words(length: number): Int32Array<ArrayBuffer>;
}

export const usualArrays: Arrays = { words: (length) => new Int32Array(length) };

/** The array with twice the room. */
export function grown(array: Int32Array, arrays = usualArrays): Int32Array<ArrayBuffer> {
  const larger = arrays.words(2 * array.length);
  larger.set(array);
  return larger;
}

/** The array, somewhere else. */
export function moved(array: Int32Array, arrays: Arrays): Int32Array<ArrayBuffer> {
  const other = arrays.words(array.length);
  other.set(array);
  return other;
}
