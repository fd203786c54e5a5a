/** The bounds of the completed model, and the reductions that make them reachable. */
import type { Budget } from '../../checker/environment/budget.js';
import type { exoHost } from './host.js';
import type { ExoKnobs } from './knobs.js';
import type { Recovery } from './lives.js';
import type { HostComponent } from './names.js';

/**
 * What is left out because it changes no verdict; each can be switched off, and each is proved, in
 * docs/decisions/0009 and 0010.
 */
export const REDUCTIONS = {
  'dead-messages': 'a message that can never again have an effect is not kept in flight',
  persist: 'what is to be written is written at once',
  deliver: 'what is agreed is delivered, and compacted, at once',
  gather: 'a starter takes in promises when it starts',
  submit: 'a payload is submitted when it is about to be sent',
  answers:
    'without disks: a host that recovers is asked for, and hears, an answer in the step in which it is given',
  reboot: 'without disks: a host that has crashed restarts at once, and is slow to be heard',
  restart: 'a host that has crashed restarts at once: being down is being slow',
  requests: 'a question is asked when it is answered; what is in flight anyhow is not asked for',
  partitions: 'where any message may be lost, a partition adds nothing',
} as const;

export type Reduction = keyof typeof REDUCTIONS;
export const ALL_REDUCTIONS = Object.keys(REDUCTIONS) as readonly Reduction[];

/** Reductions that are false without a disk, and why: `exoModel` refuses them there. */
export const REFUSED_DISKLESS: Partial<Readonly<Record<Reduction, string>>> = {
  persist: 'there is no disk to be behind: what changes is what there is',
  restart:
    'a crash loses the log and the promise, so every crash is a step, and being down is not being slow',
};

/** Reductions of how hosts without disks come back. */
export const OF_DISKLESS: readonly Reduction[] = ['answers', 'reboot'];

/**
 * Whether a reduction has a place in a model of this storage.
 *
 * @example
 * console.log(isOfStorage('persist', null), isOfStorage('persist', 'repaired')); // true false
 */
export function isOfStorage(reduction: Reduction, recovery: Recovery | null): boolean {
  return recovery === null ? !OF_DISKLESS.includes(reduction) : REFUSED_DISKLESS[reduction] === undefined;
}

export type Medium = 'bus' | 'async' | 'receive-any';

export interface ExoOptions {
  /** 2 to 9. */
  readonly hosts: number;
  /** Slots in a log. */
  readonly slots: number;
  /** Epochs 0, 1, … below this number. */
  readonly epochs: number;
  readonly medium: Medium;
  readonly timeouts: Budget;
  /** Messages lost, or out of band duplicated. */
  readonly losses: Budget;
  readonly partitions: Budget;
  readonly crashes: Budget;
  /** Payloads that each application submits, one at a time; `inf`: it always has one more. */
  readonly payloads: Budget;
  readonly reductions: readonly Reduction[];
  /** R5: who may be left out of an epoch that one has promised; nobody when left out. */
  readonly members?: ExoKnobs['members'];
  /** D1-D10: how hosts without disks come back; null, or left out, where hosts have disks. */
  readonly recovery?: Recovery | null;
  /** Resets of the engines of split hosts: without disks hosts forget by them as by crashes. Left out where no host is split. */
  readonly resets?: Budget;
  /** The host's machine as a component; mutants and slow reference runs replace it. */
  readonly component?: (machine: typeof exoHost, self: number) => HostComponent;
}
