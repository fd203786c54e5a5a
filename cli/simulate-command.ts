import {
  Simulation,
  type SimulationOptions,
  type SimulationProgress,
  type SimulationResult,
} from '../impl/index.js';
import { badValue } from './units.js';
import { EXIT } from './exit-codes.js';
import { interruptible } from './interruptible.js';
import type { SimulateFlags } from './simulate-flags.js';
import { showSimulations } from './simulate-progress.js';
import { manyJson, manyText, resultJson, resultText, verdictLine, type Tally } from './simulate-text.js';
import { simulationTrace } from './simulate-trace.js';
import { print, terminal } from './terminal.js';
import { expectWritable, writeTraceFile } from './trace-file.js';

/** `exo simulate`: runs a cluster in virtual time, once or with many seeds. Returns the exit code. */
export async function simulateCluster(flags: SimulateFlags): Promise<number> {
  const { traceOut, seeds, options } = flags;
  if (traceOut !== undefined) expectWritable(traceOut);
  if (traceOut !== undefined && seeds > 1)
    throw badValue('--trace-out', traceOut, 'nothing with --seeds: one run is a trace');
  return seeds > 1 ? simulateMany(options, flags) : simulateOne(options, flags);
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
  const { traceOut, traceSteps, json, quiet } = flags;
  const began = performance.now();
  const progress = showSimulations(quiet, 1);
  const result = await interruptible((signal) =>
    run(options, traceOut === undefined ? 0 : traceSteps, (now) => progress.show(now, 0), signal),
  ).finally(progress.end);
  const seconds = (performance.now() - began) / 1000;
  const exitCode = exitCodeOfSimulation(result);
  process.exitCode = exitCode;
  if (result === null) {
    print('… not finished: interrupted');
    return exitCode;
  }
  if (traceOut !== undefined) writeTraceFile(traceOut, simulationTrace(result, traceSteps));
  const written = traceOut ?? null;
  if (json) print(resultJson(result, seconds, written));
  else if (quiet) print(verdictLine(result, terminal().paint));
  else print(resultText(result, seconds, written, terminal()));
  return exitCode;
}

/** One seed after the other, until one fails. */
async function simulateMany(options: Partial<SimulationOptions>, flags: SimulateFlags): Promise<number> {
  const { seeds, json, quiet } = flags;
  const from = options.seed ?? 1;
  const tally: Tally = { from, seeds, done: 0, results: [], failed: null, seconds: 0 };
  const began = performance.now();
  const progress = showSimulations(quiet, seeds);
  await interruptible(async (signal) => {
    for (let seed = from; seed < from + seeds && tally.failed === null && !signal.aborted; seed++) {
      const result = await run({ ...options, seed }, 0, (now) => progress.show(now, seed - from), signal);
      if (result === null) return;
      tally.results.push(result);
      tally.done += 1;
      if (result.verdict !== 'agreed') tally.failed = result;
    }
  }).finally(progress.end);
  tally.seconds = (performance.now() - began) / 1000;
  const isWhole = tally.done === seeds || tally.failed !== null;
  const exitCode = isWhole ? exitCodeOfSimulation(tally.failed ?? tally.results[0] ?? null) : EXIT.bounded;
  process.exitCode = exitCode;
  if (json) print(manyJson(tally));
  else print(manyText(tally, quiet, terminal()));
  return exitCode;
}

/** Runs one simulation piece by piece, so that it can be watched and ended. Null if it was ended. */
async function run(
  options: Partial<SimulationOptions>,
  traceSteps: number,
  onProgress: (now: SimulationProgress) => void,
  signal: AbortSignal,
): Promise<SimulationResult | null> {
  const simulation = new Simulation(options, { traceSteps });
  while (!signal.aborted) {
    const result = simulation.advance(EVENTS_AT_ONCE);
    if (result !== null) return result;
    onProgress(simulation.progress);
    await new Promise((resume) => setImmediate(resume));
  }
  return null;
}

const EVENTS_AT_ONCE = 5_000;
