import { assert } from '../../errors/index.js';
import { changedSlot, NO_CHANGE, STATE_MASK } from './batch.js';

/** Changes in one transition. */
const PATH_MAX = 4096;

/** The state that is being expanded, as far as one transition has changed it, and these changes in their order. */
export class CurrentState {
  /** Local state ids, in slot order. */
  readonly locals: Int32Array;
  readonly path = new Int32Array(PATH_MAX);
  length = 0;
  /** What each changed slot was before. */
  private readonly before = new Int32Array(PATH_MAX);

  constructor(width: number) {
    this.locals = new Int32Array(width);
  }

  apply(change: number): void {
    if (change === NO_CHANGE) return;
    assert(this.length < PATH_MAX, 'a transition changes fewer than 4,096 local states');
    const slot = changedSlot(change);
    this.before[this.length] = this.locals[slot] as number;
    this.path[this.length++] = change;
    this.locals[slot] = change & STATE_MASK;
  }

  /** Takes changes back until only the first `length` are left. */
  undoTo(length: number): void {
    while (this.length > length) {
      this.length -= 1;
      this.locals[changedSlot(this.path[this.length] as number)] = this.before[this.length] as number;
    }
  }
}
