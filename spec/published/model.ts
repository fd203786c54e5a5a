/**
 * The published protocol as a model to check: hosts, a medium, budgets of faults, and the joint actions.
 *
 * The out-of-band network is instantaneous here: a query, its reports and what is adopted are one transition,
 * and any majority may be the one that answers. It is not cut by a partition (s80 calls it a separate network).
 */
import { ExoError, xstateComponent, type Component, type Model } from '../../checker/index.js';
import type { Budget } from '../../checker/environment/budget.js';
import { showHost } from './display.js';
import { publishedHost, type HostEvent } from './host.js';
import type { Knobs } from './knobs.js';
import { asyncModel } from './async-model.js';
import { busModel } from './bus-model.js';
import type { HostEffect, HostSlot, HostSnapshot } from './names.js';
import { hostName } from '../ring.js';

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

/**
 * The model of the published protocol under these bounds and readings.
 *
 * @throws ExoError EXO313 for bounds that do not go together.
 */
export function publishedModel(options: PublishedOptions): Model {
  const { hosts, medium, literal } = options;
  if (!Number.isInteger(hosts) || hosts < HOSTS_MIN || hosts > HOSTS_MAX) {
    throw new ExoError(
      'EXO313',
      `hosts takes a whole number from ${HOSTS_MIN} to ${HOSTS_MAX}, not ${hosts}`,
    );
  }
  if (literal && medium === 'bus') {
    throw new ExoError('EXO313', 'the literal form is of the async medium: use medium async with it');
  }
  return options.medium === 'bus' ? busModel(options) : asyncModel(options);
}

/** One slot a host, named A, B, C, … */
export function hostSlots(options: PublishedOptions): readonly HostSlot[] {
  return Array.from({ length: options.hosts }, (_, self) => ({
    name: hostName(self),
    component: hostComponent(options, self),
  }));
}

function hostComponent(options: PublishedOptions, self: number): HostComponent {
  if (options.component !== undefined) return options.component(publishedHost, self);
  return xstateComponent(publishedHost, {
    name: `host ${hostName(self)}`,
    input: hostInput(options, self),
    show: showHost,
  }) as HostComponent;
}

/** The input of a host's machine. */
export function hostInput(options: PublishedOptions, self: number): HostSnapshot['context']['config'] {
  const { hosts, slots, knobs, literal, starter = 0 } = options;
  return { self, hosts, slots, starter, knobs, complete: !literal };
}
