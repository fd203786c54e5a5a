/** What a method has found in a faulty version. */
export interface Found {
  /** The first field that differs, or the property that is violated. */
  readonly how: string;
  /** The scope, the run, or the seed in which it is. */
  readonly where: string;
}
