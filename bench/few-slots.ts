import { invariant, leg, plainComponent, rule, slot, stepProperty, type Model } from '../checker/index.js';
import { petersonModel } from '../checker/examples/peterson.js';

/** Models of which tables keep little that is used again, and how large each is. */
export interface FewSlots {
  readonly model: 'peterson' | 'chain';
  /** The number of processes, or of states. */
  readonly size: number;
}

export function fewSlotsModel({ model, size }: FewSlots): Model {
  return model === 'peterson' ? petersonModel(size) : chainModel(size);
}

/** For example `Peterson, 5 processes`. */
export function fewSlotsName({ model, size }: FewSlots): string {
  return model === 'peterson' ? `Peterson, ${size} processes` : `a chain of ${size.toLocaleString('en-US')}`;
}

/** A counter that counts to the end, with a step property that sees all of it. */
function chainModel(states: number): Model {
  const counter = plainComponent<number, { readonly type: 'NEXT' }, never>({
    name: 'counter',
    initial: [0],
    step: (state) => (state + 1 < states ? [{ next: state + 1, effects: [] }] : []),
  });
  const only = slot('counter', counter);
  return {
    name: `a chain of ${states} states`,
    slots: [only],
    rules: [rule({ name: 'Next', slot: only, offers: () => [{ legs: [leg(only, { type: 'NEXT' })] }] })],
    routes: [],
    properties: [
      invariant({ name: 'InRange', over: [[only]], holds: ([state]) => (state ?? 0) < states }),
      stepProperty({
        name: 'Upwards',
        over: [[only]],
        holds: ([before], [after]) => (before ?? 0) < (after ?? 0),
      }),
    ],
    mayEnd: () => true,
  };
}
