import path from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isLockStepRun, type Command, type LockStepRun } from './commands.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { Diverged } from './divergence.js';
import { LockStep } from './lock-step.js';
import { lockStep } from './check.js';
import { IMPL_MUTANTS } from '../mutants/index.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const SAVED = path.join(import.meta.dirname, 'lock-step.failures.json');

const ALL = 511;
const turn: Command = { do: 'turn', heard: ALL, written: ALL, payloads: 1 };
const takeover: Command = { do: 'takeover', host: 1, asked: ALL, told: ALL, crashed: 0, members: ALL };

describe('a cluster in lock step', () => {
  test('goes through turns, a takeover, and more turns', () => {
    const cluster = new LockStep(5, 0);
    cluster.run([turn, turn, turn, takeover, turn, turn]);
    expect(cluster.counts.slots).toBe(5);
    expect(cluster.counts.epochs).toBe(1);
  });

  test('goes on with those that are left, and takes the others in again', () => {
    const cluster = new LockStep(4, ALL);
    const without = ALL & ~(1 << 3);
    const rest: Command = {
      do: 'takeover',
      host: 0,
      asked: without,
      told: without,
      crashed: 0,
      members: ALL,
    };
    cluster.run([
      turn,
      { do: 'own', host: 3, event: 'CRASH' },
      rest,
      { do: 'rounds', turns: 9 },
      { do: 'compact', host: 0 },
      { do: 'own', host: 3, event: 'RESTART' },
      { do: 'mend', host: 3, of: 0 },
      { do: 'takeover', host: 3, asked: ALL, told: ALL, crashed: 0, members: ALL },
      { do: 'rounds', turns: 9 },
    ]);
    expect(cluster.counts.slots).toBeGreaterThan(15);
  });

  test('with logs and queues that are all but full goes round in them, and is the same', () => {
    const room = { entries: 8, logBytes: 700, payloads: 2, queueBytes: 120 };
    const cluster = new LockStep(3, 0, undefined, room);
    cluster.run([
      { do: 'rounds', turns: 200 },
      ...Array.from({ length: 40 }, () => turn),
      { do: 'compact', host: 0, upTo: 5 },
      { do: 'rounds', turns: 20 },
    ]);
    expect(cluster.counts.slots).toBeGreaterThan(200);
    expect(cluster.counts.full).toBeGreaterThan(20);
  });

  test(
    'is the same in all of some runs that are drawn, and in those that have failed before',
    { tags: 'long' },
    async () => {
      const saved = JSON.parse(readFileSync(SAVED, 'utf8')) as LockStepRun[];
      expect(saved.every(isLockStepRun)).toBe(true);
      const {
        verdict,
        totals,
        seed,
        path: at,
        run,
        divergence,
      } = await lockStep({ runs: 12, commandsMax: 200, saved });
      expect({ verdict, seed, path: at, run, divergence }).toMatchObject({ verdict: 'same', run: null });
      expect(totals.runs).toBe(12 + saved.length);
      expect(totals.slots).toBeGreaterThan(100);
    },
  );
});

test('a signal ends all runs that are left, without drawing them', async () => {
  const controller = new AbortController();
  const { verdict, totals } = await lockStep({
    runs: 2 ** 31 - 1,
    commandsMax: 5,
    signal: controller.signal,
    onRun: ({ runs }) => {
      if (runs === 3) controller.abort();
    },
  });
  expect(verdict).toBe('interrupted');
  expect(totals.runs).toBeGreaterThanOrEqual(3);
});

describe('a faulty core in lock step', () => {
  test('parts, in a run that is made small, and is found again by seed and path at once', async () => {
    const impl = await faulty('token-from-slot-0');
    const { verdict, run, divergence, path: at, seed } = await lockStep({ impl, runs: 20, commandsMax: 60 });
    expect(verdict).toBe('diverged');
    expect(divergence?.field).toBe('holds the token');
    expect(run?.commands.length).toBeLessThanOrEqual(4);
    const again = await lockStep({ impl, runs: 20, commandsMax: 60, seed, path: at ?? '' });
    expect([again.run, again.divergence]).toEqual([run, divergence]);
    expect(again.totals.runs).toBeLessThan(20);
    const saved = [run as LockStepRun];
    const first = await lockStep({ impl, runs: 0, saved, shrinks: false });
    expect([first.verdict, first.totals.runs]).toEqual(['diverged', 1]);
  });

  test.each([
    'ring-overwrites-oldest',
    'ring-runs-into-oldest',
    'queue-overwrites-oldest',
    'one-entry-too-many',
  ])('parts where it is %s, in rings that are nearly full', { tags: 'long' }, async (name) => {
    const impl = await faulty(name);
    const { verdict } = await lockStep({ impl, runs: 60, commandsMax: 200, shrinks: false });
    expect(verdict).toBe('diverged');
  });

  test('may be compacted as far as R10 has it, and no further', async () => {
    const impl = await faulty('base-compacted');
    const { divergence } = await lockStep({ impl, runs: 5, commandsMax: 200, shrinks: false });
    expect(divergence?.field).toBe('may be compacted');
  });

  test('says host, event, and both sides of the first field that differs', async () => {
    const cluster = new LockStep(3, 0, await faulty('agree-one-early'));
    expect(() => cluster.run([turn, turn])).toThrow(Diverged);
    expect(() => cluster.run([turn])).toThrow(/differs in agreed: specified 1, core 2/);
  });
});

test('what is no run is known', () => {
  const run: LockStepRun = { hosts: 3, compacts: 0, commands: [turn, takeover] };
  expect(isLockStepRun(run)).toBe(true);
  const wrong: readonly unknown[] = [
    null,
    7,
    { ...run, hosts: 1 },
    { ...run, hosts: 10 },
    { ...run, room: { entries: 8, logBytes: 700, payloads: 0, queueBytes: 120 } },
    { ...run, commands: [{ do: 'compact', host: 0, upTo: 'all' }] },
    { ...run, compacts: -1 },
    { ...run, commands: {} },
    { ...run, commands: [{ ...turn, heard: 'all' }] },
    { ...run, commands: [{ do: 'nothing' }] },
    { ...run, commands: [{ do: 'own', host: 0, event: 'DANCE' }] },
    { ...run, commands: [{ do: 'arrive', which: 0 }] },
  ];
  expect(wrong.filter(isLockStepRun)).toEqual([]);
});

async function faulty(name: string): ReturnType<typeof loadFaulty> {
  const mutant = IMPL_MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  return loadFaulty(mutant, COMPILED);
}
