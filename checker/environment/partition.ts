/**
 * The partition of the broadcast medium (s57, s72): whole, or split in two sides that do not hear each other.
 * Each split draws on a budget; healing is free.
 */
import { plainComponent } from '../model/plain-component.js';
import type { Budget } from './budget.js';
import type { Component } from '../model/component.js';

export type PartitionState = {
  /** The side of host 0, in ascending order; null while the medium is whole. */
  readonly side: readonly number[] | null;
  readonly left: Budget;
};

export type PartitionEvent =
  { readonly type: 'SPLIT'; readonly side: readonly number[] } | { readonly type: 'HEAL' };

/**
 * A component that holds how the medium is split, and how often it still may be.
 *
 * @example
 * const [whole] = partition(1).initial();
 * console.log(whole); // { side: null, left: 1 }
 */
export function partition(splits: Budget): Component<PartitionState, PartitionEvent, never> {
  return plainComponent<PartitionState, PartitionEvent, never>({
    name: 'partition',
    initial: [{ side: null, left: splits }],
    step: ({ side, left }, event) => {
      if (event.type === 'HEAL') return side === null ? [] : [{ next: { side: null, left }, effects: [] }];
      if (side !== null || left === 0) return [];
      return [{ next: { side: event.side, left: left === 'inf' ? left : left - 1 }, effects: [] }];
    },
  });
}

/**
 * The hosts that a broadcast of `from` can reach, itself included.
 *
 * @example
 * console.log(sideOf({ side: [0, 1], left: 0 }, 2, 3)); // [ 2 ]
 */
export function sideOf({ side }: PartitionState, from: number, hosts: number): readonly number[] {
  const all = Array.from({ length: hosts }, (_, host) => host);
  if (side === null) return all;
  return all.filter((host) => side.includes(host) === side.includes(from));
}

/**
 * Every way to split the hosts in two, named by the side of host 0.
 *
 * @example
 * console.log(splits(3)); // [ [ 0 ], [ 0, 1 ], [ 0, 2 ] ]
 */
export function splits(hosts: number): readonly (readonly number[])[] {
  const others = Array.from({ length: hosts - 1 }, (_, i) => i + 1);
  return Array.from({ length: 2 ** others.length - 1 }, (_, bits) => [
    0,
    ...others.filter((_host, i) => (bits & (1 << i)) !== 0),
  ]);
}
