import { Batch, newRecent } from '../tables/batch.js';
import { Bounds } from './bounds.js';
import { rejectWrongOptions, type SearchOptions } from './options.js';
import { ExactSet } from './exact-set.js';
import { ExoError } from '../../errors/index.js';
import { FingerprintSet } from './fingerprint-set.js';
import { LimitReached, type LimitName } from '../limits.js';
import { cpuSeconds, defaultMemoryMaxBytes, residentBytes } from '../measure.js';
import { askEnd } from '../model/asked.js';
import { namesOf, type Model } from '../model/model.js';
import { rejectWrongShape } from '../model/validate-model.js';
import { Monitor } from './monitor.js';
import { verifyPremises } from './premises.js';
import { WholeAnswers } from './whole-answers.js';
import { Expander } from '../tables/expander.js';
import type { Progress } from './result.js';
import type { Property } from '../model/property.js';

/** A way to a state: the place of an initial state, then which successor to take at each step. */
export interface Path {
  readonly initial: number;
  readonly ordinals: readonly number[];
}

/** What a search strategy comes back with. */
export type Ending =
  | { readonly verdict: 'exhausted' }
  | { readonly verdict: 'bounded'; readonly limit: LimitName }
  | { readonly verdict: 'violated'; readonly property: string; readonly path: Path }
  | { readonly verdict: 'deadlocked'; readonly path: Path };

const MEMORY_CHECK_MS = 100;
/** The number of answers of all components that are asked for again when a search is over, and the least number of each. */
const ASKED_AGAIN = 256;
const ASKED_AGAIN_LEAST = 64;
/** Premises are verified first when there are this many local states, then whenever there are four times as many. */
const VERIFIED_FIRST = 1 << 16;

/** What every search strategy shares: the tables, the visited set, the properties, the counts. */
export class Session {
  readonly expander: Expander;
  readonly properties: readonly Property[];
  readonly monitor: Monitor;
  readonly visited: FingerprintSet | ExactSet;
  readonly batch: Batch;
  readonly actionCounts: Float64Array;
  readonly witnessPaths = new Map<number, Path>();
  /** Distinct states found. */
  states = 0;
  initialStates = 0;
  /** States beyond the bounds of the model. */
  beyond = 0;
  /** The number of those states by bound. */
  readonly atBounds = new Map<string, number>();
  readonly bounds: Bounds;
  /** The number of states that were taken from the queue of a breadth-first search. */
  expanded = 0;
  transitions = 0;
  depth = 0;
  widestLevel: number | null = null;
  queue = 0;
  /** The reduction whose premise is verified once the search is over; null before. */
  verifying: string | null = null;
  /** Spent on the premises of reductions so far. */
  verifyingSeconds = 0;
  /** Called in the middle of what cannot pause, and takes long; null where nobody wants to know. */
  whileBusy: (() => void) | null = null;
  /** Set from outside to end the search at the next occasion. */
  interrupted = false;
  /** What was answered first about states without successors. */
  private readonly ends: WholeAnswers;
  private readonly startedAt = performance.now();
  private readonly cpuAtStart = cpuSeconds();
  private readonly memoryMaxBytes: number;
  private memoryCheckedAt = 0;
  private fresh = new Int32Array(4096);
  /** The number of local states at which the premises of the model are verified next. */
  private verifiedNext = VERIFIED_FIRST;

  constructor(
    readonly model: Model,
    readonly options: SearchOptions,
  ) {
    rejectWrongShape(model);
    rejectWrongOptions(options);
    this.memoryMaxBytes = options.memoryMaxBytes ?? defaultMemoryMaxBytes();
    for (const { component } of model.slots) {
      for (const watch of component.charts?.() ?? []) watch.forget();
      if (options.callActions !== undefined) component.callActions?.(options.callActions);
    }
    this.expander = new Expander(model);
    this.bounds = new Bounds(this.expander);
    this.ends = new WholeAnswers(this.expander);
    this.properties = chooseProperties(model, options.properties);
    this.monitor = new Monitor(this.expander, this.properties);
    const tableMaxBytes = Math.max(0, this.memoryMaxBytes - residentBytes());
    this.visited = options.exact
      ? new ExactSet(this.expander.width, tableMaxBytes)
      : new FingerprintSet(tableMaxBytes);
    this.batch = new Batch(this.expander.width);
    // Whole states must be compared where that was asked for, and step properties want every transition.
    if (!options.exact && !this.monitor.watchesSteps) this.batch.recent = newRecent();
    this.actionCounts = new Float64Array(this.expander.actions.length);
  }

  get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  get cpuSeconds(): number {
    return cpuSeconds() - this.cpuAtStart;
  }

  /** The probability that among all pairs of states two share a 64-bit fingerprint. */
  get collisionOdds(): number {
    return this.options.exact ? 0 : this.states ** 2 / 2 ** 65;
  }

  /** How often XState machines were asked so far. */
  get xstateCalls(): number {
    let calls = 0;
    for (const table of new Set(this.expander.tables)) if (table.component.isXState) calls += table.calls;
    return calls;
  }

  /** The batch's positions that hold states not visited before, in order; they are visited from now on. */
  keepNew(batch: Batch): Int32Array {
    if (this.fresh.length < batch.count) this.fresh = new Int32Array(2 * batch.count);
    return this.fresh.subarray(0, this.visited.keepNew(batch, this.fresh));
  }

