import type { Violation } from './agreed-order.js';
import type { Disabled } from './why-disabled.js';

/** A field in which a run and the specified host differ. */
export interface FieldDifference {
  readonly field: string;
  readonly run: string;
  readonly spec: string;
}

/** Why an event is not explained, or not yet. */
export type Problem =
  /** It takes a message that nobody has sent so far. */
  | { readonly kind: 'unsent'; readonly text: string; readonly key: string }
  | { readonly kind: 'disabled'; readonly text: string; readonly disabled: Disabled }
  | { readonly kind: 'differs'; readonly text: string; readonly differences: readonly FieldDifference[] }
  | { readonly kind: 'violated'; readonly text: string; readonly violation: Violation };

export function differs(text: string, ...differences: readonly FieldDifference[]): Problem {
  return { kind: 'differs', text, differences };
}

/** A difference if the two are not the same value; null if they are. */
export function difference(field: string, run: unknown, spec: unknown): FieldDifference | null {
  if (run === spec) return null;
  const [one, other] = [JSON.stringify(run), JSON.stringify(spec)];
  return one === other ? null : { field, run: one, spec: other };
}
