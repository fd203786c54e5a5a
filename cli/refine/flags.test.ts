import { describe, expect, test } from 'vitest';
import { refineFlagsOf } from './flags.js';

describe('what exo refine searches', () => {
  test.each([
    ['ring', 'driver'],
    ['ring', 'counterexamples'],
    ['ring', 'offload'],
    ['driver', 'counterexamples'],
    ['driver', 'offload'],
  ])('is one thing: --%s does not go with --%s', (one, other) => {
    const text = `--${one} does not go with --${other}: each is a search of its own`;
    expect(() => refineFlagsOf({ [one]: true, [other]: true })).toThrow(text);
  });

  test.each([
    [{ hosts: 3 }, '--hosts'],
    [{ quick: true }, '--quick'],
    [{ statesMax: 100 }, '--states-max'],
    [{ reduce: ['restart'] }, '--no-reduce'],
  ])('is no search where counterexamples are played: %o is refused', (given, option) => {
    const text = `${option} is of a search, and --counterexamples plays what is kept: leave one out`;
    expect(() => refineFlagsOf({ counterexamples: true, ...given })).toThrow(text);
  });

  test('is counterexamples of split hosts, too', () => {
    expect(refineFlagsOf({ counterexamples: true, offload: true })).toMatchObject({ counterexamples: true });
    expect(refineFlagsOf({ driver: true, ring: false })).toMatchObject({ driver: true });
  });

  test.each([
    [{ hosts: 3 }, '--hosts: bounds that are given take its place'],
    [{ medium: 'bus', offload: true }, '--medium: bounds that are given take its place'],
    [{ ring: true, payloads: 5 }, '--payloads: bounds that are given take its place'],
    [{ driver: true }, '--driver, which has no smaller bounds: leave it out'],
  ])('with %j is not in small bounds, and --quick is refused', (others, text) => {
    expect(() => refineFlagsOf({ ...others, quick: true })).toThrow(`--quick does not go with ${text}`);
  });

  test('is in small bounds for each subject', () => {
    expect(refineFlagsOf({ ring: true, quick: true })).toMatchObject({ quick: true });
    const offload = { offload: true, storage: 'diskless', quick: true, statesMax: 9, reduce: true };
    expect(refineFlagsOf(offload)).toMatchObject({ quick: true, hasBounds: false });
  });
});