  /** Counts a new state, or ends the search where that would be one too many. */
  countState(): void {
    if (this.states >= (this.options.statesMax ?? Infinity)) throw new LimitReached('statesMax');
    this.states += 1;
  }

  /** Whether as many new states can be counted without reaching a limit. */
  mayCount(more: number): boolean {
    return this.states + more <= (this.options.statesMax ?? Infinity);
  }

  /** Counts every transition that was made for the batch, by action. */
  countTransitions({ madeBy }: Batch): void {
    const counts = this.actionCounts;
    for (let action = 0; action < counts.length; action++) {
      const made = madeBy[action] as number;
      counts[action] = (counts[action] as number) + made;
      this.transitions += made;
    }
  }

  /** Ends the search, by throwing, where a limit other than the number of states or the depth is reached. */
  checkLimits(): void {
    this.expectTime();
    const now = performance.now();
    if (now - this.memoryCheckedAt < MEMORY_CHECK_MS) return;
    this.memoryCheckedAt = now;
    if (residentBytes() > this.memoryMaxBytes) throw new LimitReached('memoryMaxBytes');
  }

  /** Ends the search, by throwing, where it is interrupted or takes too long. */
  private expectTime(): void {
    if (this.interrupted) throw new LimitReached('interrupted');
    const tookMs = performance.now() - this.startedAt;
    if (tookMs >= (this.options.timeMaxMs ?? Infinity)) throw new LimitReached('timeMaxMs');
  }

  private readonly tick = (): void => {
    this.expectTime();
    this.whileBusy?.();
  };

  /** Whether the search goes on from a state; one that is beyond a bound of the model is counted here. */
  goesOnFrom(tuple: Int32Array): boolean {
    const bound = this.bounds.exceededBy(tuple);
    if (bound === undefined) return true;
    this.beyond += 1;
    this.atBounds.set(bound, (this.atBounds.get(bound) ?? 0) + 1);
    return false;
  }

  /** Whether so much has been met that the premises of the model are verified in the midst of the search. */
  arePremisesDue(): boolean {
    if (this.model.premises === undefined) return false;
    let size = 0;
    for (const table of this.expander.tables) size += table.size;
    if (size < this.verifiedNext) return false;
    this.verifiedNext = 4 * size;
    return true;
  }

  /** Verifies the premises of the model of what was met so far. @throws ExoError EXO190 where one fails. */
  *verifyPremisesSoFar(): Generator<void, void> {
    yield* this.verified(false);
    this.verifying = null;
  }

  /** Verifies the premises of the model of all that was met, one after the other. @throws ExoError EXO190 where one fails. */
  verifyPremises(): Generator<void, void> {
    return this.verified(true);
  }

  private *verified(isComplete: boolean): Generator<void, void> {
    if (this.model.premises === undefined) return;
    const premises = verifyPremises(this.model, this.expander, isComplete, this.tick);
    for (let name = this.timed(() => premises.next()); !name.done; name = this.timed(() => premises.next())) {
      this.verifying = name.value;
      yield;
      this.expectTime();
    }
  }

  /** Does a part of the verification of premises, and counts its time, also where it ends the search. */
  private timed<T>(verify: () => T): T {
    const began = performance.now();
    try {
      return verify();
    } finally {
      this.verifyingSeconds += (performance.now() - began) / 1000;
    }
  }

  /**
   * Asks components, rules and properties once more for some of what they have answered, and the model about its bounds and ends.
   *
   * @throws ExoError EXO111 where one answers otherwise.
   */
  askAgain(): void {
    this.expander.askRulesAgain();
    this.monitor.askAgain();
    this.bounds.askAgain();
    this.ends.askAgain(`'mayEnd' of model '${this.model.name}'`);
    const tables = new Set(this.expander.tables);
    const most = Math.max(ASKED_AGAIN_LEAST, Math.ceil(ASKED_AGAIN / tables.size));
    for (const table of tables) {
      this.tick();
      table.askAgain(most);
    }
  }

  isBeyond(tuple: Int32Array): boolean {
    return this.bounds.exceededBy(tuple) !== undefined;
  }

  isAcceptedEnd(tuple: Int32Array): boolean {
    const { model } = this;
    const states = this.expander.statesOf(tuple);
    const isAccepted = askEnd(model, states);
    this.ends.keep(tuple, states, isAccepted, (given) => askEnd(model, given));
    return isAccepted;
  }

  nameOf(property: number): string {
    return this.properties[property]?.name ?? '';
  }

  progress(): Progress {
    return {
      states: this.states,
      transitions: this.transitions,
      depth: this.depth,
      queue: this.queue,
      verifying: this.verifying,
      seconds: this.seconds,
      residentBytes: residentBytes(),
    };
  }
}

function chooseProperties(model: Model, names: readonly string[] | undefined): readonly Property[] {
  if (names === undefined) return model.properties;
  for (const name of names) {
    if (model.properties.some((property) => property.name === name)) continue;
    const leftOut = model.leftOut?.find((one) => one.name === name);
    if (leftOut !== undefined) {
      const text = `property '${name}' is not asked within these bounds of model '${model.name}': ${leftOut.because}`;
      throw new ExoError('EXO301', text);
    }
    const known = namesOf(model).join(', ');
    throw new ExoError('EXO301', `unknown property '${name}': model '${model.name}' has ${known || 'none'}`);
  }
  return model.properties.filter((property) => names.includes(property.name));
}
