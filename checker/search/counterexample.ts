import { Batch } from '../tables/batch.js';
import { askEncode } from '../model/asked.js';
import { sameBytes } from '../model/bytes.js';
import { muted } from '../model/muted.js';
import { assert } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import type { Expander } from '../tables/expander.js';
import { successors } from '../model/reference.js';
import { expectSteady } from './steadiness.js';
import type { Run } from './result.js';
import type { Path } from './session.js';
import type { Transition } from '../model/transition.js';

/**
 * Plays a path forward by the reference semantics, which records what each component did, and checks at every
 * step that the tables of the search lead to the same state.
 */
export function replayPath(expander: Expander, path: Path): Run {
  return muted(() => played(expander, path));
}

function played(expander: Expander, path: Path): Run {
  const batch = new Batch(expander.width);
  const tuple = initialTuple(expander, path.initial);
  const initial = expander.statesOf(tuple);
  const steps: Transition[] = [];
  let states = initial;
  for (const ordinal of path.ordinals) {
    batch.clear();
    expander.expand(tuple, 0, batch);
    batch.copyTuple(ordinal, tuple);
    const transition = successors(expander.model, states)[ordinal];
    const after = expander.statesOf(tuple);
    if (transition === undefined || !sameStates(expander.model, transition.states, after)) {
      expectSteady(expander, states);
      assert(false, 'tables and reference agree');
    }
    steps.push(transition);
    states = transition.states;
  }
  return { initial, steps };
}

/**
 * Whether two global states are the same, by the encodings of their local states.
 *
 * @example
 * const [start = []] = initialStates(model);
 * console.log(successors(model, start).some(({ states }) => sameStates(model, states, start))); // false
 */
export function sameStates(model: Model, left: readonly unknown[], right: readonly unknown[]): boolean {
  return model.slots.every(({ component }, i) =>
    sameBytes(askEncode(component, left[i]), askEncode(component, right[i])),
  );
}

function initialTuple(expander: Expander, place: number): Int32Array {
  let at = 0;
  for (const tuple of expander.initialTuples()) if (at++ === place) return Int32Array.from(tuple);
  throw new Error('a path starts at an initial state');
}
