/** The bounds within which the core is held against the specification. */
import { ALL_REDUCTIONS, isOfStorage, type ExoOptions, type Reduction } from '../../spec/index.js';

export interface Scope {
  readonly name: string;
  readonly says: string;
  readonly options: ExoOptions;
}

const NONE: ExoOptions = {
  hosts: 3,
  slots: 3,
  epochs: 3,
  medium: 'receive-any',
  timeouts: 0,
  losses: 0,
  partitions: 0,
  crashes: 0,
  payloads: 'inf',
  reductions: ALL_REDUCTIONS,
};

function apart(...names: readonly Reduction[]): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => !names.includes(name));
}

/** Every step by itself, crashes between any two of them, and late messages kept in flight. */
const STEPS: Scope = {
  name: 'steps',
  says: 'persist, deliver, gather, crash and restart apart; dead messages kept',
  options: {
    ...NONE,
    slots: 2,
    crashes: 1,
    reductions: apart('persist', 'deliver', 'gather', 'restart', 'dead-messages'),
  },
};

const PAYLOADS: Scope = {
  name: 'payloads',
  says: 'queues of payloads, which a crash loses',
  options: {
    ...NONE,
    medium: 'async',
    hosts: 2,
    slots: 2,
    epochs: 2,
    timeouts: 1,
    crashes: 1,
    payloads: 2,
    reductions: apart('persist', 'submit', 'restart'),
  },
};

const BUS: Scope = {
  name: 'bus',
  says: 'fetching and joining, with snapshots',
  options: { ...NONE, medium: 'bus', timeouts: 2, losses: 'inf', crashes: 1 },
};

const MEMBERS: Scope = {
  name: 'members',
  says: 'a starter leaves out whom it likes of those who promised',
  options: { ...NONE, slots: 2, members: 'any' },
};

/** Hosts without disks, of which one crashes. */
const DISKLESS: ExoOptions = {
  ...NONE,
  ...{ slots: 2, epochs: 2, crashes: 1, recovery: 'repaired' },
  reductions: ofDiskless(),
};

function ofDiskless(...names: readonly Reduction[]): readonly Reduction[] {
  return apart(...names).filter((name) => isOfStorage(name, 'repaired'));
}

const DISKLESS_BUS: Scope = {
  name: 'bus',
  says: 'fetching and joining, with snapshots',
  options: { ...DISKLESS, medium: 'bus', timeouts: 1, losses: 'inf' },
};

/** What the crash of a host without a disk comes to, step by step. */
const DISKLESS_STEPS: Scope = {
  name: 'steps',
  says: 'deliver, gather, crash, restart, question and answer apart; dead messages kept',
  options: {
    ...DISKLESS,
    epochs: 1,
    reductions: ofDiskless('deliver', 'gather', 'reboot', 'answers', 'dead-messages'),
  },
};

const DISKLESS_MEMBERS: Scope = {
  name: 'members',
  says: 'a starter leaves out whom it likes of those who promised',
  options: { ...DISKLESS, slots: 1, members: 'any' },
};

/** A host that answers in its second life. */
const DISKLESS_LIVES: Scope = {
  name: 'lives',
  says: 'two crashes, one after the other',
  options: { ...DISKLESS, slots: 1, epochs: 1, crashes: 2 },
};

const DISKLESS_GATHER: Scope = {
  name: 'gather',
  says: 'promises come one by one, and lives become known in between',
  options: { ...DISKLESS, slots: 1, reductions: ofDiskless('gather') },
};

/** What `exo refine --storage diskless --quick` and the faulty versions use. */
export const QUICK_DISKLESS_SCOPES: readonly Scope[] = [
  DISKLESS_STEPS,
  DISKLESS_LIVES,
  DISKLESS_GATHER,
  DISKLESS_MEMBERS,
  DISKLESS_BUS,
];

export const FULL_DISKLESS_SCOPES: readonly Scope[] = [
  {
    name: 'receive-any',
    says: 'whatever was sent may arrive at any later time, any number of times, or never',
    options: { ...DISKLESS, slots: 3 },
  },
  { name: 'epochs', says: 'the same, with more epochs', options: { ...DISKLESS, slots: 1, epochs: 3 } },
  { name: 'crashes', says: 'the same, with two crashes', options: { ...DISKLESS, slots: 1, crashes: 2 } },
  { ...DISKLESS_BUS, options: { ...DISKLESS_BUS.options, slots: 3 } },
  DISKLESS_STEPS,
  DISKLESS_LIVES,
  DISKLESS_GATHER,
  DISKLESS_MEMBERS,
];

/** Of some seconds each: what `exo refine --quick` and the mutants use. */
export const QUICK_SCOPES: readonly Scope[] = [
  BUS,
  STEPS,
  PAYLOADS,
  MEMBERS,
  { name: 'any', says: 'whatever was sent may arrive at any later time', options: { ...NONE } },
];

/** The first and the third of the large bounds of the specification, and what these glue together. */
export const FULL_SCOPES: readonly Scope[] = [
  {
    name: 'receive-any',
    says: 'whatever was sent may arrive at any later time, any number of times, or never',
    options: { ...NONE, slots: 4, epochs: 5 },
  },
  {
    name: 'five on the bus',
    says: 'a broadcast is heard at once, by any of the hosts; a partition, a crash',
    options: {
      ...NONE,
      medium: 'bus',
      hosts: 5,
      slots: 5,
      timeouts: 3,
      losses: 'inf',
      partitions: 1,
      crashes: 1,
    },
  },
  { ...STEPS, options: { ...STEPS.options, slots: 3 } },
  PAYLOADS,
  BUS,
  { ...MEMBERS, options: { ...MEMBERS.options, slots: 3, epochs: 4 } },
];
