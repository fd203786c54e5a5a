import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../checker/index.js';
import { ALL_REDUCTIONS, type ExoOptions } from '../../spec/index.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { exoHost } from '../../spec/exo/host.js';
import { GuardCoverage, WITHOUT_DISK } from './guard-coverage.js';
import { IMPL_MUTANTS } from '../mutants/index.js';
import type { PairState } from './paired-component.js';
import { refine } from './refine.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');

const APART = ALL_REDUCTIONS.filter((name) => !['persist', 'deliver', 'gather', 'restart'].includes(name));

const SMALL: ExoOptions = {
  hosts: 2,
  slots: 2,
  epochs: 3,
  medium: 'receive-any',
  timeouts: 0,
  losses: 0,
  partitions: 0,
  crashes: 0,
  payloads: 'inf',
  reductions: ALL_REDUCTIONS,
};

/** Bounds, what they come to, and in how many pairs of a state and an event core and specification were compared. */
const SEARCHED: readonly (readonly [string, ExoOptions, states: number, pairs: number])[] = [
  ['receive-any', SMALL, 115, 19_162],
  [
    'a crash, with writing and promising apart',
    { ...SMALL, slots: 1, epochs: 2, crashes: 1, reductions: APART },
    159,
    5_154,
  ],
  ['the bus, asking', { ...SMALL, epochs: 2, medium: 'bus', timeouts: 1, losses: 'inf' }, 30, 6_495],
  ['payloads', { ...SMALL, slots: 1, epochs: 2, medium: 'async', timeouts: 1, payloads: 1 }, 41, 5_814],
  ['any members', { ...SMALL, hosts: 3, slots: 1, epochs: 2, members: 'any' }, 134, 10_986],
];

const LARGER: typeof SEARCHED = [
  [
    'the bus, asking, snapshots',
    { ...SMALL, hosts: 3, epochs: 2, medium: 'bus', timeouts: 1, losses: 'inf' },
    350,
    27_668,
  ],
  ['payloads', { ...SMALL, epochs: 2, medium: 'async', timeouts: 1, payloads: 1 }, 149, 19_526],
  ['any members', { ...SMALL, hosts: 3, epochs: 2, members: 'any' }, 353, 23_176],
];

describe('the core beside the specification', () => {
  const isTheSame = async (_: string, options: ExoOptions, states: number, pairs: number): Promise<void> => {
    const { result, counts } = await refine(options);
    expect(result.verdict).toBe('exhausted');
    expect([result.states, counts.pairs]).toEqual([states, pairs]);
    expect(counts.refused).toBeLessThan(counts.pairs);
  };
  test.each(SEARCHED)('is the same in every state: %s', isTheSame);
  test.each(LARGER)('is the same in every state of larger bounds: %s', { tags: 'long' }, isTheSame);

  test(
    'has every guard of the specification asked, and answered both ways, in larger bounds',
    { tags: 'long' },
    async () => {
      const coverage = new GuardCoverage();
      await refine(
        { ...SMALL, hosts: 3, slots: 2, epochs: 3, medium: 'bus', timeouts: 2, losses: 'inf' },
        { coverage },
      );
      const { missing } = coverage;
      expect(coverage.outcomes).toBe(48);
      const guards = Object.keys(exoHost.implementations.guards);
      expect([...WITHOUT_DISK].filter((name) => !guards.includes(name))).toEqual([]);
      // Nobody crashes here, and nobody who promises is left out.
      expect(missing).toEqual([
        'keepsToPromisers is never false',
        'keepsStarter is never false',
        'isInstalled is never false',
        'isInstalled is never true',
      ]);
    },
  );
});

/** What a starter may choose: who is caught by it alone. */
const CHOOSING: readonly (readonly [name: string, field: string])[] = [
  ['members-one-fewer', 'acceptance'],
  ['members-starter-left-out', 'acceptance'],
  ['members-unpromised', 'acceptance'],
  ['members-not-chosen', 'acceptance'],
];

describe('a faulty core that is told whom to choose', () => {
  test.each(CHOOSING)(
    '%s is found out by %s, and not where all who promise are members',
    { tags: 'long' },
    async (name, field) => {
      const mutant = IMPL_MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new RangeError(`${name} is there`);
      const impl = await loadFaulty(mutant, COMPILED);
      const options = { ...SMALL, hosts: 3, slots: 1, epochs: 2 };
      expect((await refine(options, { impl })).result.verdict).toBe('exhausted');
      const { result } = await refine({ ...options, members: 'any' }, { impl });
      expect(divergedField(result)).toBe(field);
    },
  );
});

/** A few faulty versions of different kinds; `exo mutate impl` has them all. */
const FAULTY: readonly (readonly [name: string, field: string])[] = [
  ['agree-one-early', 'agreed'],
  ['old-epoch-accepted', 'acceptance'],
  ['promise-before-written', 'messages'],
  ['fetch-skips-one', 'messages'],
  ['digest-after-cut', 'digest of the history'],
];

describe('a faulty core', () => {
  test.each(FAULTY)('%s is found out by %s', async (name, field) => {
    const mutant = IMPL_MUTANTS.find((one) => one.name === name);
    expect(mutant).toBeDefined();
    if (mutant === undefined) return;
    const impl = await loadFaulty(mutant, COMPILED);
    const { result } = await refine({ ...SMALL, hosts: 3, epochs: 3 }, { impl });
    expect(divergedField(result)).toBe(field);
  });
});

/** The field in which core and specification part where the search has ended; its verdict if it is another. */
function divergedField({ verdict, counterexample }: CheckResult): string {
  const states = counterexample?.steps.at(-1)?.states ?? counterexample?.initial ?? [];
  const divergence = states.map((state) => (state as PairState).divergence).find((one) => one);
  return divergence?.field ?? verdict;
}
