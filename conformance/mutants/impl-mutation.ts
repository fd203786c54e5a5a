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

/** What an attempt has found that took too long. */
export const NOT_FINISHED = 'not finished';
/** A method that takes longer than this is ended. That says nothing of the version: the machine may be busy. */
const TIME_MAX_MS = 1_200_000;
/** No method takes half as many seconds of a processor for a sound version: one that takes more never ends. */
const PROCESSOR_MAX_S = 150;
/** What has to do with disks is simulated with ten times as many seeds. */
const PROCESSOR_OF_DISKS_MAX_S = 600;

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
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (signal?.aborted !== true) {
      const mutant = mutants[next++];
      if (mutant === undefined) return;
      const attempts = known?.(mutant)?.attempts ?? (await attemptAll(mutant, methods, every, signal));
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
  signal: AbortSignal | undefined,
): Promise<readonly Attempt[] | null> {
  const attempts: Attempt[] = [];
  for (const method of methods.filter((one) => reaches(one, mutant))) {
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
    const most = mutant.file.startsWith('storage/') ? PROCESSOR_OF_DISKS_MAX_S : PROCESSOR_MAX_S;
    const limited = `ulimit -t ${most}; exec "$0" "$@"`;
    const program = [process.execPath, script, JSON.stringify(mutant), method];
    const child = spawn('sh', ['-c', limited, ...program], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_MAX_MS,
      killSignal: 'SIGTERM',
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
      else if (killed === 'SIGTERM') resolve(ended(method, false, NOT_FINISHED, TIME_MAX_MS / 1000));
      else if (killed !== null) resolve(ended(method, true, 'never ends', most));
      else reject(new Error(`mutant ${mutant.name}: ${Buffer.concat(errors).toString().trim()}`));
    });
  });
}

function ended(by: Method, isFound: boolean, how: string, seconds: number): Attempt {
  return { by, isCaught: isFound, how, where: null, seconds };
}
