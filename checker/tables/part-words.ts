/**
 * What a plain value is made of, as words: what kind of value it is, then a word for each of its parts. The part that is
 * a small integer is that integer with the two highest bits 10, a leaf is its number with the two highest bits 11, and
 * a list or record the number of its own words, from 1 on.
 */
export const LIST = 0;
/** Not a value that is taken apart, but a part by itself. */
export const SINGLE = 1;
/** From here on the kind is the shape of a record. */
export const FIRST_SHAPE = 2;

const SMALL_BITS = 29;
/** Small integers are below it, and not below its negative. */
export const SMALL_MAX = 2 ** SMALL_BITS;
/** The word of the integer 0. */
export const SMALL_ZERO = -(2 ** 31) + SMALL_MAX;
/** The word of the first leaf. */
export const LEAF_ZERO = -(2 ** 30);
/** The word of no part. */
export const NO_PART = 0;
