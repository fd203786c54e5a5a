import type { Component } from '../../checker/index.js';
import type { Budget } from '../../checker/environment/budget.js';
import type { HostEvent, publishedHost } from './host.js';
import type { Knobs } from './knobs.js';
import type { HostEffect, HostSnapshot } from './names.js';

/** The bounds of the model; every budget that is zero leaves its action out. */
export interface PublishedOptions {
  /** 2 to 9. */
  readonly hosts: number;
  /** Slots in a log, and payloads that each host may broadcast. */
  readonly slots: number;
  readonly timeouts: Budget;
  readonly losses: Budget;
  readonly partitions: Budget;
  readonly crashes: Budget;
  readonly medium: 'bus' | 'async';
  /** The async medium in the form that others count: no errors, no recovery, no ghosts. */
  readonly literal: boolean;
  readonly knobs: Knobs;
  /** In the literal form: messages that can never be accepted any more are not kept in flight. */
  readonly dropsDead?: boolean;
  /** The host that starts; 0 when left out. The slides let B start (s32). */
  readonly starter?: number;
  /** The host's machine; mutants and slow reference runs replace it. */
  readonly component?: (machine: typeof publishedHost, self: number) => HostComponent;
}

export type HostComponent = Component<HostSnapshot, HostEvent, HostEffect>;

export const HOSTS_MIN = 2;
export const HOSTS_MAX = 9;
