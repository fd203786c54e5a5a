import { askDecode } from '../model/asked.js';
import type { Component, EffectLike } from '../model/model.js';
import type { InternedBytes } from './interned-bytes.js';

/** Up to here every local state is kept as the component gave it. */
const KEPT_MAX = 1 << 16;
/** Of those beyond, this many are kept that were used lately. */
const RECENT = 1 << 13;

/**
 * The local states behind their numbers. The first ones are kept, and so are all those of XState machines. A component
 * with very many others, such as one that is the whole system by itself, has its states made again from their
 * bytes: each is looked at a few times within a short while, and an object takes several times what its bytes do.
 */
export class DecodedStates {
  private readonly kept: unknown[] = [];
  private readonly recent: unknown[] = [];
  private readonly recentIds = new Int32Array(RECENT).fill(-1);

  constructor(
    private readonly component: Component<unknown, never, EffectLike>,
    private readonly bytes: InternedBytes,
  ) {}

  /** Takes in a state under the next number. */
  keep(id: number, state: unknown): void {
    if (id < KEPT_MAX || this.component.isXState === true) this.kept.push(state);
    else this.remember(id, state);
  }

  get(id: number): unknown {
    if (id < this.kept.length) return this.kept[id];
    const place = id & (RECENT - 1);
    if (this.recentIds[place] === id) return this.recent[place];
    const state = askDecode(this.component, this.bytes.bytesOf(id));
    this.remember(id, state);
    return state;
  }

  private remember(id: number, state: unknown): void {
    const place = id & (RECENT - 1);
    this.recentIds[place] = id;
    this.recent[place] = state;
  }
}
