/** What carries messages between actors in the step in which they are sent: a network that may split, and a bus. */
import { plainComponent } from '../model/plain-component.js';
import type { Budget } from './budget.js';
import { partition, sideOf, type PartitionEvent, type PartitionState } from './partition.js';
import type { Component, EventLike, Step } from '../model/component.js';

/** A message on its way from one actor to another, by their numbers. */
export interface Carried {
  readonly from: number;
  readonly to: number;
  readonly event: EventLike;
}

export type CarryEvent = { readonly type: 'CARRY' } & Carried;

/** The message goes on its way, or it has been lost. */
export interface CarryEffect {
  readonly type: 'carried' | 'lost';
  readonly params: Carried;
}

/**
 * A network of this many actors, which may split in two: what is sent from one side to the other is lost.
 *
 * @example
 * const network = carryingPartition(3, 1);
 * const state = { side: [0, 1], left: 0 };
 * const [step] = network.step(state, { type: 'CARRY', from: 0, to: 2, event: { type: 'PING' } });
 * console.log(step?.effects[0]?.type); // lost
 */
export function carryingPartition(
  actors: number,
  splits: Budget,
): Component<PartitionState, PartitionEvent | CarryEvent, CarryEffect> {
  const component = partition(splits);
  return {
    ...component,
    step: (state, event): readonly Step<PartitionState, CarryEffect>[] => {
      if (event.type !== 'CARRY') return component.step(state, event);
      const params = carriedOf(event);
      const isReached = sideOf(state, event.from, actors).includes(event.to);
      return [{ next: state, effects: [{ type: isReached ? 'carried' : 'lost', params }] }];
    },
  };
}

function carriedOf({ from, to, event }: CarryEvent): Carried {
  return { from, to, event };
}

/**
 * A bus on which a message is received in the step in which it is sent, or lost while losses are left.
 *
 * @example
 * const carry = { type: 'CARRY', from: 0, to: 1, event: { type: 'PING' } } as const;
 * console.log(lossyBus('bus', 1).step(1, carry).map(({ next }) => next)); // [ 1, 0 ]
 */
export function lossyBus(name: string, losses: Budget): Component<Budget, CarryEvent, CarryEffect> {
  return plainComponent<Budget, CarryEvent, CarryEffect>({
    name,
    initial: [losses],
    step: (left, event) => {
      const params = carriedOf(event);
      const carried = { next: left, effects: [{ type: 'carried' as const, params }] };
      if (left === 0) return [carried];
      const after = left === 'inf' ? left : left - 1;
      return [carried, { next: after, effects: [{ type: 'lost' as const, params }] }];
    },
  });
}
