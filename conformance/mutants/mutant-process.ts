/** A faulty version in a process of its own, because it may never end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import type { HostAnswers } from '../validate/host-answers.js';
import { TraceJudge } from './by-validation.js';
import { attemptOf, isJudged, type Attempt, type Method } from './catching.js';
import type { Found } from './found.js';
import type { ImplMutant } from './mutant.js';

/** What an attempt has found that took too long. */
export const NOT_FINISHED = 'not finished';
/** A method that takes longer than this is ended. That says nothing of the version: the machine may be busy. */
const TIME_MAX_MS = 1_200_000;
/** Runs that stall have up to a million events, and twenty of them are judged. */
const TIME_OF_JUDGED_MAX_MS = 3_600_000;
/** No method takes half as many seconds of a processor for a sound version: one that takes more never ends. */
const PROCESSOR_MAX_S = 150;
/** What has to do with disks is simulated with ten times as many seeds. */
const PROCESSOR_OF_DISKS_MAX_S = 600;

/** How a process has ended: its status, or the signal that ended it. */
interface End {
  readonly status: number | null;
  readonly killed: NodeJS.Signals | null;
  readonly errors: string;
}

/**
 * Tries a method on a faulty version. What judges traces runs in this process, and what it asks specified hosts, and they answer, is kept for others; all else
 * runs in that of the version. Null if the signal has ended it.
 */
export async function tried(
  mutant: ImplMutant,
  method: Method,
  answers: HostAnswers,
  signal: AbortSignal | undefined,
): Promise<Attempt | null> {
  const startedAt = performance.now();
  const processorMax = mutant.file.startsWith('storage/') ? PROCESSOR_OF_DISKS_MAX_S : PROCESSOR_MAX_S;
  const child = started(mutant, method, processorMax);
  const abort = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  const ending = endOf(child);
  let found: Found | null | undefined;
  let printed = '';
  if (isJudged(method)) found = await judged(child, answers);
  else printed = await textOf(child);
  const { status, killed, errors } = await ending;
  signal?.removeEventListener('abort', abort);
  if (signal?.aborted === true) return null;
  if (found !== undefined) return attemptOf(method, found, startedAt);
  if (killed === 'SIGTERM') return ended(method, false, NOT_FINISHED, timeMaxMs(method) / 1000);
  if (killed !== null) return ended(method, true, 'never ends', processorMax);
  if (status !== 0 || isJudged(method)) throw new Error(`mutant ${mutant.name}: ${errors}`);
  return JSON.parse(printed) as Attempt;
}

function started(mutant: ImplMutant, method: Method, processorMax: number): ChildProcess {
  const script = fileURLToPath(new URL('mutant-child.js', import.meta.url));
  const limited = `ulimit -t ${processorMax}; exec "$0" "$@"`;
  const program = [process.execPath, script, JSON.stringify(mutant), method];
  return spawn('sh', ['-c', limited, ...program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeMaxMs(method),
    killSignal: 'SIGTERM',
  });
}

function timeMaxMs(method: Method): number {
  return isJudged(method) ? TIME_OF_JUDGED_MAX_MS : TIME_MAX_MS;
}

function endOf(child: ChildProcess): Promise<End> {
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, killed) =>
      resolve({ status, killed, errors: Buffer.concat(errors).toString().trim() }),
    );
  });
}

async function textOf(child: ChildProcess): Promise<string> {
  const output: Buffer[] = [];
  for await (const chunk of child.stdout ?? []) output.push(chunk as Buffer);
  return Buffer.concat(output).toString();
}

/**
 * Holds the runs that a version writes against the specification, and ends it once one of them is rejected. Undefined if it has ended before its runs
 * did.
 */
async function judged(child: ChildProcess, answers: HostAnswers): Promise<Found | null | undefined> {
  const judge = new TraceJudge(answers);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    // What is no whole line yet may never be one.
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const found = judge.take(line);
      if (found === null) continue;
      child.kill('SIGKILL');
      return found;
    }
  }
  return judge.finish();
}

function ended(by: Method, isFound: boolean, how: string, seconds: number): Attempt {
  return { by, isCaught: isFound, how, where: null, seconds };
}
