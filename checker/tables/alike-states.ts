import { sameBytes } from '../model/bytes.js';
import { encodeExactly } from '../model/encoding.js';

/** Up to this many states are held against the kept one of the same bytes; then one in this many. */
const COMPARED_FIRST = 1 << 12;
const COMPARED_EACH = 64;
/** How many states are kept besides those that stand for them. */
const KEPT_MAX = 256;

/**
 * States that a component encodes to the bytes of another one, and that are not equal to it. The other stands for them in the
 * search, which is right only if whatever is asked about them has the same answer: so they are kept to be asked about.
 */
export class AlikeStates {
  private readonly kept = new Map<number, unknown>();
  private seen = 0;

  /** Whether the next state that has the number of a known one is to be noted. */
  isDue(): boolean {
    this.seen += 1;
    return this.kept.size < KEPT_MAX && (this.seen <= COMPARED_FIRST || this.seen % COMPARED_EACH === 0);
  }

  note(number: number, state: unknown, known: unknown): void {
    if (!this.kept.has(number) && differ(state, known)) this.kept.set(number, state);
  }

  /** By the number of the state that stands for it, one state each. */
  get all(): ReadonlyMap<number, unknown> {
    return this.kept;
  }
}

/** Whether two states differ as plain data; what is no plain data may always do. */
function differ(a: unknown, b: unknown): boolean {
  try {
    return !sameBytes(encodeExactly(a, 'a state'), encodeExactly(b, 'a state'));
  } catch {
    return true;
  }
}
