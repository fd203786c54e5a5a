/** The first byte of an encoding says what follows it. These values are their own tags. */
export const ATOMS: readonly unknown[] = [undefined, null, false, true];
/** Safe integers, as varints: n if it is not negative, else -n - 1. */
export const NATURAL = 4;
export const NEGATIVE = 5;
/** Any other number: eight bytes, big-endian. */
export const DOUBLE = 6;
/** A bigint as a string of decimal digits. */
export const BIGINT = 7;
export const STRING = 8;
/** A string with lone surrogates, which UTF-8 cannot express: one varint for each UTF-16 unit. */
export const STRING_UTF16 = 9;
export const ARRAY = 10;
export const OBJECT = 11;
export const SET = 12;
export const MAP = 13;
/** A record without a prototype, where that is told apart. */
export const BARE_OBJECT = 14;
