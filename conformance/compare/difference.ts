/** The first thing in which specification and core are not the same. */
export interface Difference {
  /** What differs, named as in the specification: `log[2]`, `agreed`, `acceptance`. */
  readonly field: string;
  readonly spec: string;
  readonly core: string;
}

/** A difference if the two are not alike as JSON; null if they are. */
export function unlike(field: string, spec: unknown, core: unknown): Difference | null {
  // Nearly all that is compared is the same number or word on both sides.
  if (spec === core && typeof spec !== 'object') return null;
  const [one, other] = [text(spec), text(core)];
  return one === other ? null : { field, spec: one, core: other };
}

/** The first of some comparisons that finds a difference. */
export function firstOf(...comparisons: readonly (() => Difference | null)[]): Difference | null {
  for (const compare of comparisons) {
    const difference = compare();
    if (difference !== null) return difference;
  }
  return null;
}

/** What a run comes to; where it throws, that the specification throws nothing. */
export function orException<T>(run: () => T): T | Difference {
  try {
    return run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { field: 'exception', spec: text('none'), core: text(message) };
  }
}

/** As JSON, with typed arrays as lists and what is undefined as null. */
export function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part,
  ) as string;
}
