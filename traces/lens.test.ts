import { describe, expect, test } from 'vitest';
import { readLens, lensAsJson, type Lens } from './lens.js';
import { evidenceAsJson, evidenceText, readEvidence, type Evidence } from './evidence.js';

const LENS: Lens = {
  lanes: [
    { name: 'A', kind: 'host' },
    { name: 'driverA', kind: 'driver', label: 'A', beside: 'A' },
  ],
  kinds: { host: { log: 'log', token: { path: 'token', is: ['holding'] } }, driver: { state: 'state' } },
  actor: 'host',
  actions: { Crash: 'crash' },
  side: 'partition.side',
};

describe('a lens', () => {
  test('is kept as JSON, and read as it was', () => {
    expect(readLens(lensAsJson(LENS))).toEqual(LENS);
  });

  test('is told in words what is wrong with it', () => {
    expect(readLens(null)).toBe('it is no object');
    expect(readLens({ lanes: [], kinds: {} })).toBe('its lanes are not a list of at least one');
    expect(readLens({ lanes: [{ name: 'A', kind: 'toString' }], kinds: {} })).toBe(
      'lane 0 has no name, or a kind that is not there',
    );
    expect(readLens({ lanes: [{ name: 'A', kind: 'k' }], kinds: [] })).toBe('its kinds are no object');
  });

  test('loses what it cannot mean, and nothing else', () => {
    const strange = {
      lanes: [{ name: 'A', kind: 'k', label: 3, colour: 'red' }],
      kinds: { k: { log: 'log', base: 7, token: { path: 'token' }, shape: 'round' } },
      actions: { Crash: 'crash', Dance: 'dance' },
    };
    expect(readLens(strange)).toEqual({
      lanes: [{ name: 'A', kind: 'k' }],
      kinds: { k: { log: 'log' } },
      actions: { Crash: 'crash' },
    });
  });
});

describe('evidence', () => {
  const SPLIT: Evidence = {
    slot: 0,
    how: 'agreed as',
    values: ['D0', 'A0'],
    hosts: [['A', 'E'], ['C']],
    steps: [[8, 8], [null]],
  };

  test('is a sentence', () => {
    expect(evidenceText(SPLIT)).toBe('Slot 0 is agreed as D0 at A, E and as A0 at C.');
    expect(evidenceText({ ...SPLIT, values: ['D0'], because: 'only A has it' })).toBe(
      'Slot 0 is agreed as D0 at A, E; only A has it.',
    );
    expect(evidenceText({ values: ['3'], hosts: [['server']] })).toBe('3 at server.');
    expect(evidenceText({ values: [], hosts: [], because: 'nobody holds the token' })).toBe(
      'Nobody holds the token.',
    );
    expect(evidenceText({ values: [], hosts: [] })).toBe('');
  });

  test('is kept as JSON, and read as it was; what is none is not taken for any', () => {
    expect(readEvidence(evidenceAsJson(SPLIT))).toEqual(SPLIT);
    expect(
      [null, [], {}, { values: [1], hosts: [] }, { values: [], hosts: ['A'] }].map(readEvidence),
    ).toEqual([...[null, null, null, null, null]]);
  });
});
