/**
 * Whether a specification would notice a change: each mutant of a machine is searched like the machine itself, and is
 * killed by the first thing that is no longer as it was. What kills no mutant is checked in vain, and a rule all of
 * whose mutants survive is there in vain. (DeMillo, Lipton and Sayward, "Hints on test data selection", 1978.)
 */
import type { AnyStateMachine } from 'xstate';
import { checkAsync } from '../check.js';
import { ExoError, inOneLine } from '../../errors/index.js';
import type { Limits } from '../limits.js';
import type { Model } from '../model/model.js';
import { listMutants, pickMutants, type Scope, type ListedMutant, type MutationSubject } from './subject.js';
import type {
  ScopeResult,
  Killer,
  MutantResult,
  MutantVerdict,
  MutationProgress,
  MutationResult,
} from './result.js';
import type { CheckResult } from '../search/result.js';

/**
 * Limits are of each search. Where `statesMax` is left out, a mutant may have ten times the states of the machine
 * itself, and 100,000 in any case: one that has lost its bounds has no end.
 */
export interface MutationOptions extends Limits {
  /** The names of the mutants to run; all when left out. */
  readonly only?: readonly string[];
  /** Ends the mutation when aborted: mutants that are left are undecided. */
  readonly signal?: AbortSignal;
  /** Called at the start of each search, and about every `progressEveryMs` in it. */
  readonly onProgress?: (progress: MutationProgress) => void;
  /** 200 when left out. */
  readonly progressEveryMs?: number;
}

const STATES_MAX_TIMES = 10;
const STATES_MAX_LEAST = 100_000;

/**
 * Runs the mutants of a subject, each in one scope after the other until it is killed. Before any of them, the machine
 * itself is searched in every scope that some mutant may come to; where only some mutants are chosen, not before one
 * comes to it.
 *
 * @throws ExoError EXO171 and EXO371 for names that mean nothing, EXO172 where the machine itself does not hold in an
 * scope, EXO173 for a written mutant that is no machine to check.
 *
 * @example
 * const lamp = setup({ guards: { isDark: () => true } }).createMachine({
 *   id: 'lamp',
 *   initial: 'off',
 *   states: { off: { on: { SWITCH: { guard: 'isDark', target: 'on' } } }, on: { on: { SWITCH: 'off' } } },
 * });
 * const modelOf = ({ machine }: Mutated<typeof lamp>): Model => {
 *   const own = slot('lamp', xstateComponent(machine));
 *   return {
 *     name: 'lamp',
 *     slots: [own],
 *     rules: [rule({ name: 'Switch', slot: own, offers: () => [{ legs: [leg(own, { type: 'SWITCH' })] }] })],
 *     routes: [],
 *     properties: [],
 *     mayEnd: () => true,
 *   };
 * };
 * const scopes = [{ name: 'one', model: modelOf }];
 * const { mutants } = await mutateAsync({ machine: lamp, scopes, written: [], equivalent: {} });
 * console.log(mutants.map(({ name, verdict }) => `${name} ${verdict}`)); // [ 'isDark=always survived', 'isDark=never killed' ]
 */
export async function mutateAsync<M extends AnyStateMachine>(
  subject: MutationSubject<M>,
  options: MutationOptions = {},
): Promise<MutationResult> {
  const startedAt = performance.now();
  const all = listMutants(subject);
  const chosen = options.only === undefined ? all : pickMutants(all, options.only);
  const bench: Bench<M> = { subject, options, baselines: new Map(), done: 0, total: chosen.length };
  if (options.only === undefined) await searchOriginals(bench, chosen);
  const mutants: MutantResult[] = [];
  for (const mutant of chosen) {
    mutants.push(await judge(bench, mutant));
    bench.done += 1;
    // A search of less than a slice never pauses, and an interrupt must be noticed all the same.
    await new Promise((resume) => setTimeout(resume, 0));
  }
  const counts = { killed: 0, equivalent: 0, survived: 0, undecided: 0, unused: 0 };
  for (const { verdict } of mutants) counts[verdict] += 1;
  return {
    scopes: [...bench.baselines].map(([scope, baseline]) => scopeResult(scope, baseline)),
    mutants,
    counts,
    mislisted: mutants
      .filter(({ verdict, reason }) => verdict === 'killed' && reason !== null)
      .map(({ name }) => name),
    seconds: secondsSince(startedAt),
  };
}

