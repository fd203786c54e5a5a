/** What came of versions of the implementation, kept in a file, so that a run that was ended goes on where it was. */
import { createHash } from 'node:crypto';
import type { ImplMutant, MutantOutcome } from '../../conformance/index.js';
import { NOT_FINISHED } from '../../conformance/mutants/impl-mutation.js';
import { appendOutcome, readOutcomes, type KeptOutcome } from '../../conformance/rules/results-file.js';
import { expectWritable, unwritable } from '../replay/trace-file.js';
import { badValue } from '../terminal/units.js';

export interface KeptOutcomes {
  /** What came of a version in an earlier run, if anything. */
  readonly known: (mutant: ImplMutant) => MutantOutcome | undefined;
  /** Keeps what came of one, unless it was known or has not come to its end. @throws ExoError EXO331 where it cannot be written. */
  readonly keep: (outcome: MutantOutcome) => void;
}

/**
 * The outcomes that the file of `--resume` has; none without the flag, or where there is no file yet. With `--every` they are others.
 *
 * @throws ExoError EXO321 for a file that has something else, EXO331 for one that could not be written.
 */
export function keptOutcomes(
  { resume, every }: { readonly resume?: string | undefined; readonly every: boolean },
  keyOf: (mutant: ImplMutant) => string,
): KeptOutcomes {
  if (resume === undefined) return { known: () => undefined, keep: () => undefined };
  expectWritable(resume, OPTION);
  const kept = outcomesIn(resume);
  const fullKeyOf = (mutant: ImplMutant): string => `${keyOf(mutant)}${every ? ' every' : ''}`;
  return {
    known: (mutant) => {
      const one = kept.get(fullKeyOf(mutant));
      return one && { mutant, attempts: one.attempts };
    },
    keep: ({ mutant, attempts }) => {
      const key = fullKeyOf(mutant);
      if (kept.has(key) || attempts.some(({ how }) => how === NOT_FINISHED)) return;
      try {
        appendOutcome(resume, { key, attempts });
      } catch (cause) {
        throw unwritable(resume, cause, OPTION);
      }
    },
  };
}

const OPTION = '--resume';

function outcomesIn(file: string): ReadonlyMap<string, KeptOutcome> {
  try {
    return readOutcomes(file);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw unwritable(file, cause, OPTION);
    throw badValue(OPTION, file, `a file that '${OPTION}' has written, or a new one`);
  }
}

/** What a named version is known by: its name, and what it changes, so that it is run anew once that is another change. */
export function keyOfNamed({ name, file, find, replace }: ImplMutant): string {
  const changed = JSON.stringify([file, find, replace]);
  return `${name} ${createHash('sha256').update(changed).digest('hex').slice(0, 8)}`;
}

/** What a version made by rule is known by (`RuleMutant.key`). */
export function keyOfRule({ name }: ImplMutant): string {
  return name.slice(name.indexOf('-') + 1);
}
