/** What a run of foreign hosts depends on: all of it follows from these and the program. */
import type { Interval } from '../../impl/parts.js';

export interface ConformOptions {
  /** The command line of the program of a host. */
  readonly command: string;
  readonly hosts: number;
  readonly seed: number;
  /** `users`: as atomic broadcast, whatever the protocol. `protocol`: as Exo besides, by the steps that the hosts tell. */
  readonly level: 'users' | 'protocol';
  /** `virtual`: each message is done before the next, and time jumps. `real`: hosts have clocks and threads of their own. */
  readonly time: 'virtual' | 'real';
  /** Payloads that each host is given. */
  readonly payloads: number;
  /** For how long payloads are submitted and faults happen. */
  readonly durationMs: number;
  /** How soon after that all that is up must have delivered the same. */
  readonly settleMs: number;
  readonly delayMs: Interval;
  /** Shares of messages, drawn for each receiver, while faults last. */
  readonly losses: number;
  readonly duplicates: number;
  /** Messages that take up to ten times as long as the longest delay. */
  readonly late: number;
  readonly crashes: number;
  readonly downMs: Interval;
  readonly partitions: number;
  readonly partitionMs: Interval;
  /** How long, by the clock of this machine, a program may take for an answer that it owes. */
  readonly answerMs: number;
}

export const DEFAULT_CONFORM: Omit<ConformOptions, 'command'> = {
  hosts: 3,
  seed: 1,
  level: 'users',
  time: 'virtual',
  payloads: 20,
  durationMs: 2_000,
  settleMs: 20_000,
  delayMs: [1, 10],
  losses: 0.05,
  duplicates: 0.02,
  late: 0.02,
  crashes: 3,
  downMs: [50, 300],
  partitions: 1,
  partitionMs: [100, 500],
  answerMs: 10_000,
};

/** The name of a host by its place. */
export function idOf(place: number): string {
  return place < 26 ? String.fromCharCode(97 + place) : `h${place}`;
}
