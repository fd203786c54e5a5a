/** What the benchmarks' command lines have in common. */
import { parseArgs } from 'node:util';
import { messageOf } from '../errors/index.js';

const RUNS_MAX = 99;
/** As in the command line. */
const EXIT_BAD_OPTION = 151;

/** A command line that is wrong; told in one line. */
export class BadOption extends Error {}

/** Options with a value, with what they are when left out; undefined for one that may be absent. */
type Defaults = Readonly<Record<string, string | undefined>>;

export interface BenchOptions<V extends Defaults> {
  /** A list of figures instead of a table. */
  readonly json: boolean;
  /** Whether everything works, not how fast it is; taken where `quick` is one of the options. */
  readonly quick: boolean;
  readonly help: boolean;
  readonly values: V;
}

/** The options of a command line. @throws BadOption for others. */
export function benchOptions<V extends Defaults>(
  words: readonly string[],
  defaults: V,
  { quick = false }: { readonly quick?: boolean } = {},
): BenchOptions<V> {
  const flag = { type: 'boolean', default: false } as const;
  const texts = Object.entries(defaults).map(
    ([name, value]) => [name, { type: 'string', ...(value !== undefined && { default: value }) }] as const,
  );
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { json: flag, help: flag, ...(quick && { quick: flag }), ...Object.fromEntries(texts) },
    });
    const { json, help, quick: isQuick, ...given } = values as Record<string, unknown>;
    return { json: json === true, help: help === true, quick: isQuick === true, values: given as V };
  } catch (error) {
    throw new BadOption(messageOf(error));
  }
}

/** A whole number from 1. @throws BadOption for anything else. */
export function wholeUpTo(option: string, text: string, most: number): number {
  const value = /^[1-9]\d*$/.test(text) ? Number(text) : Infinity;
  if (value > most) throw new BadOption(`${option} takes 1 to ${most}, not '${text}'`);
  return value;
}

/** How often each is measured. @throws BadOption for anything but 1 to 99. */
export function runsFrom(text: string): number {
  return wholeUpTo('--runs', text, RUNS_MAX);
}

/** Runs a benchmark, or prints its help, or says in one line what is wrong. Returns the exit code. */
export async function runBench<O extends { readonly help: boolean }>(
  help: string,
  optionsFrom: (words: readonly string[]) => O,
  bench: (options: O) => void | Promise<void>,
): Promise<number> {
  try {
    const options = optionsFrom(process.argv.slice(2));
    if (options.help) process.stdout.write(help);
    else await bench(options);
    return 0;
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof BadOption ? EXIT_BAD_OPTION : 1;
  }
}
