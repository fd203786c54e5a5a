/** Local states that are plain data, or can be made again from plain data, without a detour over their bytes. */

/** How a local state becomes plain data, and comes back. Equal plain data stand for equal local states. */
export interface PlainForm<S> {
  /** Whether equal is what `encodeExactly` takes for equal, and not `encodeValue`. */
  readonly isExact: boolean;
  readonly toPlain: (state: S) => unknown;
  /** Takes only what `toPlain` gave, deeply frozen. */
  readonly fromPlain: (plain: unknown) => S;
}

/** The two functions of a component in whose place its plain form may be used. */
interface Coded<S> {
  readonly encode: (state: S) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => S;
}

const forms = new WeakMap<object, { readonly decode: object; readonly form: PlainForm<unknown> }>();

/** Notes that `encode` of a component gives `encodeValue`, or `encodeExactly`, of the plain form, and `decode` is its inverse. */
export function givePlainForm<S>({ encode, decode }: Coded<S>, form: PlainForm<S>): void {
  forms.set(encode, { decode, form: form as PlainForm<unknown> });
}

/** The plain form of a component; null where it has none, or a decorator has replaced one of the two functions. */
export function plainFormOf({ encode, decode }: Coded<unknown>): PlainForm<unknown> | null {
  const known = forms.get(encode);
  return known !== undefined && known.decode === decode ? known.form : null;
}
