import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../traces/index.js';
import { mutationsAt, type RunMutation } from './run-mutations.js';
import { simulatedRun, validationOf, type ReadRun } from './runs.test.helper.js';

const RUN = {
  hosts: 3,
  seed: 4,
  durationMs: 30,
  losses: 0.1,
  crashes: 1,
  downMs: [1, 2],
  waiting: 1,
} as const;
const DISKLESS = {
  storage: 'diskless',
  application: 'forgets',
  hosts: 3,
  seed: 33,
  durationMs: 20,
  losses: 0.05,
  crashes: 2,
  downMs: [1, 2],
  waiting: 1,
  host: { holdMs: 20 },
} as const;
/** Of this number of events one is changed here; `npm run validate:power` changes all of them. */
const EVERY = 4;

interface Changes {
  /** By kind, how many are rejected, and how many accepted. */
  readonly pinned: readonly (readonly (string | number)[])[];
  readonly accepted: readonly {
    readonly kind: RunMutation;
    readonly event: RunEvent;
    /** Whether the statechart explains it when it is asked without the shift, too. */
    readonly isPlain: boolean;
  }[];
}

/** What came of all changes of a run, by kind. */
function changesOf(run: ReadRun): Changes {
  const tally: Partial<Record<RunMutation, { rejected: number; accepted: number }>> = {};
  const accepted: Changes['accepted'][number][] = [];
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
  const pinned = Object.entries(tally).map(([kind, { rejected, accepted: count }]) => [
    kind,
    rejected,
    count,
  ]);
  return { pinned: pinned.sort(), accepted };
}

describe('changes of an accepted run', () => {
  const { pinned, accepted } = changesOf(simulatedRun(RUN));

  test('are rejected, but for as many of each kind as the specification allows', () => {
    // Accepted are: entries delivered together, something said or broadcast again, a crash that nobody knows of, steps that commute.
    expect(pinned).toEqual([
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

describe('changes of an accepted run of hosts without disks', () => {
  const run = simulatedRun(DISKLESS);
  const { pinned, accepted } = changesOf(run);

  test('are rejected, but for as many of each kind as the specification allows', () => {
    expect(run.events.filter(({ action }) => action === 'TakeAnswer').length).toBe(4);
    expect(pinned).toEqual([
      ['alter agreed', 8, 0],
      ['alter crc', 37, 0],
      ['alter epoch', 37, 0],
      ['alter known', 2, 0],
      ['alter length', 16, 0],
      ['alter life', 7, 0],
      ['alter lives', 4, 0],
      ['alter nonce', 4, 0],
      ['alter payload', 37, 0],
      ['alter promised', 3, 0],
      ['alter slot', 37, 0],
      ['alter source', 37, 0],
      ['drop', 33, 23],
      ['duplicate', 50, 6],
      ['swap', 44, 11],
    ]);
  });

  test('that are accepted are explained by the statechart itself, and none of them alters a field', () => {
    expect(accepted.filter(({ kind, isPlain }) => !isPlain || kind.startsWith('alter'))).toEqual([]);
  });
});