interface Bench<M extends AnyStateMachine> {
  readonly subject: MutationSubject<M>;
  readonly options: MutationOptions;
  readonly baselines: Map<Scope<M>, CheckResult>;
  done: number;
  readonly total: number;
}

async function searchOriginals<M extends AnyStateMachine>(
  bench: Bench<M>,
  mutants: readonly ListedMutant<M>[],
): Promise<void> {
  const needed = new Set(mutants.flatMap(({ isUnused, scopes }) => (isUnused ? [] : scopes)));
  for (const scope of bench.subject.scopes) if (needed.has(scope)) await baselineIn(bench, scope);
}

/** What the machine itself comes to in a scope, searched once. */
async function baselineIn<M extends AnyStateMachine>(bench: Bench<M>, scope: Scope<M>): Promise<CheckResult> {
  const known = bench.baselines.get(scope);
  if (known !== undefined) return known;
  const baseline = await searchOriginal(bench, scope);
  bench.baselines.set(scope, baseline);
  return baseline;
}

async function searchOriginal<M extends AnyStateMachine>(
  bench: Bench<M>,
  scope: Scope<M>,
): Promise<CheckResult> {
  const model = scope.model({ machine: bench.subject.machine, silenced: null });
  const result = await search(bench, model, scope, null, bench.options.statesMax);
  const { verdict, property, counterexample } = result;
  if (verdict === 'exhausted' || verdict === 'bounded') return result;
  const how = verdict === 'violated' ? `violates ${property ?? ''}` : 'comes to a deadlock';
  throw new ExoError(
    'EXO172',
    `scope '${scope.name}': the machine itself ${how} after ${counterexample?.steps.length ?? 0} steps; ` +
      'only where it holds can a mutant be told from it',
  );
}

function search<M extends AnyStateMachine>(
  { options, done, total }: Bench<M>,
  model: Model,
  scope: Scope<M>,
  mutant: string | null,
  statesMax: number | undefined,
): Promise<CheckResult> {
  const tell = (states: number): void =>
    options.onProgress?.({ mutant, scope: scope.name, done, total, states });
  tell(0);
  const search: Omit<MutationOptions, 'only'> & { only?: unknown } = { ...options };
  delete search.only; // Of the mutants, and nothing that a search knows.
  return checkAsync(model, {
    ...search,
    ...(statesMax !== undefined && { statesMax }),
    onProgress: ({ states }) => tell(states),
  });
}

/** What a mutant came to in one scope; skipped where the machine itself could not be searched to the end. */
interface Trial {
  readonly kind: 'killed' | 'passed' | 'unfinished' | 'skipped';
  readonly scope: string;
  readonly by: Killer | null;
  readonly result: CheckResult | null;
  readonly model: Model | null;
  readonly isAlike: boolean;
  /** Without that of the machine itself. */
  readonly seconds: number;
}

async function judge<M extends AnyStateMachine>(
  bench: Bench<M>,
  mutant: ListedMutant<M>,
): Promise<MutantResult> {
  const { name, kind, of, says, source, reason } = mutant;
  const trials = await trialsOf(bench, mutant);
  const killed = trials.find((trial) => trial.kind === 'killed');
  const run = killed?.result?.counterexample ?? null;
  return {
    ...{ name, kind, of, says, source, reason },
    verdict: verdictOf(mutant, trials),
    by: killed?.by ?? null,
    steps: run?.steps.length ?? null,
    scope: killed?.scope ?? null,
    scopes: trials.filter((trial) => trial.kind !== 'skipped').map(({ scope }) => scope),
    states: trials.reduce((sum, { result }) => sum + (result?.states ?? 0), 0),
    seconds: trials.reduce((sum, trial) => sum + trial.seconds, 0),
    isAlike: trials.every((trial) => trial.isAlike),
    counterexample: run,
    model: run === null ? null : (killed?.model ?? null),
  };
}

