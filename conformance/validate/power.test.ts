import { beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../traces/index.js';
import { isDelivery, isShownOnce } from './driver-mutations.js';
import { HostAnswers } from './host-answers.js';
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
/** Split hosts: an engine and drivers crash and begin again. */
const SPLIT = {
  offload: 'on',
  hosts: 3,
  seed: 2,
  durationMs: 2,
  losses: 0.1,
  crashes: 2,
  downMs: [0.2, 0.5],
  waiting: 1,
  host: { holdMs: 20 },
} as const;
/** Of the run of split hosts this many events are taken, and in the short test one of `SPLIT_EVERY` is changed. */
const SPLIT_EVENTS = 200;
const SPLIT_EVERY = 20;
/** Of this number of events one is changed here; `npm run validate:power` changes all of them. */
const EVERY = 4;
/** Of this number of events one is changed in the short tests: each kind of change comes up all the same. */
const SELDOM = 15;

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
function changesOf(run: ReadRun, every = EVERY): Changes {
  // All of these runs ask specified hosts nearly alike.
  const answers = new HostAnswers();
  const tally: Partial<Record<RunMutation, { rejected: number; accepted: number }>> = {};
  const accepted: Changes['accepted'][number][] = [];
  for (let at = 0; at < run.events.length; at += every) {
    for (const { kind, events } of mutationsAt(run.events, at)) {
      const counts = (tally[kind] ??= { rejected: 0, accepted: 0 });
      const { verdict } = validationOf({ ...run, events }, { answers });
      counts[verdict === 'accepted' ? 'accepted' : 'rejected'] += 1;
      if (verdict !== 'accepted') continue;
      const isPlain = validationOf({ ...run, events }, { shift: 'off', answers }).verdict === 'accepted';
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

type Pinned = Changes['pinned'];

function areRejected(every: number, expected: Pinned): void {
  let changes: Changes;
  beforeAll(() => {
    changes = changesOf(simulatedRun(RUN), every);
  });

  test('are rejected, but for as many of each kind as the specification allows', () => {
    // Accepted are: entries delivered together, something said or broadcast again, a crash that nobody knows of, steps that commute.
    expect(changes.pinned).toEqual(expected);
  });

  test('that are accepted are explained by the statechart itself, asked without the shift', () => {
    expect(changes.accepted.filter(({ isPlain }) => !isPlain)).toEqual([]);
  });

  test('of a slot, an epoch, a source, a payload or a checksum that is observed are all rejected', () => {
    expect(changes.accepted.filter(({ kind }) => kind.startsWith('alter'))).toEqual([]);
  });
}

describe('changes of one event in fifteen of an accepted run', () => {
  areRejected(SELDOM, [
    ['alter agreed', 9, 0],
    ['alter crc', 4, 0],
    ['alter epoch', 4, 0],
    ['alter length', 4, 0],
    ['alter payload', 4, 0],
    ['alter promised', 1, 0],
    ['alter slot', 4, 0],
    ['alter source', 4, 0],
    ['drop', 12, 2],
    ['duplicate', 12, 2],
    ['swap', 12, 2],
  ]);
});

describe('changes of an accepted run', { tags: 'long' }, () => {
  areRejected(EVERY, [
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

function areRejectedWithoutDisks(every: number, expected: Pinned): void {
  let run: ReadRun;
  let changes: Changes;
  beforeAll(() => {
    run = simulatedRun(DISKLESS);
    changes = changesOf(run, every);
  });

  test('are rejected, but for as many of each kind as the specification allows', () => {
    expect(run.events.filter(({ action }) => action === 'TakeAnswer').length).toBe(4);
    expect(changes.pinned).toEqual(expected);
  });

  test('that are accepted are explained by the statechart itself, and none of them alters a field', () => {
    expect(changes.accepted.filter(({ kind, isPlain }) => !isPlain || kind.startsWith('alter'))).toEqual([]);
  });
}

describe('changes of one event in fifteen of an accepted run of hosts without disks', () => {
  areRejectedWithoutDisks(SELDOM, [
    ['alter agreed', 2, 0],
    ['alter crc', 8, 0],
    ['alter epoch', 8, 0],
    ['alter known', 1, 0],
    ['alter length', 4, 0],
    ['alter life', 4, 0],
    ['alter lives', 3, 0],
    ['alter nonce', 3, 0],
    ['alter payload', 8, 0],
    ['alter promised', 1, 0],
    ['alter slot', 8, 0],
    ['alter source', 8, 0],
    ['drop', 11, 4],
    ['duplicate', 9, 6],
    ['swap', 10, 5],
  ]);
});

describe('changes of an accepted run of hosts without disks', { tags: 'long' }, () => {
  areRejectedWithoutDisks(EVERY, [
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

/** The first events of a run of split hosts, which are a run too: whatever happens, happens in one order there. */
function splitRun(): ReadRun {
  const { header, events } = simulatedRun(SPLIT);
  return { header, events: events.slice(0, SPLIT_EVENTS) };
}

/** Changes that were accepted, and may not be: altered fields that others show, deliveries, and what only the shift explains. */
function wrongIn({ accepted }: Changes, { events }: ReadRun): Changes['accepted'] {
  return accepted.filter(({ kind, event, isPlain }) => {
    const mayNotBe = kind.startsWith('alter') || kind === 'forge' || isDelivery(event);
    return (mayNotBe && !isShownOnce(kind, event, events)) || !isPlain;
  });
}

describe('changes of an accepted run of split hosts', () => {
  test('are rejected, but for as many of each kind as the specification allows', () => {
    const run = splitRun();
    const changes = changesOf(run, SPLIT_EVERY);
    expect(changes.pinned).toEqual([
      ['alter agreed', 2, 0],
      ['alter crc', 3, 1],
      ['alter delivered', 4, 0],
      ['alter epoch', 3, 0],
      ['alter length', 3, 0],
      ['alter mark', 0, 1],
      ['alter next', 1, 0],
      ['alter number', 1, 0],
      ['alter payload', 4, 0],
      ['alter pending', 4, 0],
      ['alter pointer', 4, 0],
      ['alter promised', 1, 0],
      ['alter session', 1, 0],
      ['alter slot', 5, 0],
      ['alter source', 4, 0],
      ['drop', 9, 1],
      ['duplicate', 9, 1],
      ['swap', 9, 1],
    ]);
    expect(wrongIn(changes, run)).toEqual([]);
  });

  test(
    'of any event are rejected, those of deliveries all',
    { tags: ['long', 'exhaustive'], timeout: 600_000 },
    () => {
      const run = splitRun();
      expect(run.events.filter(isDelivery).length).toBe(30);
      const changes = changesOf(run, 1);
      // Accepted are, besides what is of plain hosts: a life of a driver that begins twice where nothing has happened in between, the last submission
      // that a driver or an engine lost, and its checksum, which nobody shows again; what an engine has compacted, which a driver that has as much
      // does nothing with; what of C1 or C2 is put or taken last before the run ends, or a session does.
      expect(changes.pinned).toEqual([
        ['alter agreed', 29, 0],
        ['alter crc', 68, 3],
        ['alter delivered', 89, 0],
        ['alter epoch', 63, 0],
        ['alter length', 41, 0],
        ['alter mark', 3, 1],
        ['alter next', 4, 0],
        ['alter number', 16, 0],
        ['alter payload', 90, 0],
        ['alter pending', 89, 0],
        ['alter pointer', 89, 0],
        ['alter promised', 4, 0],
        ['alter session', 8, 0],
        ['alter slot', 124, 0],
        ['alter source', 90, 0],
        ['drop', 177, 23],
        ['duplicate', 173, 27],
        ['forge', 13, 0],
        ['swap deliveries', 27, 0],
        ['swap', 183, 11],
      ]);
      expect(wrongIn(changes, run)).toEqual([]);
    },
  );
});
