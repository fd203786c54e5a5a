import { expect, test } from 'vitest';
import { check } from '../../checker/index.js';
import { ALL_REDUCTIONS } from '../exo/options.js';
import { offloadModel } from './model.js';
import type { OffloadOptions } from './options.js';
import { STANDARD_OFFLOAD } from './standard.js';

const ROOM: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 1, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 0 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
};

const OF_SPLIT_HOSTS = [
  'ChannelsFull',
  'BothGone',
  'AttachesAgain',
  'OffersAgain',
  'LetsGoOfAgreed',
  'LagsByAll',
  'Rests',
  'AllFull',
];

function leftOutOf(bounds: Partial<OffloadOptions>): readonly string[] {
  const { leftOut = [] } = offloadModel({ ...ROOM, ...bounds });
  return leftOut.map(({ name }) => name).filter((name) => OF_SPLIT_HOSTS.includes(name));
}

test('in the standard bounds both channels are seen full, the driver lags by all of the log, and everything rests', () => {
  expect(leftOutOf(STANDARD_OFFLOAD)).toEqual(['AllFull']);
});

test('no witness of split hosts is left out where there are faults and payloads, but for a log with room or one that is full', () => {
  const bounds = { slots: 4, epochs: 2, crashes: 1, resets: 1 } as const;
  expect(leftOutOf(bounds)).toEqual(['AllFull']);
  expect(leftOutOf({ ...bounds, window: 2 })).toEqual(['LagsByAll']);
});

test('what bounds leave no room for is told with what it takes', () => {
  expect(leftOutOf({ slots: 1, payloads: 0 })).toEqual(OF_SPLIT_HOSTS);
  expect(offloadModel({ ...ROOM, fifo: 2, payloads: 1 }).leftOut).toContainEqual({
    name: 'ChannelsFull',
    because: 'it takes 3 slots, a window as large, and 2 payloads',
  });
});

test('a driver that lags by all of the log, and nothing under way, are reached without faults', () => {
  const { verdict, witnesses } = check(offloadModel(ROOM));
  expect(verdict).toBe('exhausted');
  expect(witnesses.map(({ name }) => name)).toEqual(expect.arrayContaining(['LagsByAll', 'Rests']));
  expect(witnesses.filter(({ reached }) => !reached)).toEqual([]);
});
