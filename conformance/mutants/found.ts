/** What a method has found in a faulty version. */
export interface Found {
  /** The first field that differs, or the property that is violated. */
  readonly how: string;
  /** The scope, the run, or the seed in which it is. */
  readonly where: string;
  /** Of validation: the simulator finds this fault, and the traces of all runs in which it does are accepted. */
  readonly isAccepted?: boolean;
}

/** Whatever a version throws that no method has expected: the one that runs throws nothing there. */
export function thrownFault(error: unknown): Found {
  const code = (error as { readonly code?: unknown }).code;
  return { how: typeof code === 'string' ? code : 'exception', where: String(error).slice(0, 200) };
}