/** Up to the first that kills. */
async function trialsOf<M extends AnyStateMachine>(
  bench: Bench<M>,
  mutant: ListedMutant<M>,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const scope of mutant.isUnused ? [] : mutant.scopes) {
    const trial = await runIn(bench, scope, mutant);
    trials.push(trial);
    if (trial.kind === 'killed') break;
  }
  return trials;
}

function verdictOf(
  { reason, isUnused }: Pick<ListedMutant, 'reason' | 'isUnused'>,
  trials: readonly Trial[],
): MutantVerdict {
  if (trials.some(({ kind }) => kind === 'killed')) return 'killed';
  if (trials.some(({ kind }) => kind !== 'passed')) return 'undecided';
  if (reason !== null) return 'equivalent';
  return isUnused ? 'unused' : 'survived';
}

async function runIn<M extends AnyStateMachine>(
  bench: Bench<M>,
  scope: Scope<M>,
  mutant: ListedMutant<M>,
): Promise<Trial> {
  const { options, subject } = bench;
  const nothing = { scope: scope.name, by: null, result: null, model: null, isAlike: false, seconds: 0 };
  const baseline = options.signal?.aborted ? null : await baselineIn(bench, scope);
  if (baseline?.verdict !== 'exhausted') return { ...nothing, kind: 'skipped' };
  const statesMax = options.statesMax ?? Math.max(STATES_MAX_LEAST, STATES_MAX_TIMES * baseline.states);
  const startedAt = performance.now();
  try {
    const model = scope.model(mutant.mutate(subject.machine));
    const result = await search(bench, model, scope, mutant.name, statesMax);
    const found = { ...nothing, result, model, seconds: secondsSince(startedAt) };
    if (result.verdict === 'bounded') return { ...found, kind: 'unfinished' };
    const by = killerOf(result, baseline);
    if (by !== null) return { ...found, kind: 'killed', by };
    return { ...found, kind: 'passed', isAlike: sameCounts(result, baseline) };
  } catch (error) {
    const by: Killer = { kind: 'error', name: messageOf(error, mutant) };
    return { ...nothing, kind: 'killed', by, seconds: secondsSince(startedAt) };
  }
}

function killerOf(result: CheckResult, baseline: CheckResult): Killer | null {
  if (result.verdict === 'violated') return { kind: 'property', name: result.property ?? '' };
  if (result.verdict === 'deadlocked') return { kind: 'deadlock', name: 'deadlock' };
  const reached = new Set(result.witnesses.filter((one) => one.reached).map(({ name }) => name));
  const missed = baseline.witnesses.find((one) => one.reached && !reached.has(one.name));
  if (missed !== undefined) return { kind: 'witness', name: missed.name };
  const notTaken = result.neverTaken.find((name) => !baseline.neverTaken.includes(name));
  return notTaken === undefined ? null : { kind: 'action', name: notTaken };
}

/** What a mutant threw where the machine itself does not; thrown again where it is no fault of the mutation. */
function messageOf(error: unknown, { name, kind }: Pick<ListedMutant, 'name' | 'kind'>): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message.startsWith('assertion failed: ')) throw error;
  if (error instanceof ExoError && error.code === 'EXO103' && kind === 'written') {
    throw new ExoError('EXO173', `mutant '${name}': ${error.message}`, { cause: error });
  }
  return inOneLine(error.message);
}

function sameCounts(one: CheckResult, other: CheckResult): boolean {
  const counts = ({ states, transitions, depth, actions }: CheckResult): string =>
    JSON.stringify([states, transitions, depth, actions]);
  return counts(one) === counts(other);
}

function scopeResult({ name, command }: Pick<Scope, 'name' | 'command'>, result: CheckResult): ScopeResult {
  const { verdict, states, transitions, seconds } = result;
  return {
    name,
    command: command ?? null,
    isExhausted: verdict === 'exhausted',
    states,
    transitions,
    seconds,
  };
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
