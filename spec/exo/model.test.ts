import { describe, expect, test } from 'vitest';
import { check, refines } from '../../checker/index.js';
import { exoLines } from './matrix.js';
import { MISREADINGS } from './misreadings.js';
import { exoModel } from './model.js';
import { exoMutation } from './mutants.js';
import { ALL_REDUCTIONS, type ExoOptions, type Reduction } from './options.js';

const BASE: ExoOptions = {
  ...{ hosts: 3, slots: 3, epochs: 3, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0 },
  reductions: ALL_REDUCTIONS,
};

/** States and transitions of the lines of the matrix, but the first, which takes longer. */
const LINES = [
  [98_238, 1_027_569],
  [16_979, 90_921],
  [70_702, 611_989],
] as const;

type Counted = readonly [string, ExoOptions, states: number, transitions: number];

const BOUNDS: readonly Counted[] = [
  ['receive-any with a crash and two epochs', { ...BASE, epochs: 2, crashes: 1 }, 789, 2_451],
  [
    'bus, counted faults, two slots',
    { ...BASE, medium: 'bus', slots: 2, epochs: 2, timeouts: 1, losses: 1, partitions: 1 },
    8_780,
    66_015,
  ],
];

const LARGER: readonly Counted[] = [
  ['receive-any', BASE, 5_514, 20_939],
  ['receive-any with a crash', { ...BASE, crashes: 1 }, 7_598, 28_752],
  [
    'bus, counted faults',
    { ...BASE, medium: 'bus', epochs: 2, timeouts: 1, losses: 1, partitions: 1 },
    21_870,
    191_702,
  ],
  ['receive-any, any members, four epochs', { ...BASE, epochs: 4, members: 'any' }, 26_764, 122_040],
  ...exoLines()
    .slice(1)
    .map((line, i): Counted => {
      const [states = 0, transitions = 0] = LINES[i] ?? [];
      return [`the line of the matrix on ${line.medium}, ${line.hosts} hosts`, line, states, transitions];
    }),
];

describe('Exo completed holds, with every witness reached and every action taken:', () => {
  const holds = (options: ExoOptions, states: number, transitions: number): void => {
    const result = check(exoModel(options));
    expect(result).toMatchObject({ verdict: 'exhausted', property: null, neverTaken: [] });
    expect(result.witnesses.filter(({ reached }) => !reached).map(({ name }) => name)).toEqual([]);
    expect([result.states, result.transitions]).toEqual([states, transitions]);
  };
  test.each(BOUNDS)('%s', (_, ...counted) => holds(...counted));
  test.each(LARGER)('%s', { tags: 'long' }, (_, ...counted) => holds(...counted));
});

describe('Exo completed refines plain atomic broadcast:', () => {
  const larger: readonly (readonly [string, ExoOptions])[] = [
    ['receive-any, three epochs', { ...BASE, slots: 2 }],
    ['bus', { ...BASE, medium: 'bus', timeouts: 2, losses: 'inf', crashes: 1 }],
    ['async with payloads', { ...BASE, medium: 'async', slots: 2, epochs: 2, timeouts: 1, payloads: 1 }],
  ];
  const refinesIt = (options: ExoOptions, apart: readonly Reduction[] = ['deliver', 'submit']): void => {
    const model = exoModel({
      ...options,
      reductions: ALL_REDUCTIONS.filter((name) => !apart.includes(name)),
    });
    const [refinement] = model.refinements ?? [];
    if (refinement === undefined) throw new RangeError('the model has its refinement');
    const result = refines(model, refinement.high(), refinement.mapping);
    expect(result).toMatchObject({ verdict: 'exhausted', highNeverTaken: [] });
  };
  test('receive-any', () => refinesIt({ ...BASE, slots: 2, epochs: 2 }));
  test('where a crash may lose a snapshot that is not written yet', () => {
    refinesIt({ ...BASE, hosts: 2, slots: 2, crashes: 1 }, ['persist', 'deliver', 'restart']);
  });
  test.each(larger)('%s', { tags: 'long' }, (_, options) => refinesIt(options));

  test('and a host that sends a payload twice does not', () => {
    const { machine, scopes } = exoMutation();
    const misreading = MISREADINGS.find(({ name }) => name === 'own-payload-again');
    const scope = scopes.find(({ name }) => name === 'payloads');
    if (misreading === undefined || scope === undefined) throw new RangeError('they are there');
    const model = scope.model(misreading.mutate(machine));
    const [refinement] = model.refinements ?? [];
    if (refinement === undefined) throw new RangeError('the model has its refinement');
    const result = refines(model, refinement.high(), refinement.mapping, { properties: [] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'AtomicBroadcast' });
    expect(result.sides?.steps.at(-1)?.match).toBe('none');
  });

  test('it is not asked where steps of plain atomic broadcast are one', () => {
    expect(exoModel(BASE).refinements).toEqual([]);
  });
});
