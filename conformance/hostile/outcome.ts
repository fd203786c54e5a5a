import { isDeepStrictEqual } from 'node:util';

/** What a call comes to, as plain data: what it returns, or the code of what it throws. */
export type Outcome = { readonly returned: unknown } | { readonly thrown: string };

export function outcomeOf(call: () => unknown): Outcome {
  try {
    return { returned: call() };
  } catch (error) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    return { thrown: typeof code === 'string' ? code : String(name) };
  }
}

export function areAlike(one: Outcome, other: Outcome): boolean {
  return isDeepStrictEqual(one, other);
}
