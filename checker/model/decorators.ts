/**
 * Components made of components: what a model adds to a machine without changing the machine.
 *
 * A decorated component is a component like any other. It has the local states of what it decorates, and is
 * asked by tables and by the reference alike.
 */
import { sameBytes } from './bytes.js';
import { encodeExactly } from './encoding.js';
import type { Component, EffectLike, EventLike, Step } from './component.js';

/**
 * Takes internal steps at once: after every step, and as long as one of `events` is enabled (the first one that
 * is), that event is taken too, in the same transition. Effects come in the order of the steps.
 *
 * This is sound where the internal step commutes with everything that others do in between (Lipton,
 * "Reduction: a method of proving properties of parallel programs", 1975); that is for the model to argue.
 * The initial states are left as they are. `events` must come to an end, or the step never returns.
 *
 * @example
 * const counter = plainComponent({
 *   name: 'counter that rounds up to an even number',
 *   initial: [0],
 *   step: (n: number, { type }: { readonly type: 'ADD' | 'ROUND' }) =>
 *     type === 'ADD' || n % 2 === 1 ? [{ next: n + 1, effects: [] }] : [],
 * });
 * const rounding = eagerly(counter, [{ type: 'ROUND' }]);
 * console.log(rounding.step(0, { type: 'ADD' })[0]?.next); // 2
 */
export function eagerly<S, E extends EventLike, F extends EffectLike>(
  component: Component<S, E, F>,
  events: readonly E[],
): Component<S, E, F> {
  const settled = (step: Step<S, F>): readonly Step<S, F>[] => {
    for (const event of events) {
      const further = component.step(step.next, event);
      if (further.length === 0) continue;
      return further.flatMap(({ next, effects }) =>
        settled({ next, effects: [...step.effects, ...effects] }),
      );
    }
    return [step];
  };
  return { ...component, step: (state, event) => component.step(state, event).flatMap(settled) };
}

/** An effect that tells others something about a component's own state. */
export interface Announcement<T extends string, P> extends EffectLike {
  readonly type: T;
  readonly params: P;
}

/**
 * Announces what can be seen of a component whenever that changes: an effect of the given type whose params are
 * what is seen, after the effects of the step. Two sights are the same if `encodeExactly` says so.
 *
 * @example
 * const counter = plainComponent({
 *   name: 'counter',
 *   initial: [0],
 *   step: (n: number, _: { readonly type: 'ADD' }) => [{ next: n + 1, effects: [] }],
 * });
 * const telling = announcing(counter, 'parity', (n) => n % 2);
 * console.log(telling.step(0, { type: 'ADD' })[0]?.effects); // [ { type: 'parity', params: 1 } ]
 */
export function announcing<S, E extends EventLike, F extends EffectLike, T extends string, P>(
  component: Component<S, E, F>,
  type: T,
  seen: (state: S) => P,
): Component<S, E, F | Announcement<T, P>> {
  const what = `what ${component.name} announces as '${type}'`;
  const announced = (before: Uint8Array, { next, effects }: Step<S, F>): Step<S, F | Announcement<T, P>> => {
    const params = seen(next);
    return sameBytes(encodeExactly(params, what), before)
      ? { next, effects }
      : { next, effects: [...effects, { type, params }] };
  };
  return {
    ...component,
    step: (state, event) => {
      const outcomes = component.step(state, event);
      if (outcomes.length === 0) return [];
      const before = encodeExactly(seen(state), what);
      return outcomes.map((outcome) => announced(before, outcome));
    },
  };
}

/** What `losing` emits in place of a step. */
export interface Loss extends EffectLike {
  readonly type: 'loss';
}

/**
 * Lets events of one type be lost: where such an event is enabled, there is one outcome more, which leaves the
 * component as it is and emits `loss`. An event that would have been disabled is not lost but ignored, so only
 * losses that make a difference are counted.
 *
 * @example
 * const counter = plainComponent({
 *   name: 'counter',
 *   initial: [0],
 *   step: (n: number, _: { readonly type: 'ADD' }) => [{ next: n + 1, effects: [] }],
 * });
 * const careless = losing(counter, 'ADD');
 * console.log(careless.step(0, { type: 'ADD' }).map(({ next }) => next)); // [ 1, 0 ]
 */
export function losing<S, E extends EventLike, F extends EffectLike>(
  component: Component<S, E, F>,
  type: E['type'],
): Component<S, E, F | Loss> {
  return {
    ...component,
    step: (state, event) => {
      const outcomes = component.step(state, event);
      if (event.type !== type || outcomes.length === 0) return outcomes;
      return [...outcomes, { next: state, effects: [{ type: 'loss' }] }];
    },
  };
}
