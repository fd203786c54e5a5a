import fs from 'node:fs';
import {
  RunFile,
  Simulation,
  type SimulationHooks,
  type SimulationOptions,
  type SimulationProgress,
  type SimulationResult,
} from '../../impl/index.js';
import { ExoError } from '../../checker/index.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../terminal/numbers.js';
import { interruptible } from '../terminal/interruptible.js';
import { expectSound, TRACE_AROUND, TRACE_STEPS, TRACE_STEPS_MAX, type SimulateFlags } from './flags.js';
import { showSimulations } from './progress.js';
import { failedOf, manyJson, manyText, type Tally } from './many-text.js';
import { interruptedJson, interruptedText, resultJson, resultText, verdictLine } from './text.js';
import { simulationTrace } from './trace.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { paintOf, print, terminal } from '../terminal/terminal.js';
import { expectWritable, unwritable, writeTraceFile } from '../replay/trace-file.js';

/** `exo simulate`: runs a cluster in virtual time, once or with many seeds. Returns the exit code. */
export async function simulateCluster(flags: SimulateFlags): Promise<number> {
  const { traceOut, runOut, seeds, options } = flags;
  expectOneRun('--trace-out', traceOut, seeds);
  expectOneRun('--run-out', runOut, seeds);
  expectTraced(flags);
  expectSound(options);
  return seeds > 1 ? simulateMany(options, flags) : simulateOne(options, flags);
}

function expectOneRun(option: string, file: string | undefined, seeds: number): void {
  if (file === undefined) return;
  if (seeds > 1) throw new ExoError('EXO321', `${option} does not go with --seeds: a trace is of one run`);
  expectWritable(file, option);
}

/** What a trace has is asked where there is none. */
function expectTraced({ traceOut, traceSteps, traceAround }: SimulateFlags): void {
  const given =
    traceSteps !== TRACE_STEPS ? '--trace-steps' : traceAround !== TRACE_AROUND ? '--trace-around' : null;
  if (traceOut === undefined && given !== null) {
    throw new ExoError('EXO321', `${given} goes with --trace-out alone: it says what a trace has`);
  }
}

/** What a verdict is to whoever started it. */
export function exitCodeOfSimulation(result: SimulationResult | null): number {
  if (result === null) return EXIT.bounded;
  switch (result.verdict) {
    case 'agreed':
      return EXIT.ok;
    case 'violated':
      return EXIT.violated;
    case 'stalled':
      return EXIT.unending;
  }
}

async function simulateOne(options: Partial<SimulationOptions>, flags: SimulateFlags): Promise<number> {
  const { traceOut, traceSteps, traceAround, json, quiet } = flags;
  const began = performance.now();
  const progress = showSimulations(quiet, 1);
  const out = runFileOf(flags);
  const hooks: SimulationHooks = {
    ...(traceOut !== undefined && { traceSteps, traceAround }),
    ...(out !== null && { runOut: (line) => out.write(line) }),
  };
  const simulation = new Simulation(options, hooks);
  const result = await interruptible((signal) =>
    run(simulation, (now) => progress.show(now, 0), signal),
  ).finally(progress.end);
  out?.close();
  const seconds = (performance.now() - began) / 1000;
  const exitCode = exitCodeOfSimulation(result);
  process.exitCode = exitCode;
  if (result === null) {
    print(json ? interruptedJson(simulation) : interruptedText(simulation));
    return exitCode;
  }
  const name = `seed ${result.seed}`;
  const words = verdictLine(result, paintOf(false));
  tellVerdict({
    name,
    ...(exitCode === EXIT.ok ? { outcome: 'passed' } : { outcome: 'failed', text: words }),
  });
  const failure = keep(result, flags);
  const written = failure === null ? (traceOut ?? null) : null;
  if (json) print(resultJson(result, seconds, written));
  else if (quiet) print(verdictLine(result, terminal().paint));
  else print(resultText(result, seconds, written, terminal(), out?.failure === null ? out.file : null));
  if (failure !== null) throw failure;
  if (out !== null && out.failure !== null) throw unwritable(out.file, out.failure, '--run-out');
  return exitCode;
}

/** What a run was in the file before is gone: a simulation begins anew. A device or a pipe stays what it is. */
function runFileOf({ runOut }: SimulateFlags): RunFile | null {
  if (runOut === undefined) return null;
  if (fs.statSync(runOut, { throwIfNoEntry: false })?.isFile() === true) fs.truncateSync(runOut);
  return new RunFile(runOut);
}

/** Writes the trace where that was asked for. An error must wait: what was found is told first. */
function keep(result: SimulationResult, flags: SimulateFlags): Error | null {
  const { traceOut } = flags;
  if (traceOut === undefined) return null;
  try {
    expectFewSteps(result);
    writeTraceFile(traceOut, simulationTrace(result, flags));
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** @throws ExoError EXO339 for a trace of more steps than anybody could look at. */
function expectFewSteps({ steps }: SimulationResult): void {
  if (steps.length - 1 <= TRACE_STEPS_MAX) return;
  const text = `--trace-out writes at most ${count(TRACE_STEPS_MAX)} steps, and there are more around faults and takeovers`;
  throw new ExoError(
    'EXO339',
    `${text}; accepted: a smaller --trace-around or --trace-steps, or --run-out, which writes all`,
  );
}

/** One seed after the other, until one fails. */
async function simulateMany(options: Partial<SimulationOptions>, flags: SimulateFlags): Promise<number> {
  const { seeds, json, quiet } = flags;
  const from = options.seed ?? 1;
  const tally: Tally = { from, seeds, results: [], interrupted: null, seconds: 0 };
  const began = performance.now();
  const progress = showSimulations(quiet, seeds);
  await interruptible(async (signal) => {
    for (let done = 0; done < seeds && failedOf(tally) === null; done++) {
      const seed = from + done;
      const simulation = new Simulation({ ...options, seed });
      const result = await run(simulation, (now) => progress.show(now, done), signal);
      if (result === null) {
        tally.interrupted = { seed, ...simulation.progress };
        return;
      }
      tally.results.push(result);
    }
  }).finally(progress.end);
  tally.seconds = (performance.now() - began) / 1000;
  const failed = failedOf(tally);
  const isWhole = failed !== null || tally.results.length === seeds;
  const exitCode = isWhole ? exitCodeOfSimulation(failed ?? tally.results[0] ?? null) : EXIT.bounded;
  process.exitCode = exitCode;
  if (json) print(manyJson(tally));
  else print(manyText(tally, quiet, terminal()));
  return exitCode;
}

/** Runs one simulation piece by piece, so that it can be watched and ended. Null if it was ended. */
async function run(
  simulation: Simulation,
  onProgress: (now: SimulationProgress) => void,
  signal: AbortSignal,
): Promise<SimulationResult | null> {
  while (!signal.aborted) {
    const result = simulation.advance(EVENTS_AT_ONCE);
    if (result !== null) return result;
    onProgress(simulation.progress);
    await new Promise((resume) => setImmediate(resume));
  }
  return null;
}

const EVENTS_AT_ONCE = 5_000;
