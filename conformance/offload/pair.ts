/** A snapshot of the specification with code beside it, as one local state. */
import { decodeValue, encodeValue, type Component } from '../../checker/index.js';
import type { Difference } from '../compare/difference.js';
import { bytesOf, plain, revived, textOf } from '../compare/typed-data.js';

/** Where code and specification part. */
export interface OffloadDivergence extends Difference {
  readonly event: string;
}

/** What stands beside a snapshot: the code's state, and where the two part. */
export interface Beside<C> {
  readonly code: C;
  readonly divergence: OffloadDivergence | null;
}

/** A snapshot, and what stands beside it. */
export type Paired<S, C> = S & Beside<C>;

export function isPaired(state: unknown): state is Beside<unknown> {
  return typeof state === 'object' && state !== null && 'code' in state && 'divergence' in state;
}

export function paired<S extends object, C>(
  snapshot: S | Paired<S, C>,
  code: C,
  divergence: OffloadDivergence | null,
): Paired<S, C> {
  return Object.create(isPaired(snapshot) ? plainOf(snapshot) : snapshot, {
    code: { value: code, enumerable: true },
    divergence: { value: divergence, enumerable: true },
  }) as Paired<S, C>;
}

/** The snapshot without what stands beside it. */
export function plainOf<S extends object>(state: S): S {
  return Object.getPrototypeOf(state) as S;
}

type Spec<S> = Pick<Component<S, never, unknown>, 'encode' | 'decode' | 'name'>;

export function encodePaired<S extends object, C>(spec: Spec<S>, state: Paired<S, C>): Uint8Array {
  const own = textOf(spec.encode(plainOf(state)));
  return encodeValue({ own, code: plain(state.code), divergence: state.divergence }, spec.name);
}

export function decodePaired<S extends object, C>(spec: Spec<S>, bytes: Uint8Array): Paired<S, C> {
  const { own, code, divergence } = decodeValue(bytes) as {
    readonly own: string;
    readonly code: unknown;
    readonly divergence: OffloadDivergence | null;
  };
  return paired(spec.decode(bytesOf(own)), revived(code) as C, divergence);
}
