/** What a search may be told. An option that is mistyped would be left out, and a bound that is no number never ends a search: both are refused. */
import { accepts, oneOf, rejectUnknownKeys, wholeOrInfinity } from '../environment/given.js';
import type { Limits } from '../limits.js';
import type { Progress } from './result.js';

/** How a search goes, what it checks, and what may end it early. */
export interface SearchOptions extends Limits {
  /** Breadth-first when left out: its counterexamples are shortest. */
  readonly search?: 'bfs' | 'dfs' | 'random';
  /** Compare whole states instead of 64-bit fingerprints. */
  readonly exact?: boolean;
  /** Of random simulation; 1 when left out. */
  readonly seed?: number;
  /** Of random simulation: how many runs; 1,000 when left out. */
  readonly walksMax?: number;
  /**
   * Whether custom actions of XState machines are called, once for each local state and event, to find those that
   * change what they are given (EXO112). They are not when left out: they are taken for effects.
   */
  readonly callActions?: boolean;
  /**
   * Which loop searches breadth-first: one in WebAssembly, where the host has that, or one in JavaScript. Both find the same
   * states in the same order. When left out, a search begins in JavaScript and goes on in WebAssembly once it is worth it.
   */
  readonly loop?: 'javascript' | 'webassembly';
  /** The names of the properties to check; all of the model's when left out. */
  readonly properties?: readonly string[];
}

/** What a search that runs in slices does between them. */
export interface CheckHooks {
  /** Ends the search as `bounded` by `interrupted` when aborted. */
  readonly signal?: AbortSignal;
  /** Called about every `progressEveryMs`, and then before each premise that is verified once the search is over. */
  readonly onProgress?: (progress: Progress) => void;
  /** 200 when left out. */
  readonly progressEveryMs?: number;
}

/**
 * Rejects options that a search does not have, and values that they do not take.
 *
 * @throws ExoError EXO176, naming the option and what is accepted.
 */
export function rejectWrongOptions(options: SearchOptions & CheckHooks): void {
  rejectUnknownKeys('a search', options, Object.keys(OPTIONS));
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) OPTIONS[name as keyof typeof OPTIONS](`option '${name}' of a search`, value);
  }
}

type Check = (what: string, value: unknown) => void;

const OPTIONS: Readonly<Record<keyof (SearchOptions & CheckHooks), Check>> = {
  search: oneOf('bfs', 'dfs', 'random'),
  exact: oneOf(true, false),
  seed: accepts('a whole number', Number.isSafeInteger),
  walksMax: wholeOrInfinity,
  callActions: oneOf(true, false),
  loop: oneOf('javascript', 'webassembly'),
  properties: accepts('a list of names of properties', (value) => isListOf('string', value)),
  statesMax: wholeOrInfinity,
  memoryMaxBytes: accepts('a number from 0', isAmount),
  timeMaxMs: accepts('a number of milliseconds from 0', isAmount),
  depthMax: wholeOrInfinity,
  signal: accepts(
    'an AbortSignal',
    (value) => typeof value === 'object' && value !== null && 'aborted' in value,
  ),
  onProgress: accepts('a function', (value) => typeof value === 'function'),
  progressEveryMs: accepts('a number of milliseconds from 0', isAmount),
};

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

function isListOf(type: string, value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === type);
}
