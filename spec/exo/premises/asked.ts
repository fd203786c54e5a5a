/** What the premises of the completed model have in common: what was met of each host, and how to ask it more. */
import type { LocalGraph, Met, PremiseFailure, Step } from '../../../checker/index.js';
import { bytesKey } from '../../../checker/tables/local-states.js';
import type { HostEvent } from '../events.js';
import type { HostLayers } from '../host-component.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../names.js';
import type { ExoOptions, Reduction } from '../options.js';

/** One host of a search. */
export interface AskedHost extends HostLayers {
  readonly options: ExoOptions;
  /** What the search has met of it. */
  readonly graph: LocalGraph<HostSnapshot>;
  /** Every event that it was ever sent. */
  readonly events: readonly HostEvent[];
}

export type HostStep = Step<HostSnapshot, HostEffect>;

export function askedHost(options: ExoOptions, layers: HostLayers, met: Met): AskedHost {
  const graph = met(layers.name) as LocalGraph<HostSnapshot>;
  return { ...layers, options, graph, events: graph.events as readonly HostEvent[] };
}

export function remedyOf(reduction: Reduction): string {
  return `search without it (--no-reduce ${reduction})`;
}

/** An event in a local state, in words. */
export function shown(event: HostEvent, { value, context }: HostSnapshot): string {
  const { type, ...details } = event;
  const what = Object.keys(details).length === 0 ? type : `${type} ${JSON.stringify(details)}`;
  const { promised, log, disk } = context;
  const log_ = log.map(({ epoch, source }) => `${epoch}.${source}`).join(' ');
  const written = disk.log.length === log.length ? '' : `, ${disk.log.length} of it written`;
  return `${what} in state ${JSON.stringify(value)} with promise ${promised} and log [${log_}]${written}`;
}

export function failure(
  { machine }: AskedHost,
  event: HostEvent,
  state: HostSnapshot,
  claim: string,
): PremiseFailure {
  return { machine: machine.name, step: shown(event, state), claim };
}

/** The bytes of a local state, to compare them. */
export function bytesOf({ machine }: AskedHost, state: HostSnapshot): string {
  return bytesKey(machine.encode(state));
}

/** The outcome of an event; null if it is disabled. A host never chooses, so there is one at most. */
export function outcome(component: HostComponent, state: HostSnapshot, event: HostEvent): HostStep | null {
  return component.step(state, event)[0] ?? null;
}
