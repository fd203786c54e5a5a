/** Runs the faulty versions of the implementation, and says what catches each of them. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { METHODS, reaches, type Attempt, type Method } from './catching.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';

export interface MutantOutcome {
  readonly mutant: ImplMutant;
  /** In order; where not every method was asked for, the last of them is the first that caught it. */
  readonly attempts: readonly Attempt[];
}

export interface ImplMutationOptions {
  /** The names of the mutants that are tried; all when left out. */
  readonly only?: readonly string[];
  /** Whether every method is tried on every version, not only until one has caught it. */
  readonly every?: boolean;
  readonly onOutcome?: (outcome: MutantOutcome, done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** A method that takes longer than this is ended. That says nothing of the version: the machine may be busy. */
const TIME_MAX_MS = 600_000;

export function isCaught({ attempts }: MutantOutcome): boolean {
  return attempts.some((one) => one.isCaught);
}

/**
 * Runs the mutants, as many at a time as there are processors, each method in a process of its own. Ended by the signal,
 * it returns what it has by then.
 *
 * @throws Error where a mutant cannot be made any more, because the code that it changes has changed.
 */
export async function mutateImplementation(
  options: ImplMutationOptions = {},
): Promise<readonly MutantOutcome[]> {
  const { only, every = false, onOutcome, signal } = options;
  const mutants = IMPL_MUTANTS.filter(({ name }) => only === undefined || only.includes(name));
  const outcomes: MutantOutcome[] = [];
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (signal?.aborted !== true) {
      const mutant = mutants[next++];
      if (mutant === undefined) return;
      const attempts = await attemptAll(mutant, every, signal);
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
  every: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly Attempt[] | null> {
  const attempts: Attempt[] = [];
  for (const method of METHODS.filter((one) => reaches(one, mutant))) {
    const found = await run(mutant, method, signal);
    if (found === null) return null;
    attempts.push(found);
    if (found.isCaught && !every) break;
  }
  return attempts;
}

function run(mutant: ImplMutant, method: Method, signal: AbortSignal | undefined): Promise<Attempt | null> {
  const script = fileURLToPath(new URL('mutant-child.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, mutant.name, method], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_MAX_MS,
      killSignal: 'SIGKILL',
    });
    const abort = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', abort);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (status, killed) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted === true) resolve(null);
      else if (status === 0) resolve(JSON.parse(Buffer.concat(output).toString()) as Attempt);
      else if (killed === 'SIGKILL') resolve(timedOut(method));
      else reject(new Error(`mutant ${mutant.name}: ${Buffer.concat(errors).toString().trim()}`));
    });
  });
}

function timedOut(by: Method): Attempt {
  return { by, isCaught: false, how: 'not finished', where: null, seconds: TIME_MAX_MS / 1000 };
}
