/**
 * One search of the literal model by this checker, as `exo check` does it, in a process of its own:
 * `node search-once.js '<bounds as JSON>'`.
 * Prints one SearchRun.
 */
import { check } from '../checker/index.js';
import { optimiseLater } from '../cli/check/optimise-later.js';
import { literalModel, type Bounds } from './literal.js';

export interface SearchRun {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** The invariants and step properties that were checked. */
  readonly checked: readonly string[];
  readonly xstateCalls: number;
  /** From the call of `check` to its result: filling the tables and asking XState are part of it. */
  readonly seconds: number;
  /** User and system time of all threads in the meantime. */
  readonly cpuSeconds: number;
  /** User and system time of all threads from the start of the process: with Node itself, loading the code, building the model. */
  readonly processCpuSeconds: number;
  /** (peak RSS − RSS before the search) / states: visited set, parent links, frontier, tables, garbage. */
  readonly bytesPerState: number;
}

optimiseLater();
const model = literalModel(JSON.parse(process.argv[2] ?? '') as Bounds);
const rssBefore = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const { verdict, states, transitions, depth, checked, xstateCalls } = check(model);
const seconds = (performance.now() - startedAt) / 1000;
const cpuSeconds = inSeconds(process.cpuUsage(cpuBefore));
const peakRss = process.resourceUsage().maxRSS * 1024;
if (verdict !== 'exhausted') throw new Error(`the search ended ${verdict}`);

const run: SearchRun = {
  states,
  transitions,
  depth,
  checked,
  xstateCalls,
  seconds,
  cpuSeconds,
  processCpuSeconds: inSeconds(process.cpuUsage()),
  bytesPerState: (peakRss - rssBefore) / states,
};
process.stdout.write(`${JSON.stringify(run)}\n`);

function inSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
