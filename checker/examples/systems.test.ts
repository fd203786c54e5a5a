import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { model as retryingClient } from './retrying-client.js';
import { model as mendedClient } from './retrying-client-mended.js';
import { check, type Model } from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';

/** The counts of a search, after a naive search has come to the same. */
function countsOf(model: Model) {
  const result = check(model);
  const naive = naiveSearch(model);
  const { states, transitions, depth, initialStates, beyond, actions } = naive;
  expect(result).toMatchObject({
    verdict: 'exhausted',
    states,
    transitions,
    depth,
    initialStates,
    beyond,
    actions,
  });
  expect(naive).toMatchObject({ violated: {}, deadlock: null });
  expect([result.neverTaken, result.witnesses.filter(({ reached }) => !reached)]).toEqual([[], []]);
  return { states, transitions, beyond };
}

describe('the retrying client', () => {
  test('is counted twice after three steps', () => {
    const result = check(retryingClient);
    expect(result).toMatchObject({ verdict: 'violated', property: 'CountedOnce' });
    const steps = result.counterexample?.steps.map(({ rule, params }) => [
      rule.name,
      ...Object.values(params),
    ]);
    expect(steps).toEqual([
      ['START', 'client'],
      ['Duplicate', 'REQUEST client→server'],
      ['Deliver', 'REQUEST client→server'],
    ]);
    expect(naiveSearch(retryingClient).violated).toEqual({ CountedOnce: 3 });
  });

  test('takes at most forty lines, and no cast but those that XState asks for', () => {
    const text = readFileSync(new URL('retrying-client.ts', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(text.replaceAll(/\{\} as /g, '')).not.toMatch(/\bas\b|any|unknown|!\./);
  });

  test('holds when requests have numbers', () => {
    expect(countsOf(mendedClient)).toEqual({ states: 11, transitions: 32, beyond: 0 });
  });
});
