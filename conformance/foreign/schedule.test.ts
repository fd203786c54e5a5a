import { expect, test } from 'vitest';
import { Random } from '../../impl/parts.js';
import { Network } from './network.js';
import { DEFAULT_CONFORM, type ConformOptions } from './options.js';
import { scheduleOf } from './schedule.js';

const OPTIONS: ConformOptions = { ...DEFAULT_CONFORM, command: 'none', hosts: 5, crashes: 5, partitions: 3 };
const IDS = ['a', 'b', 'c', 'd', 'e'];

test('what happens follows from the seed, is over before the end, and hits every host', () => {
  const schedule = scheduleOf(OPTIONS, IDS);
  expect(scheduleOf(OPTIONS, IDS)).toEqual(schedule);
  expect(scheduleOf({ ...OPTIONS, seed: 2 }, IDS)).not.toEqual(schedule);
  for (const one of schedule) {
    expect(one.at).toBeGreaterThanOrEqual(0);
    expect('until' in one ? one.until : one.at).toBeLessThanOrEqual(OPTIONS.durationMs);
  }
  const crashed = schedule.flatMap((one) => (one.kind === 'crash' ? [one.host] : []));
  expect(crashed.sort()).toEqual([0, 1, 2, 3, 4]);
  const payloads = schedule.flatMap((one) => (one.kind === 'submit' && one.host === 1 ? [one.payload] : []));
  expect(payloads.slice(0, 3)).toEqual(['b-1', 'b-2', 'b-3']);
  expect(payloads).toHaveLength(OPTIONS.payloads);
});

test('a network loses, doubles and delays while it is faulty, and nothing afterwards', () => {
  const options = { ...OPTIONS, losses: 0.3, duplicates: 0.3, late: 0.3 };
  const network = new Network(options, new Random(1, 'network'));
  const faulty = Array.from({ length: 1_000 }, () => network.delaysOf(0, 1, true).delays);
  const { lost, duplicated, late } = network.faults;
  expect(faulty.filter(({ length }) => length === 0)).toHaveLength(lost);
  expect(faulty.filter(({ length }) => length === 2)).toHaveLength(duplicated);
  expect(Math.min(lost, duplicated, late)).toBeGreaterThan(150);
  const heal = network.cut([0]);
  expect(network.delaysOf(0, 1, true).delays).toEqual([]);
  expect(network.faults.cutOff).toBe(1);
  heal();
  const sound = Array.from({ length: 1_000 }, () => network.delaysOf(0, 1, false).delays);
  expect(sound.filter(({ length }) => length === 1)).toHaveLength(1_000);
  expect(Math.max(...sound.flat())).toBeLessThanOrEqual(10);
});

test('a message that another has overtaken counts as reordered', () => {
  const network = new Network(OPTIONS, new Random(1, 'network'));
  for (const mark of [1, 3, 2, 4]) network.arrives(0, 1, mark);
  network.arrives(1, 0, 2);
  expect(network.faults.reordered).toBe(1);
});
