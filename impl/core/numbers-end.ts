/**
 * Slots, epochs and payload numbers stay below this number, 2^20 short of 2^53: up to there a number of JavaScript is exact,
 * and what is added to one (a reserve of payload numbers, the next number of a host's own, a frame full of payloads) stays so. On
 * the wire and on disk they have 64 bits. At a message each nanosecond 2^53 is 104 days away, at ten million a second 28 years.
 */
export const NUMBERS_END = 2 ** 53 - 2 ** 20;
