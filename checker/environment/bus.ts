/**
 * The bus: a broadcast reaches, in one atomic step, any subset of the hosts on the sender's side of the
 * partition (s8, s28). Who hears the next broadcast is set by the rule that broadcasts, which also pays for
 * the hosts that lose it; the bus only carries. It keeps nothing between broadcasts: no delay, no reordering.
 */
import { plainComponent } from '../model/plain-component.js';
import type { Component } from '../model/component.js';

export type BusState = { readonly heardBy: readonly number[] | null };

export type BusEvent<M> =
  /** The next broadcast will be heard by these hosts, and no others. */
  | { readonly type: 'AIM'; readonly heardBy: readonly number[] }
  | { readonly type: 'CARRY'; readonly message: M };

export type Reception<M> = {
  readonly type: 'reception';
  readonly params: { readonly to: number; readonly message: M };
};

export function bus<M>(): Component<BusState, BusEvent<M>, Reception<M>> {
  return plainComponent<BusState, BusEvent<M>, Reception<M>>({
    name: 'bus',
    initial: [{ heardBy: null }],
    step: ({ heardBy }, event) => {
      if (event.type === 'AIM') return [{ next: { heardBy: event.heardBy }, effects: [] }];
      if (heardBy === null) return [];
      const effects = heardBy.map((to) => ({
        type: 'reception' as const,
        params: { to, message: event.message },
      }));
      return [{ next: { heardBy: null }, effects }];
    },
  });
}

/** Every way in which at most `lossesMax` of the hosts miss a broadcast, fewest losses first. */
export function lossPatterns(
  hosts: readonly number[],
  lossesMax: number,
): readonly { readonly heardBy: readonly number[]; readonly lost: readonly number[] }[] {
  const patterns = Array.from({ length: 2 ** hosts.length }, (_, bits) => ({
    heardBy: hosts.filter((_host, i) => (bits & (1 << i)) === 0),
    lost: hosts.filter((_host, i) => (bits & (1 << i)) !== 0),
  }));
  return patterns
    .filter(({ lost }) => lost.length <= lossesMax)
    .sort((a, b) => a.lost.length - b.lost.length);
}
