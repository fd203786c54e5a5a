/** What the matrix is made of. */
import { checkAsync, type CheckResult } from '../../checker/index.js';
import { showProgress } from '../terminal/progress.js';
import type { Source } from '../models/source.js';

/** A line of the matrix: what is to be checked. */
export interface MatrixEntry {
  /** `defaults`, or the knob that departs from them, as `recovery=longest`; of Exo completed, the medium. */
  readonly reading: string;
  /** What that is, in a few words. */
  readonly meaning: string;
  readonly source: Source;
  /** The properties that are known to break in it; left out where it is known to hold. */
  readonly breaks?: readonly string[];
}

/** A line of the matrix, checked. */
export interface MatrixRow extends MatrixEntry {
  readonly result: CheckResult;
  /** Where another property breaks first: the search for a violation of Agreement alone. */
  readonly agreement: CheckResult | null;
}

/** A state from which nothing is ever agreed again, in one reading. */
export interface Stuck {
  readonly reading: string;
  readonly source: Source;
  readonly result: CheckResult;
  readonly text: string;
}

/** Checks one line, with Agreement apart where another property breaks first. */
export async function checkEntry(
  entry: MatrixEntry,
  quiet: boolean,
  signal: AbortSignal,
): Promise<MatrixRow> {
  const { reading, source } = entry;
  const progress = showProgress(quiet, `${reading}, ${source.bounds['hosts']} hosts: `);
  try {
    const hooks = { ...progress.hooks, signal };
    const result = await checkAsync(source.model, hooks);
    const isOther = result.verdict === 'violated' && result.property !== 'Agreement';
    const agreement = isOther
      ? await checkAsync(source.model, { ...hooks, properties: ['Agreement'] })
      : null;
    return { ...entry, result, agreement };
  } finally {
    progress.end();
  }
}
