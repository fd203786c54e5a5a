/** What a host is: the context of its machine. */
import type { Answer, Promised } from './packets.js';
import type { Durable, Entry, Log } from './records.js';

/** How a host without a disk comes back: as D1–D10 say, or as if its life went on after asking q others. */
export type Recovery = 'repaired' | 'naive';

/** What a host without a disk knows of lives. */
export interface Lives {
  /** D1: its own. */
  readonly life: number;
  /** How often it has started: its life, and what an application numbers its payloads by, even if the life is naive. */
  readonly boots: number;
  /** D1: the newest life of each host that it knows of, by host; its own among them. */
  readonly known: readonly number[];
  /** D5: the answers that it has, by host, while it is recovering. */
  readonly answers: readonly Answer[];
  /** Ghost, for properties only: all that it agreed in former lives, as long as its present one has not agreed the same. */
  readonly agreedBefore: readonly Entry[];
}

/** R5: the promises that a starter has, its own apart, and the greatest log among them and its own. */
export interface Gathered extends Log {
  /** Who promised, ascending. */
  readonly from: readonly number[];
  /** D9: without disks, the promises themselves; which of them count is worked out when the epoch starts. */
  readonly promises?: readonly Promised[];
}

/** What never changes at a host. */
export interface HostConfig {
  readonly self: number;
  readonly hosts: number;
  /** Whether the application always has one more payload: then nothing is ever queued or counted. */
  readonly isBusy: boolean;
  /** How a host without a disk comes back (D1-D10); null, or left out, for a host with one. */
  readonly recovery?: Recovery | null;
}

/** All that a host is. Only `disk` survives a crash; without one, only the number of the last life. */
export interface HostContext extends Durable {
  readonly config: HostConfig;
  /** D1: what a host without a disk knows of lives; null in a host with one. */
  readonly lives: Lives | null;
  /** What storage holds. It is behind the rest of the context until the next Persist. */
  readonly disk: Durable;
  /** The agreement pointer: this many of the first entries are agreed. */
  readonly agreed: number;
  /** While a takeover is prepared. */
  readonly gathered: Gathered | null;
  /** R11: payloads that the application has submitted, oldest first. */
  readonly queue: readonly number[];
  /** How many the application has ever submitted. */
  readonly submitted: number;
  /** Ghost, for properties only: the agreement pointer as far as it has ever been, crashes included. */
  readonly everAgreed: number;
}
