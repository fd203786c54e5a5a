/**
 * Payloads of a split host. What travels, and what engine and driver compare, is the payload's *number*, ascending over all
 * lives of the driver (O8). What was submitted is known by the life of the driver as well: two lives may give one number to two
 * payloads, and only one of them was submitted first. So the model names a payload by both in one number, which ascends in the
 * order of submission; the life in it is a ghost, and no rule looks at it.
 */

/** A life of a driver hands out fewer numbers than this. */
const NUMBERS_MAX = 100;

/** A payload, by the life of the driver that it was submitted to, and its number. */
export function payloadOf(life: number, number: number): number {
  if (number >= NUMBERS_MAX) throw new RangeError(`a payload has a number below ${NUMBERS_MAX}`);
  return life * NUMBERS_MAX + number;
}

/** O8: the number of a payload, as engine and driver know it. */
export function numberOf(payload: number): number {
  return payload % NUMBERS_MAX;
}

/** Ghost, for properties: the life of the driver that it was submitted to. */
export function lifeOf(payload: number): number {
  return Math.floor(payload / NUMBERS_MAX);
}
