import path from 'node:path';
import { expect, test } from 'vitest';
import { loadFaulty, type Implementation } from '../compare/faulty-copy.js';
import { IMPL_MUTANTS } from './index.js';
import { SCENARIOS, slowness } from './progress.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const LOSSES = SCENARIOS.filter(({ name }) => name === 'losses');

/** The implementation with one of its named faults. */
async function faulty(name: string): Promise<Implementation> {
  const mutant = IMPL_MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is a mutant ${name}`);
  return await loadFaulty(mutant, COMPILED);
}

test(
  'a driver that never asks agrees on everything, and is known by how slow it is',
  { tags: 'long' },
  async () => {
    expect(slowness(await faulty('never-asks'), LOSSES)).toEqual({
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
    const scenarios = SCENARIOS.filter((one) => one.name === scenario);
    expect(slowness(await faulty(name), scenarios)).toEqual({
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
    const scenarios = SCENARIOS.filter(({ name }) => name.startsWith('messages that take longer'));
    expect(scenarios.length).toBe(1);
    expect(slowness(await faulty('forgives-at-once'), scenarios)?.how).toBe('stalled');
    expect(slowness(await import('../../impl/parts.js'), scenarios)).toBe(null);
  },
);

test('a starter that leaves nobody out shows where there is a deaf member', { tags: 'long' }, async () => {
  const scenarios = SCENARIOS.filter(({ name }) => name === 'a deaf member');
  expect(slowness(await faulty('nobody-left-out'), scenarios)).toEqual({
    how: 'Progress: virtual ms a payload',
    where: 'a deaf member',
  });
  expect(slowness(await import('../../impl/parts.js'), scenarios)).toBe(null);
});
