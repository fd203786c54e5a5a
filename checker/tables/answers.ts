import { LimitReached } from '../limits.js';
import { grown } from './arrays.js';

/** One outcome of a component's step, over interned ids. */
export interface Outcome {
  readonly next: number;
  /** Interned effects, in the order in which they were emitted. */
  readonly effects: readonly number[];
}

/** Words a cell: the local state plus one, so that zero is an empty cell; the event; the answer. */
const CELL_WORDS = 3;
const CELLS_FIRST = 1 << 10;
const CELLS_MAX = 2 ** 28;
/** No outcome: the event is disabled. */
export const DISABLED = -1;
/** No outcome, and the event was sent all the same: it was consumed without effect. */
export const IGNORED = -2;
/** Not one outcome without effects, and not none either: it has to be read in full. */
export const MANY = -3;
/** No answer is remembered. */
export const UNKNOWN = -4;

/** What stands apart from the cells is at this less the word in the cell. */
const FIRST_APART = MANY;

/**
 * What a component answered to each (local state, event), in an open hash table. Nearly all answers are one outcome
 * without effects, or none, and stand in the cell itself; others stand apart, as the number of outcomes, and for each
 * the next local state, the number of effects, and these.
 */
export class Answers {
  size = 0;
  private cells = new Int32Array(CELL_WORDS * CELLS_FIRST);
  private mask = CELLS_FIRST - 1;
  private words = new Int32Array(256);
  private used = 0;

  /** The next local state; or `DISABLED`, `IGNORED`, `MANY` or `UNKNOWN`. */
  simple(state: number, event: number): number {
    const cell = this.cellOf(state, event);
    if (this.cells[cell] === 0) return UNKNOWN;
    const answer = this.cells[cell + 2] as number;
    return answer < IGNORED ? MANY : answer;
  }

  /** All outcomes; undefined if no answer is remembered. */
  get(state: number, event: number): readonly Outcome[] | undefined {
    const cell = this.cellOf(state, event);
    if (this.cells[cell] === 0) return undefined;
    const answer = this.cells[cell + 2] as number;
    if (answer === DISABLED || answer === IGNORED) return [];
    return answer >= 0 ? [{ next: answer, effects: [] }] : this.read(FIRST_APART - answer);
  }

  /** Takes in an answer; there must be none for this state and event yet. */
  set(state: number, event: number, outcomes: readonly Outcome[]): void {
    if (2 * (this.size + 1) > this.mask) this.grow();
    const cell = this.cellOf(state, event);
    this.cells[cell] = state + 1;
    this.cells[cell + 1] = event;
    this.cells[cell + 2] = this.answerOf(outcomes);
    this.size += 1;
  }

  /** Notes that an event was sent in a state in which it is disabled, if that answer is remembered. */
  ignore(state: number, event: number): void {
    const cell = this.cellOf(state, event);
    if (this.cells[cell] !== 0 && this.cells[cell + 2] === DISABLED) this.cells[cell + 2] = IGNORED;
  }

  /** Calls back for every answer that is remembered: was there an outcome, or was the event sent and ignored? */
  forEach(call: (state: number, event: number, isTaken: boolean, isIgnored: boolean) => void): void {
    const { cells } = this;
    for (let at = 0; at < cells.length; at += CELL_WORDS) {
      const key = cells[at] as number;
      const answer = cells[at + 2] as number;
      if (key === 0) continue;
      const isNone = answer === DISABLED || answer === IGNORED;
      call(key - 1, cells[at + 1] as number, !isNone, answer === IGNORED);
    }
  }

  /** Answers that are remembered: all, or one of a number of them. */
  *entries(every = 1): Generator<{
    readonly state: number;
    readonly event: number;
    readonly outcomes: readonly Outcome[];
  }> {
    let place = 0;
    for (let at = 0; at < this.cells.length; at += CELL_WORDS) {
      if (this.cells[at] === 0 || place++ % every !== 0) continue;
      const state = (this.cells[at] as number) - 1;
      const event = this.cells[at + 1] as number;
      yield { state, event, outcomes: this.get(state, event) ?? [] };
    }
  }

  private cellOf(state: number, event: number): number {
    const { cells, mask } = this;
    for (let cell = homeOf(state, event) & mask; ; cell = (cell + 1) & mask) {
      const at = CELL_WORDS * cell;
      const key = cells[at] as number;
      if (key === 0 || (key === state + 1 && cells[at + 1] === event)) return at;
    }
  }

  private answerOf(outcomes: readonly Outcome[]): number {
    const [only] = outcomes;
    if (only === undefined) return DISABLED;
    if (outcomes.length === 1 && only.effects.length === 0) return only.next;
    const at = this.used;
    this.write(outcomes.length);
    for (const { next, effects } of outcomes) {
      this.write(next);
      this.write(effects.length);
      for (const effect of effects) this.write(effect);
    }
    return FIRST_APART - at;
  }

  private write(word: number): void {
    if (this.used === this.words.length) this.words = grown(this.words);
    this.words[this.used++] = word;
  }

  private read(from: number): readonly Outcome[] {
    let at = from;
    const next = (): number => this.words[at++] as number;
    return Array.from({ length: next() }, () => ({
      next: next(),
      effects: Array.from({ length: next() }, next),
    }));
  }

  private grow(): void {
    const before = this.cells;
    if (2 * (this.mask + 1) > CELLS_MAX) throw new LimitReached('memoryMaxBytes');
    this.mask = 2 * (this.mask + 1) - 1;
    this.cells = new Int32Array(CELL_WORDS * (this.mask + 1));
    for (let at = 0; at < before.length; at += CELL_WORDS) {
      const key = before[at] as number;
      if (key === 0) continue;
      const cell = this.cellOf(key - 1, before[at + 1] as number);
      this.cells[cell] = key;
      this.cells[cell + 1] = before[at + 1] as number;
      this.cells[cell + 2] = before[at + 2] as number;
    }
  }
}

/** Where an answer is looked for first; it is the key, too, under which a question is known as asked before. */
export function homeOf(state: number, event: number): number {
  let hash = Math.imul(state, 0x9e3779b1) ^ Math.imul(event, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
