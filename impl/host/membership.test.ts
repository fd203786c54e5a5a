import { describe, expect, test } from 'vitest';
import type { Gathered } from '../core/core-state.js';
import { Membership, ROUNDS } from './membership.js';

function bench(hosts: number, self = 0): { membership: Membership; promisedBy: (...from: number[]) => void } {
  const core = { self, hosts, majority: (hosts >>> 1) + 1, gathered: null as Gathered | null };
  const membership = new Membership(core);
  const promisedBy = (...from: number[]): void => {
    core.gathered = { from, log: null, delivered: 0, deliveredByAll: 0 };
  };
  promisedBy(...Array.from({ length: hosts }, (_, host) => host).filter((host) => host !== self));
  return { membership, promisedBy };
}

/** Epochs that end in the turn of a host, one after the other. */
function stalls(membership: Membership, host: number, epochs: number): void {
  for (let i = 0; i < epochs; i++) {
    membership.entered();
    membership.left(host);
  }
}

const rounds = (membership: Membership, host: number): void => {
  for (let i = 0; i < ROUNDS; i++) membership.filledBy(host);
};

describe('the members of an epoch', () => {
  test('are all who have promised, as long as nobody has stalled two epochs', () => {
    const { membership } = bench(3);
    expect(membership.choose()).toBeUndefined();
    stalls(membership, 2, 1);
    expect(membership.choose()).toBeUndefined();
    stalls(membership, 2, 1);
    expect(membership.choose()).toEqual([0, 1]);
  });

  test('are at least q, with the starter, whoever has stalled', () => {
    const { membership, promisedBy } = bench(5);
    for (const [host, epochs] of [
      [1, 4],
      [2, 3],
      [3, 2],
      [0, 9],
    ] as const)
      stalls(membership, host, epochs);
    expect(membership.choose()).toEqual([0, 3, 4]);
    promisedBy(1, 2);
    expect(membership.choose()).toEqual([0, 1, 2]);
    promisedBy(1, 2, 3);
    expect(membership.choose()).toEqual([0, 2, 3]);
  });

  test('has those again that have been well for some rounds', () => {
    const { membership } = bench(3);
    stalls(membership, 2, 3);
    membership.entered();
    membership.filledBy(2);
    expect(membership.choose()).toEqual([0, 1]);
    rounds(membership, 2);
    expect(membership.choose()).toBeUndefined();
  });

  test('an epoch that ends in the turn of who has been well in it, because somebody returns, is no fault of his', () => {
    const { membership } = bench(3);
    for (let i = 0; i < 5; i++) {
      membership.entered();
      rounds(membership, 1);
      membership.left(1);
    }
    expect(membership.choose()).toBeUndefined();
  });

  test('an epoch ends once, whatever is promised before the next one', () => {
    const { membership } = bench(3);
    membership.entered();
    for (let i = 0; i < 5; i++) membership.left(1);
    expect(membership.choose()).toBeUndefined();
  });

  test('this host is well when it has filled some slots of an epoch', () => {
    const { membership } = bench(3);
    membership.entered();
    rounds(membership, 1);
    expect(membership.isWell).toBe(false);
    rounds(membership, 0);
    expect(membership.isWell).toBe(true);
    membership.entered();
    expect(membership.isWell).toBe(false);
  });

  test('are the same after what is known of them was saved', () => {
    const { membership } = bench(3);
    stalls(membership, 2, 1);
    membership.entered();
    membership.filledBy(2);
    const other = bench(3).membership;
    other.load(membership.save());
    expect(other.save()).toEqual(membership.save());
    other.left(2);
    expect(other.choose()).toEqual([0, 1]);
  });
});
