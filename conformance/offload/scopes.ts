/** The bounds within which engine and driver are held against their specification. */
import { ALL_REDUCTIONS, isOfStorage, type Reduction } from '../../spec/exo/options.js';
import type { OffloadOptions } from '../../spec/offload/options.js';

export interface OffloadScope {
  readonly name: string;
  readonly says: string;
  readonly options: OffloadOptions;
}

/** One host split, room for one of everything. */
const NONE: OffloadOptions = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 0 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
};

const FAULTS: OffloadScope = {
  name: 'faults',
  says: 'a crash of the driver, and a reset of the engine, at any time',
  options: { ...NONE, crashes: 1, resets: 1 },
};

const WINDOW: OffloadScope = {
  name: 'window',
  says: 'a log without room until the application has what is in it',
  options: { ...NONE, slots: 3, epochs: 1, window: 2, crashes: 1 },
};

const ORDER: OffloadScope = {
  name: 'order',
  says: 'two payloads, which go through C1 in order, and again after a reset',
  options: { ...NONE, slots: 1, epochs: 1, payloads: 2, resets: 1 },
};

const TAKEOVERS: OffloadScope = {
  name: 'takeovers',
  says: 'an engine gathers promises one by one, chooses members, and is reset between any two steps',
  options: {
    ...{ ...NONE, hosts: 2, slots: 1, epochs: 3, members: 'any', resets: 1 },
    reductions: ALL_REDUCTIONS.filter((name) => name !== 'gather' && name !== 'restart'),
  },
};

const BUS: OffloadScope = {
  name: 'bus',
  says: 'fetching and joining, with snapshots, which an engine passes on to its driver',
  options: { ...NONE, epochs: 3, medium: 'bus', timeouts: 2, losses: 'inf', payloads: 0 },
};

/** Of some seconds each: what `exo refine --offload --quick` and the mutants use. */
export const QUICK_OFFLOAD_SCOPES: readonly OffloadScope[] = [WINDOW, ORDER, TAKEOVERS, BUS, FAULTS];

export const FULL_OFFLOAD_SCOPES: readonly OffloadScope[] = [
  WINDOW,
  ORDER,
  TAKEOVERS,
  BUS,
  { ...FAULTS, options: { ...FAULTS.options, epochs: 3 } },
];

/** One host split, whose engine has no disk and is reset. */
const DISKLESS: OffloadOptions = {
  ...{ ...NONE, epochs: 1, resets: 1, recovery: 'repaired' },
  reductions: ofDiskless(),
};

function ofDiskless(...off: readonly Reduction[]): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => isOfStorage(name, 'repaired') && !off.includes(name));
}

const LIVES: OffloadScope = {
  name: 'lives',
  says: 'a reset of the engine, whose next life recovers and goes on with the same driver',
  options: DISKLESS,
};

const BOTH_GONE: OffloadScope = {
  name: 'both gone',
  says: 'the driver, or another host, crashes too',
  options: { ...DISKLESS, slots: 1, crashes: 1 },
};

const LIVES_STEPS: OffloadScope = {
  name: 'steps',
  says: 'reset, restart, question and answer apart; dead messages kept',
  options: { ...DISKLESS, slots: 1, reductions: ofDiskless('reboot', 'answers', 'dead-messages') },
};

const LIVES_BUS: OffloadScope = {
  name: 'bus',
  says: 'takeovers, fetching and joining, with snapshots',
  options: { ...DISKLESS, epochs: 2, medium: 'bus', timeouts: 1, losses: 'inf', payloads: 0 },
};

/** Of some seconds each: what `exo refine --offload --storage diskless --quick` uses. */
export const QUICK_DISKLESS_OFFLOAD_SCOPES: readonly OffloadScope[] = [LIVES, BOTH_GONE, LIVES_STEPS];

const LIVES_TAKEOVERS: OffloadScope = { ...LIVES, options: { ...DISKLESS, epochs: 2 } };

/** What faulty versions of a new life are looked for in: with takeovers its driver may know more to be agreed than those do whom it asks. */
export const OFFLOAD_LIVES_SCOPES: readonly OffloadScope[] = [
  ...QUICK_DISKLESS_OFFLOAD_SCOPES,
  { ...LIVES_TAKEOVERS, name: 'takeovers' },
];

export const FULL_DISKLESS_OFFLOAD_SCOPES: readonly OffloadScope[] = [
  LIVES_TAKEOVERS,
  { ...BOTH_GONE, options: { ...DISKLESS, crashes: 1 } },
  LIVES_STEPS,
  LIVES_BUS,
];

/** Outcomes of guards that cannot come up, and why; one that does is an error of this list. */
export const UNREACHABLE_OFFLOAD: Readonly<Record<string, string>> = {
  'keepsStarter is never false':
    'with two hosts who leaves itself out has no majority, and with three the engine at host A starts no epoch below 3',
};

/** Guards that never answer so where engines have no disks, and why. */
export const UNREACHABLE_DISKLESS_OFFLOAD: Readonly<Record<string, string>> = {
  'isDiskless is never false': 'no engine has a disk',
  'hasRoom is never false':
    'a log that is recovered may be longer than a window, and the code then takes no epoch with one as long, which the specification does; full logs are searched with disks',
};
