/**
 * Whether a history of operations is linearizable: whether each can be given one moment between its call and its answer, such that the answers are
 * those of one object to which they came in that order. The search is that of Wing and Gong, with Lowe's memory of what was met.
 */
import { ExoError } from '../../errors/index.js';

/** An operation, as its client saw it. Times are of one order of all calls and answers, in any unit. */
export interface Operation<Input, Output> {
  readonly input: Input;
  readonly calledAt: number;
  /** Null where nobody knows what became of it: it may have taken effect at any time since, or may yet, or never. */
  readonly answer: { readonly output: Output; readonly at: number } | null;
}

/** An object, as one client alone finds it. */
export interface SequentialObject<State, Input, Output> {
  readonly initial: State;
  /** What an operation makes of a state, and what it answers. */
  apply(state: State, input: Input): { readonly state: State; readonly output: Output };
  /** Whether two outputs are the same. */
  isSame(one: Output, other: Output): boolean;
  /** A name of a state, alike for equal ones. */
  keyOf(state: State): string;
}

export type LinearizabilityVerdict =
  /** Operations, by their places in the history, in an order that explains it; those that took no effect are not in it. */
  | { readonly kind: 'linearizable'; readonly order: readonly number[] }
  /** No order explains more of the history than this one. */
  | { readonly kind: 'violated'; readonly longest: readonly number[] }
  /** The search met its bound before it knew. */
  | { readonly kind: 'bounded'; readonly configurations: number };

const CONFIGURATIONS_MAX = 1_000_000;

/**
 * Searches an order. `configurationsMax` bounds how many pairs of a set of operations and a state are met.
 *
 * @throws ExoError EXO218 for an operation that is answered before it is called.
 *
 * @example
 * const counter: SequentialObject<number, 'add', number> = {
 *   initial: 0,
 *   apply: (count) => ({ state: count + 1, output: count + 1 }),
 *   isSame: Object.is,
 *   keyOf: String,
 * };
 * const add = (calledAt: number, at: number, output: number) =>
 *   ({ input: 'add', calledAt, answer: { output, at } }) as const;
 * console.log(checkLinearizable([add(1, 4, 2), add(2, 3, 1)], counter)); // { kind: 'linearizable', order: [ 1, 0 ] }
 * console.log(checkLinearizable([add(1, 2, 2), add(3, 4, 1)], counter).kind); // violated
 */
export function checkLinearizable<State, Input, Output>(
  history: readonly Operation<Input, Output>[],
  object: SequentialObject<State, Input, Output>,
  { configurationsMax = CONFIGURATIONS_MAX }: { readonly configurationsMax?: number } = {},
): LinearizabilityVerdict {
  expectTimes(history);
  const search = new Search(history, object, configurationsMax);
  return search.run();
}

/** What is under way on the path of the search. */
interface Frame<State> {
  readonly state: State;
  /** Operations that may come next, by rank. */
  readonly candidates: readonly number[];
  next: number;
}

class Search<State, Input, Output> {
  /** By rank, the place in the history: in the order of their calls. */
  private readonly places: readonly number[];
  private readonly operations: readonly Operation<Input, Output>[];
  private readonly isDone: boolean[];
  private readonly met = new Set<string>();
  private readonly path: number[] = [];
  private longest: readonly number[] = [];
  /** All ranks below are done. */
  private answered: number;

  constructor(
    history: readonly Operation<Input, Output>[],
    private readonly object: SequentialObject<State, Input, Output>,
    private readonly configurationsMax: number,
  ) {
    const at = (place: number): Operation<Input, Output> => history[place] as Operation<Input, Output>;
    this.places = history.map((_, place) => place).sort((a, b) => at(a).calledAt - at(b).calledAt);
    this.operations = this.places.map(at);
    this.isDone = this.operations.map(() => false);
    this.answered = this.operations.filter(({ answer }) => answer !== null).length;
  }

  run(): LinearizabilityVerdict {
    const frames: Frame<State>[] = [this.frame(this.object.initial)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      if (this.answered === 0) return { kind: 'linearizable', order: this.order() };
      if (this.met.size > this.configurationsMax) return { kind: 'bounded', configurations: this.met.size };
      const rank = frame.candidates[frame.next];
      frame.next += 1;
      if (rank === undefined) {
        frames.pop();
        this.undo();
        continue;
      }
      const state = this.tried(frame.state, rank);
      if (state !== null) frames.push(this.frame(state.state));
    }
    return { kind: 'violated', longest: this.longest };
  }

  /** The operation comes next, if its answer is what the object gives, and this was not met before. */
  private tried(before: State, rank: number): { readonly state: State } | null {
    const { input, answer } = this.operations[rank] as Operation<Input, Output>;
    const { state, output } = this.object.apply(before, input);
    if (answer !== null && !this.object.isSame(output, answer.output)) return null;
    this.isDone[rank] = true;
    const key = this.keyOf(state);
    if (this.met.has(key)) {
      this.isDone[rank] = false;
      return null;
    }
    this.met.add(key);
    this.path.push(rank);
    if (answer !== null) this.answered -= 1;
    if (this.path.length > this.longest.length) this.longest = this.order();
    return { state };
  }

  private undo(): void {
    const rank = this.path.pop();
    if (rank === undefined) return;
    this.isDone[rank] = false;
    if (this.operations[rank]?.answer !== null) this.answered += 1;
  }

  /** Those that were called before any other one that is left was answered. */
  private frame(state: State): Frame<State> {
    let firstAnswer = Infinity;
    const candidates: number[] = [];
    for (let rank = 0; rank < this.operations.length; rank++) {
      if (this.isDone[rank] === true) continue;
      const { calledAt, answer } = this.operations[rank] as Operation<Input, Output>;
      if (calledAt > firstAnswer) break;
      candidates.push(rank);
      firstAnswer = Math.min(firstAnswer, answer?.at ?? Infinity);
    }
    return { state, candidates, next: 0 };
  }

  /** A name of what is done, and of the state. */
  private keyOf(state: State): string {
    const { isDone } = this;
    const first = isDone.indexOf(false);
    if (first < 0) return `all ${this.object.keyOf(state)}`;
    const beyond: number[] = [];
    for (let rank = first; rank < isDone.length; rank++) if (isDone[rank] === true) beyond.push(rank);
    return `${first}+${beyond.join()} ${this.object.keyOf(state)}`;
  }

  private order(): readonly number[] {
    return this.path.map((rank) => this.places[rank] as number);
  }
}

function expectTimes(history: readonly Operation<unknown, unknown>[]): void {
  history.forEach(({ calledAt, answer }, place) => {
    if (answer === null || answer.at >= calledAt) return;
    const text = `operation ${place} of a history is answered at ${answer.at}, before it is called at ${calledAt}`;
    throw new ExoError('EXO218', text);
  });
}
