/** Every reduction by itself, and all of them: what can be agreed on is the same with and without. */
import { beforeAll, describe, expect, test } from 'vitest';
import { misread } from '../testing/exo-mutants.js';
import { check, invariant, type Model } from '../../checker/index.js';
import { everAgreed } from './properties.js';
import { exoModel } from './model.js';
import type { HostSnapshot } from './names.js';
import { ALL_REDUCTIONS, type ExoOptions, type Reduction } from './options.js';

const TINY: ExoOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0 },
  reductions: ALL_REDUCTIONS,
};

/** All combinations of what the hosts have ever agreed, that a search meets. */
function agreedLogs(options: ExoOptions): readonly string[] {
  const met = new Set<string>();
  const model = exoModel(options);
  const hosts = model.slots.slice(0, options.hosts);
  const watch = invariant({
    name: 'Watch',
    over: [hosts],
    view: (host) => everAgreed(host as HostSnapshot),
    holds: (views) => {
      met.add(JSON.stringify(views));
      return true;
    },
  });
  const watched: Model = { ...model, properties: [...model.properties, watch] };
  const { verdict, property } = check(watched);
  expect({ verdict, property }).toEqual({ verdict: 'exhausted', property: null });
  return [...met].sort();
}

function without(options: ExoOptions, off: readonly Reduction[]): ExoOptions {
  return { ...options, reductions: ALL_REDUCTIONS.filter((name) => !off.includes(name)) };
}

const CRASH: ExoOptions = { ...TINY, crashes: 1 };
const BUS: ExoOptions = { ...TINY, medium: 'bus', timeouts: 1, losses: 'inf', partitions: 1 };
const ASYNC: ExoOptions = { ...TINY, epochs: 1, medium: 'async', timeouts: 1, losses: 1, payloads: 1 };

/** Each reduction on the medium that it was made for. */
const MODELS: readonly (readonly [string, ExoOptions, readonly Reduction[]])[] = [
  ['receive-any', TINY, ['dead-messages', 'persist', 'deliver', 'gather']],
  ['receive-any with a crash', CRASH, ['restart']],
  ['the bus with unlimited losses', BUS, ['dead-messages', 'partitions']],
  // Questions in flight multiply so fast that two hosts and an epoch are all that can be searched in seconds.
  ['receive-any with two hosts and one epoch', { ...TINY, hosts: 2, epochs: 1 }, ['requests']],
  ['the asynchronous network with payloads', ASYNC, ['submit']],
];

const LARGER: typeof MODELS = [
  ['receive-any with a crash', CRASH, ['dead-messages', 'persist']],
  [
    'receive-any with any members and one slot',
    { ...TINY, slots: 1, epochs: 3, members: 'any' },
    ['persist', 'deliver', 'gather'],
  ],
  ['the bus with unlimited losses', BUS, ['persist', 'deliver', 'gather']],
  [
    'the bus with one loss and a crash',
    { ...TINY, slots: 1, medium: 'bus', timeouts: 1, losses: 1, crashes: 1 },
    ['dead-messages', 'persist'],
  ],
  [
    'the bus with two hosts, one epoch and unlimited losses',
    { ...TINY, hosts: 2, epochs: 1, medium: 'bus', losses: 'inf' },
    ['requests'],
  ],
  ['the asynchronous network with payloads', ASYNC, ['dead-messages', 'persist']],
  ['receive-any with any members', { ...TINY, epochs: 3, members: 'any' }, ['persist', 'deliver', 'gather']],
];

test('each reduction that is tried in a longer search is tried in a short one', () => {
  const tried = (models: typeof MODELS): ReadonlySet<string> =>
    new Set(models.flatMap(([, , names]) => names));
  expect([...tried(MODELS)].sort()).toEqual([...new Set([...tried(MODELS), ...tried(LARGER)])].sort());
});

function agreesAlike(_: string, options: ExoOptions, tried: readonly Reduction[]): void {
  let usual: readonly string[] = [];
  beforeAll(() => {
    usual = agreedLogs(options);
  });

  test('something is agreed, where there is room for it', () => {
    expect(usual.length).toBeGreaterThan(options.slots > 1 ? 1 : 0);
  });

  test.each(tried)('the same is agreed without the reduction %s', (name) => {
    expect(agreedLogs(without(options, [name]))).toEqual(usual);
  });
}

describe.each(MODELS)('on %s', agreesAlike);
describe.each(LARGER)('on %s', { tags: 'long' }, agreesAlike);

function isNotHidden(epochs: number): void {
  const options: ExoOptions = { ...TINY, slots: 3, epochs };
  expect(() => check(exoModel(misread(options, 'delivered-as-told')))).toThrow(
    /reduction 'deliver' may hide .* it takes back what is delivered/,
  );
}

describe('a host that takes back what it has delivered is not hidden by delivering it again at once', () => {
  test('in two epochs', () => isNotHidden(2));
  test('in three epochs', { tags: 'long' }, () => isNotHidden(3));
});
