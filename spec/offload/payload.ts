/**
 * Payloads of a split host. What travels, and what engine and driver compare, is the payload's *number*, ascending over all
 * lives of the driver (O8). What was submitted is known by the life of the driver as well: two lives may give one number to two
 * payloads, and only one of them was submitted first. So the model names a payload by both in one number, which ascends in the
 * order of submission; the life in it is a ghost, and no rule looks at it.
 *
 * Without a disk an engine has forgotten which numbers it took. So a number is that of a life of the engine and a count in it (O8, D3).
 */
import type { Lives } from '../exo/lives.js';

/** A life of a driver hands out fewer numbers than this. */
const NUMBERS_MAX = 100;

/** A life of an engine without a disk hands out fewer. */
export const NUMBERS_A_LIFE = 20;

/** Lives that an engine without a disk may have: more have no numbers left. */
export const ENGINE_LIVES_MAX = NUMBERS_MAX / NUMBERS_A_LIFE;

/** O8: the first number of this life of an engine; of an engine with a disk there is one life. */
export function firstNumberOf(lives: Lives | null): number {
  return (lives?.boots ?? 0) * NUMBERS_A_LIFE;
}

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
