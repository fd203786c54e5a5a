/** Runs the faulty versions of the implementation, and says what catches each of them. */
import { availableParallelism } from 'node:os';
import { HostAnswers } from '../validate/host-answers.js';
import { METHODS, reaches, type Attempt, type Method } from './catching.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';
import { NOT_FINISHED, tried } from './mutant-process.js';

export { NOT_FINISHED };

export interface MutantOutcome {
  readonly mutant: ImplMutant;
  /** In order; where not every method was asked for, the last of them is the first that caught it. */
  readonly attempts: readonly Attempt[];
}

export interface ImplMutationOptions {
  /** What is tried; the named mutants when left out. */
  readonly mutants?: readonly ImplMutant[];
  /** The names of the mutants that are tried; all when left out. */
  readonly only?: readonly string[];
  /** The methods in the order in which they are tried; refinement first when left out. */
  readonly methods?: readonly Method[];
  /** What came of a mutant in an earlier run, if anything: it is not run again. */
  readonly known?: (mutant: ImplMutant) => MutantOutcome | undefined;
  /** Whether every method is tried on every version, not only until one has caught it. */
  readonly every?: boolean;
  readonly onOutcome?: (outcome: MutantOutcome, done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Whether a method has told the faulty version from the implementation.
 *
 * @example
 * const outcomes = await mutateImplementation({ only: [] });
 * console.log(outcomes.every(isCaught)); // true
 */
export function isCaught({ attempts }: MutantOutcome): boolean {
  return attempts.some((one) => one.isCaught);
}

/** Whether every method was run to its end, and none has told the version from the implementation: one that took too long says nothing. */
export function hasSurvived(outcome: MutantOutcome): boolean {
  return !isCaught(outcome) && outcome.attempts.every(({ how }) => how !== NOT_FINISHED);
}

/**
 * Runs the mutants, as many at a time as there are processors, each method in a process of its own. Ended by the signal,
 * it returns what it has by then.
 *
 * @throws Error where a mutant cannot be made any more, because the code that it changes has changed.
 *
 * @example
 * // All that are left out of `only` take some minutes; names are those of IMPL_MUTANTS.
 * const outcomes = await mutateImplementation({ only: [] });
 * console.log(outcomes.filter((outcome) => !isCaught(outcome))); // []
 */
export async function mutateImplementation(
  options: ImplMutationOptions = {},
): Promise<readonly MutantOutcome[]> {
  const { only, every = false, methods = METHODS, known, onOutcome, signal } = options;
  const mutants = (options.mutants ?? IMPL_MUTANTS).filter(
    ({ name }) => only === undefined || only.includes(name),
  );
  const outcomes: MutantOutcome[] = [];
  const answers = new HostAnswers();
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (signal?.aborted !== true) {
      const mutant = mutants[next++];
      if (mutant === undefined) return;
      const attempts =
        known?.(mutant)?.attempts ?? (await attemptAll(mutant, methods, every, answers, signal));
      if (attempts === null) return;
      const outcome = { mutant, attempts };
      outcomes.push(outcome);
      onOutcome?.(outcome, outcomes.length, mutants.length);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runSome));
  return mutants.flatMap((mutant) => outcomes.find((one) => one.mutant === mutant) ?? []);
}

/** Null if the signal has ended it. */
async function attemptAll(
  mutant: ImplMutant,
  methods: readonly Method[],
  every: boolean,
  answers: HostAnswers,
  signal: AbortSignal | undefined,
): Promise<readonly Attempt[] | null> {
  const attempts: Attempt[] = [];
  for (const method of methods.filter((one) => reaches(one, mutant))) {
    const found = await tried(mutant, method, answers, signal);
    if (found === null) return null;
    attempts.push(found);
    if (found.isCaught && !every) break;
  }
  return attempts;
}
