/** A faulty version of the implementation: one small change that a review might overlook. */
export interface ImplMutant {
  readonly name: string;
  /** The rule of docs/protocol.md that it breaks, or the part of the implementation that it is in. */
  readonly rule: string;
  /** What the faulty version does. */
  readonly says: string;
  /** The compiled file, from the implementation's folder. */
  readonly file: string;
  /** Where the text stands, in UTF-16 units from 0; left out where it stands exactly once. */
  readonly at?: number;
  /** The text that is changed. */
  readonly find: string;
  /** The text that stands in its place in the faulty version. */
  readonly replace: string;
}

export type Change = readonly [name: string, rule: string, says: string, find: string, replace: string];

export function mutantsOf(file: string, changes: readonly Change[]): readonly ImplMutant[] {
  return changes.map(([name, rule, says, find, replace]) => ({ name, rule, says, file, find, replace }));
}
