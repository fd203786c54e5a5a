/** Whatever models of the implementation can be found to violate says in words what shows it. */
import { expect, test } from 'vitest';
import type { Finding, Model } from '../checker/index.js';
import { ALL_REDUCTIONS } from '../spec/exo/options.js';
import { evidenceText } from '../traces/index.js';
import { driverModel } from './driver/model.js';
import { conformanceModel, FOLLOWS_SPEC } from './refine/model.js';
import { offloadConformanceModel } from './offload/model.js';
import { ringBounds, ringModel } from './ring/model.js';

const SIZES = { hosts: 2, slots: 1, epochs: 2, medium: 'receive-any', reductions: ALL_REDUCTIONS } as const;
const FAULTS = { timeouts: 0, losses: 0, partitions: 0, crashes: 0 } as const;
const DRIVER = { hosts: 2, self: 0, slots: 1, epochs: 1, payloads: 1, log: 2, queue: 1 } as const;
const SPLIT = { split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', resets: 0 } as const;

const DIVERGENCE = { side: 'core', event: 'RECEIVE', field: 'agreed', spec: '1', core: '0' };
const DIVERGED = 'Agreed 0 in the implementation at A; after RECEIVE it is 1 in the specification.';

interface Broken {
  readonly views: readonly unknown[];
  readonly says: string;
}

/** What is seen of a group where a property is broken, by its name. */
const OF_DRIVERS: Readonly<Record<string, Broken>> = {
  ThrowsNothing: { views: ['exception: no'], says: 'Exception: no at A; it throws.' },
  ForgetsNothing: { views: ['a timer'], says: 'A timer at A; it forgets something.' },
  DeliversAgreed: {
    views: [{ at: 0, agreed: '0.0', given: 'nothing' }],
    says: 'Nothing as payload 0 of the application at A; of what is agreed and counts as delivered it is 0.0.',
  },
  Agreement: { views: [['0.0'], ['1.0']], says: 'Slot 0 is agreed as 0.0 at A and as 1.0 at B.' },
};

test.each<readonly [string, Model, Readonly<Record<string, Broken>>]>([
  ['driver', driverModel({ ...DRIVER, diskFails: false, compacts: false }), OF_DRIVERS],
  ['ring', ringModel(ringBounds(1)), { ThrowsNothing: { views: ['no'], says: 'no at writer.' } }],
])('every property of the %s says what shows that it is broken', (_, { properties }, rows) => {
  for (const property of properties) {
    if (property.kind !== 'invariant' && property.kind !== 'step') continue;
    const row = rows[property.name];
    expect(row, `${property.name} has no row in this test`).toBeDefined();
    expect(sentenceOf(property, row?.views ?? [])).toBe(row?.says);
  }
});

test.each([
  ['hosts', conformanceModel({ ...SIZES, ...FAULTS, payloads: 'inf' })],
  [
    'split hosts',
    offloadConformanceModel(
      { ...SIZES, ...FAULTS, ...SPLIT, hosts: 3, payloads: 'inf' },
      { asksMore: false },
    ),
  ],
])('that the implementation of %s follows the specification is told with the difference', (_, model) => {
  const property = model.properties.find(({ name }) => name === FOLLOWS_SPEC);
  expect(property === undefined ? '' : sentenceOf(property, [DIVERGENCE])).toMatch(
    new RegExp(`^${DIVERGED.replace(' at A;', ' at \\w+;')}$`),
  );
});

function sentenceOf(property: Model['properties'][number], views: readonly unknown[]): string {
  const { over, holds } = property as typeof property & {
    readonly holds: (...views: readonly unknown[]) => boolean | Finding;
  };
  const finding = holds(views);
  if (typeof finding === 'boolean') return String(finding);
  const { at, ...rest } = finding;
  const hosts = at.map((places) => places.map((place) => over[0]?.[Number(place)]?.name ?? ''));
  return evidenceText({ ...rest, hosts });
}
