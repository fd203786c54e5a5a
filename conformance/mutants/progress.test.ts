import path from 'node:path';
import { expect, test } from 'vitest';
import { loadFaulty } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS } from './index.js';
import { SCENARIOS, slowness } from './progress.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const LOSSES = SCENARIOS.filter(({ name }) => name === 'losses');

test(
  'a driver that never asks agrees on everything, and is known by how slow it is',
  { tags: 'long' },
  async () => {
    const mutant = IMPL_MUTANTS.find(({ name }) => name === 'never-asks');
    if (mutant === undefined) throw new Error('there is a mutant never-asks');
    const impl = await loadFaulty(mutant, COMPILED);
    expect(slowness(impl, LOSSES)).toEqual({
      how: expect.stringMatching(/^Progress: /) as string,
      where: 'losses',
    });
  },
);

test('the implementation is as fast as itself', async () => {
  expect(LOSSES.length).toBe(1);
  expect(slowness(await import('../../impl/parts.js'), LOSSES)).toBe(null);
});

test.each([
  ['asks-for-all', 'payloads of any size out of order', 'median ms of a payload'],
  ['asks-at-once', 'reordering', 'messages out of band'],
  ['nobody-told', 'few payloads', 'median ms of a payload'],
  ['returns-as-often', 'a mute member', 'takeovers'],
  ['never-rests', 'a ring at rest', 'broadcasts'],
])(
  'a driver that is %s is known where there is or are %s, by %s',
  { tags: 'long' },
  async (name, scenario, figure) => {
    const mutant = IMPL_MUTANTS.find((one) => one.name === name);
    if (mutant === undefined) throw new Error(`there is a mutant ${name}`);
    const scenarios = SCENARIOS.filter((one) => one.name === scenario);
    expect(slowness(await loadFaulty(mutant, COMPILED), scenarios)).toEqual({
      how: `Progress: ${figure}`,
      where: scenario,
    });
    expect(slowness(await import('../../impl/parts.js'), scenarios)).toBe(null);
  },
);

test(
  'a host that forgives at once shows where messages take longer than it waits',
  { tags: 'long' },
  async () => {
    const mutant = IMPL_MUTANTS.find(({ name }) => name === 'forgives-at-once');
    if (mutant === undefined) throw new Error('there is a mutant forgives-at-once');
    const impl = await loadFaulty(mutant, COMPILED);
    const scenarios = SCENARIOS.filter(({ name }) => name.startsWith('messages that take longer'));
    expect(scenarios.length).toBe(1);
    expect(slowness(impl, scenarios)?.how).toBe('stalled');
    expect(slowness(await import('../../impl/parts.js'), scenarios)).toBe(null);
  },
);

test('a starter that leaves nobody out shows where there is a deaf member', { tags: 'long' }, async () => {
  const mutant = IMPL_MUTANTS.find(({ name }) => name === 'nobody-left-out');
  if (mutant === undefined) throw new Error('there is a mutant nobody-left-out');
  const impl = await loadFaulty(mutant, COMPILED);
  const scenarios = SCENARIOS.filter(({ name }) => name === 'a deaf member');
  expect(slowness(impl, scenarios)).toEqual({
    how: 'Progress: virtual ms a payload',
    where: 'a deaf member',
  });
  expect(slowness(await import('../../impl/parts.js'), scenarios)).toBe(null);
});
