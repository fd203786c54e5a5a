/** The local states of a host as a graph: what leads where, and what of it is sent on the way. */
import { bytesKey } from '../../../checker/tables/local-states.js';
import type { HostEvent } from '../events.js';
import type { HostEffect } from '../names.js';
import type { Packet } from '../packets.js';
import type { AskedHost } from './asked.js';

/** A step between local states, which are given by their place in the host's graph. */
export interface LocalEdge {
  readonly from: number;
  readonly next: number;
  readonly event: HostEvent;
  readonly effects: readonly HostEffect[];
}

/** All steps that were met of a host. */
export function edgesMet({ graph }: AskedHost): readonly LocalEdge[] {
  return [...graph.steps()].flatMap(({ from, event, outcomes }) =>
    outcomes.map(({ next, effects }) => ({
      from,
      next,
      event: event as HostEvent,
      effects: effects as readonly HostEffect[],
    })),
  );
}

/** The places of the initial states of a host. */
export function initialIds({ machine, graph }: AskedHost): ReadonlySet<number> {
  const initial = new Set(machine.initial().map((state) => bytesKey(machine.encode(state))));
  return new Set(
    graph.states.flatMap((state, id) => (initial.has(bytesKey(machine.encode(state))) ? [id] : [])),
  );
}

/** What a step puts into the inboxes of all others for ever: entries and records of epochs. */
export function published(effects: readonly HostEffect[]): readonly Packet[] {
  return effects.flatMap((effect) => {
    if (effect.type === 'broadcast') return [effect.params.message];
    return effect.type === 'sendStart' ? effect.params.packets : [];
  });
}

/** Marks the local states that some others lead to, those themselves included. */
export function reachFrom(starts: Iterable<number>, edges: readonly (readonly number[])[]): Uint8Array {
  const reached = new Uint8Array(edges.length);
  const queue = [...starts];
  for (const id of queue) reached[id] = 1;
  for (let at = 0; at < queue.length; at++) {
    for (const next of edges[queue[at] as number] ?? []) {
      if (reached[next] === 1) continue;
      reached[next] = 1;
      queue.push(next);
    }
  }
  return reached;
}
