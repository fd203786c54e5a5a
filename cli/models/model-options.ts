import { ExoError } from '../../errors/index.js';
import type { Budget } from '../../spec/index.js';
import { parseCount } from '../terminal/units.js';

export type { Budget };

/** What makes a model of Exo completed one with split hosts, and its bounds. */
export interface OffloadFlags {
  readonly offload?: boolean;
  readonly split?: Budget;
  readonly fifo?: Budget;
  readonly queue?: Budget;
  readonly window?: Budget;
  readonly resets?: Budget;
}

export const OFFLOAD_FLAGS = ['offload', 'split', 'fifo', 'queue', 'window', 'resets'] as const;

/** What a model is to be made of, as typed. What was left out and has no default for every model is not there. */
export interface ModelOptions extends OffloadFlags {
  readonly hosts: number;
  readonly slots: number;
  readonly epochs?: number;
  readonly payloads?: Budget;
  readonly timeouts: Budget;
  readonly losses: Budget;
  readonly partitions: Budget;
  readonly crashes: Budget;
  readonly medium: 'bus' | 'async' | 'receive-any';
  readonly literal: boolean;
  /** Of the published model's literal form: dead messages are dropped. */
  readonly dropDead?: boolean;
  /** What `--set` was given. */
  readonly set: Readonly<Record<string, string>>;
  /** What `--no-reduce` was given. */
  readonly noReduce?: readonly string[];
  /** Bounds of a module's own, as typed, by their names. */
  readonly bound?: Readonly<Record<string, string>>;
  /** Those of the options above that were given, and are not there by default; nobody knows when left out. */
  readonly given?: readonly string[];
  /** Whether the options are those of a trace. */
  readonly isOfTrace?: boolean;
}

/** A user's module that exports a function is called with this. */
export type AllModelOptions = Required<
  Omit<ModelOptions, 'bound' | 'given' | 'isOfTrace' | keyof OffloadFlags>
>;

export type Bounds = Readonly<Record<string, Budget>>;

/** The options with a value for each. */
export function withDefaults(options: ModelOptions): AllModelOptions {
  return { epochs: 3, payloads: 'inf', noReduce: [], dropDead: false, ...options };
}

/** The bounds among the options, by the names that JSON and traces have for them. */
export function boundsOf(options: ModelOptions): Bounds {
  const { hosts, slots, epochs, timeouts, losses, partitions, crashes, payloads } = options;
  return {
    hosts,
    slots,
    ...(epochs !== undefined && { epochs }),
    timeouts,
    losses,
    partitions,
    crashes,
    ...(payloads !== undefined && { payloads }),
  };
}

/** Throws EXO313 where something of split hosts is asked of a model that has none. */
export function expectNothingOfOffload(model: string, options: ModelOptions): void {
  const flag = OFFLOAD_FLAGS.find((name) => options[name] !== undefined && options[name] !== false);
  if (flag === undefined) return;
  const remedy = flag === 'offload' ? 'it is of model exo' : 'it is of exo --offload';
  throw new ExoError('EXO313', `model '${model}' takes no --${flag}: ${remedy}`);
}

const SLOTS_MAX = 99;

/** Throws EXO321 for sizes that our own models do not take. */
export function expectSizes({ hosts, slots }: ModelOptions, hostsMin: number, hostsMax: number): void {
  parseCount('--hosts', String(hosts), hostsMin, hostsMax);
  parseCount('--slots', String(slots), 1, SLOTS_MAX);
}
