import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../traces/index.js';
import { mutationsAt, type RunMutation } from './run-mutations.js';
import { simulatedRun, validationOf } from './runs.test.helper.js';

const RUN = {
  hosts: 3,
  seed: 4,
  durationMs: 30,
  losses: 0.1,
  crashes: 1,
  downMs: [1, 2],
  waiting: 1,
} as const;
/** Of this number of events one is changed here; `npm run validate:power` changes all of them. */
const EVERY = 4;

describe('changes of an accepted run', () => {
  const run = simulatedRun(RUN);
  const tally: Partial<Record<RunMutation, { rejected: number; accepted: number }>> = {};
  const accepted: { readonly kind: RunMutation; readonly event: RunEvent; readonly isPlain: boolean }[] = [];
  for (let at = 0; at < run.events.length; at += EVERY) {
    for (const { kind, events } of mutationsAt(run.events, at)) {
      const counts = (tally[kind] ??= { rejected: 0, accepted: 0 });
      const { verdict } = validationOf({ ...run, events });
      counts[verdict === 'accepted' ? 'accepted' : 'rejected'] += 1;
      if (verdict !== 'accepted') continue;
      const isPlain = validationOf({ ...run, events }, { shift: 'off' }).verdict === 'accepted';
      accepted.push({ kind, event: run.events[at] as RunEvent, isPlain });
    }
  }

  test('are rejected, but for as many of each kind as the specification allows', () => {
    const pinned = Object.entries(tally).map(([kind, counts]) => [kind, counts.rejected, counts.accepted]);
    // Accepted are: entries delivered together, something said or broadcast again, a crash that nobody knows of, steps that commute.
    expect(pinned.sort()).toEqual([
      ['alter agreed', 12, 0],
      ['alter crc', 35, 0],
      ['alter epoch', 35, 0],
      ['alter length', 16, 0],
      ['alter payload', 35, 0],
      ['alter promised', 1, 0],
      ['alter slot', 35, 0],
      ['alter source', 35, 0],
      ['drop', 32, 18],
      ['duplicate', 44, 6],
      ['swap', 37, 12],
    ]);
  });

  test('that are accepted are explained by the statechart itself, asked without the shift', () => {
    expect(accepted.filter(({ isPlain }) => !isPlain)).toEqual([]);
  });

  test('of a slot, an epoch, a source, a payload or a checksum that is observed are all rejected', () => {
    expect(accepted.filter(({ kind }) => kind.startsWith('alter'))).toEqual([]);
  });
});
