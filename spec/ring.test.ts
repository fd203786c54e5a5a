import { describe, expect, test } from 'vitest';
import { allHosts, hostAt, hostName, majority, othersThan, ringFrom, successorsNeeded } from './ring.js';

const SIZES = [2, 3, 4, 5, 6, 7, 8, 9];

describe('the ring', () => {
  test('has its hosts in the order of their numbers, by letters from A', () => {
    expect(allHosts(5)).toEqual([0, 1, 2, 3, 4]);
    expect(allHosts(9).map(hostName).join('')).toBe('ABCDEFGHI');
  });

  test('has all others than one in the same order', () => {
    expect(othersThan(0, 3)).toEqual([1, 2]);
    expect(othersThan(1, 3)).toEqual([0, 2]);
    expect(othersThan(2, 3)).toEqual([0, 1]);
    for (const hosts of SIZES) {
      for (const self of allHosts(hosts)) {
        expect([...othersThan(self, hosts), self].sort()).toEqual(allHosts(hosts));
      }
    }
  });

  test('goes round from a member, however the members are listed', () => {
    expect(ringFrom(2, [0, 1, 2, 3, 4])).toEqual([2, 3, 4, 0, 1]);
    expect(ringFrom(0, [4, 0, 2])).toEqual([0, 2, 4]);
    expect(ringFrom(4, [2, 4, 0])).toEqual([4, 0, 2]);
  });

  test('begins with the next member where the start is none', () => {
    expect(ringFrom(3, [0, 2, 4])).toEqual([4, 0, 2]);
    expect(ringFrom(5, [0, 2, 4])).toEqual([0, 2, 4]);
    expect(ringFrom(1, [])).toEqual([]);
  });

  test('leaves the list of members as it was', () => {
    const members = [4, 0, 2];
    ringFrom(2, members);
    expect(members).toEqual([4, 0, 2]);
  });

  test('from every member goes through each member once', () => {
    for (const hosts of SIZES) {
      for (const start of allHosts(hosts)) {
        const round = ringFrom(start, allHosts(hosts));
        expect(round[0]).toBe(start);
        expect(round).toEqual(allHosts(hosts).map((i) => (start + i) % hosts));
      }
    }
  });
});

describe('a majority', () => {
  test('is floor(n/2) + 1, one host and as many successors as a history holds', () => {
    expect(SIZES.map(majority)).toEqual([2, 2, 3, 3, 4, 4, 5, 5]);
    expect(SIZES.map(successorsNeeded)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('meets every other majority, and fewer hosts do not', () => {
    for (const hosts of SIZES) {
      expect(2 * majority(hosts)).toBeGreaterThan(hosts);
      expect(2 * (majority(hosts) - 1)).toBeLessThanOrEqual(hosts);
    }
  });
});

describe('what belongs to a host', () => {
  test('is found by its number', () => {
    expect(hostAt(['a', 'b', 'c'], 2)).toBe('c');
    expect(hostAt([0, false, null], 0)).toBe(0);
    expect(hostAt([0, false, null], 2)).toBeNull();
  });

  test('is not found for a host that there is not', () => {
    for (const host of [3, -1, 0.5]) expect(() => hostAt(['a', 'b', 'c'], host)).toThrow(RangeError);
    expect(() => hostAt([], 0)).toThrow('there is no host 0');
  });
});
