/** Runs the faulty versions of the implementation, and says what catches each of them. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CORE_MUTANTS, type CoreMutant } from './core-mutants.js';

/** What noticed that a version is faulty. */
export interface Caught {
  readonly by: 'refinement' | 'simulation' | 'time';
  /** The arena, or the run. */
  readonly where: string;
  /** The first field that differs, or the property that is violated. */
  readonly how: string;
  /** The length of the counterexample; null where there is none. */
  readonly steps: number | null;
  readonly seconds: number;
}

export interface MutantOutcome {
  readonly mutant: CoreMutant;
  /** Null where nothing noticed: the version has survived. */
  readonly caught: Caught | null;
}

export interface ImplMutationOptions {
  /** These only; all when left out. */
  readonly only?: readonly string[];
  readonly onOutcome?: (outcome: MutantOutcome, done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** A version that takes longer than this is caught by that: the sound one takes a quarter of it. */
const TIME_MAX_MS = 180_000;
const AT_ONCE = 2;

/**
 * Runs the mutants, two at a time, each in a process of its own.
 *
 * @throws Error where a mutant cannot be made any more, because the code that it changes has changed.
 */
export async function mutateImplementation(
  options: ImplMutationOptions = {},
): Promise<readonly MutantOutcome[]> {
  const { only, onOutcome, signal } = options;
  const mutants = CORE_MUTANTS.filter(({ name }) => only === undefined || only.includes(name));
  const outcomes: (MutantOutcome | undefined)[] = mutants.map(() => undefined);
  let next = 0;
  let done = 0;
  const runSome = async (): Promise<void> => {
    while (next < mutants.length && signal?.aborted !== true) {
      const at = next++;
      const mutant = mutants[at];
      if (mutant === undefined) return;
      const outcome = { mutant, caught: await run(mutant, signal) };
      outcomes[at] = outcome;
      done += 1;
      onOutcome?.(outcome, done, mutants.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runSome));
  return outcomes.filter((outcome) => outcome !== undefined);
}

function run(mutant: CoreMutant, signal: AbortSignal | undefined): Promise<Caught | null> {
  const script = fileURLToPath(new URL('mutant-child.js', import.meta.url));
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, mutant.name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_MAX_MS,
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (status, killed) => {
      const seconds = (performance.now() - startedAt) / 1000;
      if (status === 0) resolve(JSON.parse(Buffer.concat(output).toString()) as Caught | null);
      else if (killed === 'SIGKILL') {
        resolve({
          by: 'time',
          where: '',
          how: `does not end within ${TIME_MAX_MS / 1000} s`,
          steps: null,
          seconds,
        });
      } else reject(new Error(`mutant ${mutant.name}: ${Buffer.concat(errors).toString().trim()}`));
    });
  });
}
