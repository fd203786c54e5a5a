import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../traces/index.js';
import { disklessRunOfSeed, simulatedRun, validationOf, type ReadRun } from './runs.test.helper.js';

const SMALL = {
  storage: 'diskless',
  application: 'forgets',
  hosts: 3,
  seed: 2,
  durationMs: 60,
  losses: 0.05,
  crashes: 4,
  downMs: [1, 3],
  waiting: 1,
} as const;

/** A run with one event changed. */
function changed(run: ReadRun, at: number, change: (event: RunEvent) => RunEvent): ReadRun {
  return { ...run, events: run.events.map((event, i) => (i === at ? change(event) : event)) };
}

describe('a run of hosts without disks', () => {
  test.each([
    ['seed 10', disklessRunOfSeed(10, 60)],
    ['seed 21', disklessRunOfSeed(21, 100)],
    ['split hosts', simulatedRun({ ...SMALL, offload: 'on', durationMs: 25 })],
  ] as const)('with the faults of %s is accepted', (_, run) => {
    const { verdict, rejection, events, explained } = validationOf(run);
    expect({ verdict, rejection }).toEqual({ verdict: 'accepted', rejection: null });
    expect(explained).toBe(events);
    expect(run.events.some(({ action }) => action === 'TakeAnswer')).toBe(true);
  });

  test('is explained alike with and without what grows made small', () => {
    const run = simulatedRun(SMALL);
    const plain = validationOf(run, { shift: 'off' });
    const { asked, known, ...rest } = validationOf(run);
    expect(plain).toMatchObject(rest);
    expect(rest.verdict).toBe('accepted');
    expect(known).toBeGreaterThan(asked);
    expect(plain.asked).toBeGreaterThan(2 * asked);
  });
});

describe('a run of hosts without disks is rejected', () => {
  const run = simulatedRun(SMALL);
  const nth = (action: string, which: number): number =>
    run.events.flatMap((event, i) => (event.action === action ? [i] : []))[which] ?? -1;
  const firstLife = run.events.findIndex(
    ({ action, set }) => action === 'Restart' && set?.['status'] === 'recovering',
  );

  test('where a host takes part again after fewer than q answers', () => {
    const first = nth('TakeAnswer', 0);
    const { verdict, rejection } = validationOf({ ...run, events: run.events.toSpliced(first, 1) });
    expect(verdict).toBe('rejected');
    expect(rejection?.event.action).toBe('TakeAnswer');
    expect(rejection?.problem).toMatchObject({
      kind: 'differs',
      differences: expect.arrayContaining([
        { field: 'status', run: '"following"', spec: '"recovering"' },
      ]) as object,
    });
  });

  test('where a life goes on, with a number that it had before (D3)', () => {
    const before = run.events[firstLife] as RunEvent;
    const set = { ...before.set, lives: [0, 0, 0], status: 'following' };
    const { verdict, rejection } = validationOf(changed(run, firstLife, (event) => ({ ...event, set })));
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({ kind: 'differs', differences: [{ field: 'life', run: '0' }] });
  });

  test('where an answer says less of lives than its sender knows', () => {
    const at = nth('Answer', 0);
    const answer = run.events[at]?.sent?.[0];
    if (answer === undefined) throw new Error('an answer is sent');
    const sent = [{ ...answer, fields: { ...answer.fields, known: [0, 0, 0] } }];
    const { verdict, rejection } = validationOf(changed(run, at, (event) => ({ ...event, sent })));
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({ kind: 'differs', differences: [{ field: 'known' }] });
  });
});
