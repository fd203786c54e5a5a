import type { Violation } from './agreed-order.js';
import type { SeenMessage } from './seen.js';
import type { Disabled } from './why-disabled.js';

/** A field in which a run and the specified host differ. */
export interface FieldDifference {
  readonly field: string;
  readonly run: string;
  readonly spec: string;
}

/** What an event waits for that has not happened so far, and at which host. */
export type Awaited =
  | { readonly kind: 'message'; readonly to: number | null; readonly message: SeenMessage }
  /** The engine of the host has agreed this number of entries. */
  | { readonly kind: 'agreed'; readonly host: number; readonly length: number }
  /** The application of the host has this number of entries. */
  | { readonly kind: 'delivered'; readonly host: number; readonly length: number }
  /** The driver of the host has been given this payload. */
  | { readonly kind: 'payload'; readonly host: number; readonly number: number; readonly crc: number }
  /** The driver of the host has put this payload on C1. */
  | { readonly kind: 'put'; readonly host: number; readonly number: number }
  /** The driver of the host, or its engine, has begun this session. */
  | {
      readonly kind: 'session';
      readonly layer: 'engine' | 'driver';
      readonly host: number;
      readonly session: number;
    };

/** Why an event is not explained, or not yet. */
export type Problem =
  /** It takes a message that nobody has sent so far, or rests on something else that has not happened. */
  | { readonly kind: 'unsent'; readonly text: string; readonly awaits: Awaited }
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
