/**
 * What an invariant or a step property may give in place of `false`: what shows that it is broken. Reports make a sentence of it,
 * and viewers point at it.
 */
export interface Finding {
  /** The place in the logs that it is about, counted from 0. */
  readonly slot?: number;
  /** What stands there, each once: entries that contradict each other, or the one that should not be there. */
  readonly values: readonly string[];
  /**
   * For each of the values, which slots of the group have it: their places in the group from 0, or their names in it where the
   * group has names.
   */
  readonly at: readonly (readonly (number | string)[])[];
  /** What stands in other slots of those that have the first value, and belongs to what is wrong: `[[0, 'A0.0']]`. */
  readonly also?: readonly (readonly [slot: number, value: string])[];
  /** What they say of the values: `agreed as`. */
  readonly how?: string;
  /** What is wrong about it, where the values do not say it themselves: `only A has it`. */
  readonly because?: string;
}

/** Whether a property gave a finding; anything else that is no boolean is a mistake. */
export function isFinding(answer: unknown): answer is Finding {
  if (typeof answer !== 'object' || answer === null) return false;
  const { slot, values, at, also, how, because } = answer as Readonly<Record<string, unknown>>;
  return (
    Array.isArray(values) &&
    values.every((value) => typeof value === 'string') &&
    Array.isArray(at) &&
    at.length === values.length &&
    at.every((places) => Array.isArray(places) && places.every(isPlace)) &&
    (slot === undefined || Number.isSafeInteger(slot)) &&
    [how, because].every((text) => text === undefined || typeof text === 'string') &&
    (also === undefined || (Array.isArray(also) && also.every(isAlso)))
  );
}

function isAlso(also: unknown): boolean {
  return Array.isArray(also) && Number.isSafeInteger(also[0]) && typeof also[1] === 'string';
}

function isPlace(place: unknown): boolean {
  return typeof place === 'string' || (Number.isSafeInteger(place) && (place as number) >= 0);
}
