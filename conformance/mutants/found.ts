/** What a method has found in a faulty version. */
export interface Found {
  /** The first field that differs, or the property that is violated. */
  readonly how: string;
  /** The scope, the run, or the seed in which it is. */
  readonly where: string;
  /** Of validation: the simulator finds this fault, and the traces of all runs in which it does are accepted. */
  readonly isAccepted?: boolean;
}
