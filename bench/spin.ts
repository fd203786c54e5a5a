import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What SPIN measured on one run of `literal.pml`; the figures are those of its verifier alone, not of the compilers. */
export interface SpinRun {
  /** Distinct reachable states, the initial one included. */
  states: number;
  /** Actions taken from them; the initial state is not counted, although SPIN's own report counts it. */
  transitions: number;
  /** Actions on the longest path that the search followed. */
  depth: number;
  /** User plus system time, to a hundredth of a second. */
  cpuSeconds: number;
  /** The greatest resident set, or, where it cannot be had, the memory that the verifier says it took. */
  peakBytes: number;
  /** For example `6.5.2`. */
  version: string;
}

/** The bounds of the model: 2 to 5 hosts, 1 to 6 slots, and budgets of 0 to 255. */
export interface SpinBounds {
  hosts: number;
  slots: number;
  timeouts: number;
  losses: number;
}

/**
 * Explores `literal.pml` within the bounds, exhaustively, and checks Agreement on the way. It throws if a tool fails or the
 * search does not end clean, because then there is nothing to compare with.
 */
export function runSpin(bounds: SpinBounds): SpinRun | { skipped: string } {
  const version = /Version (\S+)/.exec(output('spin', ['-V'], tmpdir()) ?? '')?.[1];
  if (version === undefined || output('gcc', ['--version'], tmpdir()) === undefined) {
    return { skipped: 'spin is not installed: apt-get install spin' };
  }
  if (!fits(bounds)) return { skipped: 'literal.pml has 2 to 5 hosts, 1 to 6 slots and budgets of 0 to 255' };

  const directory = mkdtempSync(join(tmpdir(), 'spin-'));
  try {
    const { hosts, slots, timeouts, losses } = bounds;
    const defines = [`-DN=${hosts}`, `-DL=${slots}`, `-DT=${timeouts}`, `-DD=${losses}`];
    required('spin', ['-a', ...defines, literalPath()], directory);
    required('gcc', ['-O2', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], directory);
    return { ...measurePan(directory), version };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function fits({ hosts, slots, timeouts, losses }: SpinBounds): boolean {
  const within = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  return within(hosts, 2, 5) && within(slots, 1, 6) && within(timeouts, 0, 255) && within(losses, 0, 255);
}

/**
 * The model stays beside the source, so the built file looks for it from the root of the package, as the source does.
 */
function literalPath(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package.json above ${import.meta.dirname}`);
    directory = parent;
  }
  return join(directory, 'bench', 'literal.pml');
}

/**
 * At the greatest bounds no path is longer than 255 timeouts, 10 broadcasts and 40 copies, so a stack of 1,000 is enough.
 * 2^24 hash slots keep the chains short up to tens of millions of states; they are 128 MiB of the peak at any bounds.
 */
const PAN = ['./pan', '-m1000', '-w24'];

const GNU_TIME = ['/usr/bin/time', '-v', '-o', 'time.txt'];

function measurePan(directory: string): Omit<SpinRun, 'version'> {
  // The shell has one child, so the last line of its `times` is that child's user and system time.
  const script = '"$@"; times';
  const hasGnuTime = output('sh', ['-c', '"$@" true', 'sh', ...GNU_TIME], directory) !== undefined;
  const command = hasGnuTime ? [...GNU_TIME, ...PAN] : PAN;
  const report = required('sh', ['-c', script, 'sh', ...command], directory);
  if (number(report, /errors: (\d+)/) !== 0 || report.includes('Search not completed')) {
    throw new Error(`the search of literal.pml did not end clean:\n${report}`);
  }
  return {
    states: number(report, /(\d+) states, stored/),
    transitions: number(report, /(\d+) transitions \(= stored\+matched\)/) - 1,
    depth: number(report, /depth reached (\d+)/),
    cpuSeconds: childSeconds(report),
    peakBytes: hasGnuTime
      ? number(
          readFileSync(join(directory, 'time.txt'), 'utf8'),
          /Maximum resident set size \(kbytes\): (\d+)/,
        ) * 1024
      : Math.round(number(report, /([\d.]+)\s+total actual memory usage/) * 2 ** 20),
  };
}

/** Reads a line such as `0m3.86s 0m0.13s`. */
function childSeconds(report: string): number {
  const last = report.trimEnd().split('\n').at(-1) ?? '';
  const seconds = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  if (seconds.length !== 2) throw new Error(`expected user and system time, got: ${last}`);
  return Math.round(seconds.reduce((sum, part) => sum + part, 0) * 1000) / 1000;
}

function number(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`expected ${String(pattern)} in:\n${text}`);
  return Number(found);
}

/** The standard output of a command, or undefined if it cannot be started or fails. */
function output(command: string, args: readonly string[], directory: string): string | undefined {
  const { status, stdout } = run(command, args, directory);
  return status === 0 ? stdout : undefined;
}

function required(command: string, args: readonly string[], directory: string): string {
  const { status, stdout, stderr, error } = run(command, args, directory);
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stdout + stderr}`);
  }
  return stdout;
}

function run(command: string, args: readonly string[], directory: string) {
  const env = { ...process.env, LC_ALL: 'C' };
  return spawnSync(command, args, { cwd: directory, encoding: 'utf8', env, maxBuffer: 2 ** 26 });
}
