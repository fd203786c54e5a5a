/** What stands in docs/errors.md under one code, and what `exo explain` prints of it. Markdown is allowed in all of it. */
export interface ErrorEntry {
  /** What is wrong, in one line without a full stop. */
  readonly what: string;
  /** What brings the error about. */
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Codes with their entries. */
export type ErrorEntries = Readonly<Record<`EXO${number}`, ErrorEntry>>;
