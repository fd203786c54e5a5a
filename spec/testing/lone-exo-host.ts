import { deepFreeze, xstateComponent } from '../../checker/index.js';
import { showEntry, showHost } from '../exo/display.js';
import { exoHost, type HostEvent } from '../exo/host.js';
import type { HostContext } from '../exo/log.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../exo/names.js';
import { receptionOf } from '../exo/system.js';
import type { Packet } from '../exo/packets.js';

/** One host by itself, asked with events. Its contexts are deeply frozen, so an impure guard or action throws. */
export interface LoneExoHost {
  readonly snapshot: HostSnapshot;
  readonly context: HostContext;
  /** The innermost state of the chart. */
  readonly state: string;
  /** The log, `A0.0 B0.0`. */
  readonly log: string;
  /** What of it is on the disk. */
  readonly disk: string;
  /** What the last event made it emit. */
  readonly effects: readonly HostEffect[];
  /** Whether the event does anything, be it only an effect. */
  readonly reactsTo: (event: HostEvent) => boolean;
  readonly takes: (packet: Packet) => boolean;
  /** The host after the events, each of which must do something. */
  readonly on: (...events: readonly HostEvent[]) => LoneExoHost;
  /** The host after receiving a packet; throws if it ignores it. */
  readonly hears: (packet: Packet) => LoneExoHost;
}

/** Host `self` (0 is A) of three, whose application submits nothing by itself, unless the bounds say otherwise. */
export function loneExoHost(
  self: number,
  { hosts = 3, isBusy = false }: { readonly hosts?: number; readonly isBusy?: boolean } = {},
): LoneExoHost {
  const component = exoHostComponent(self, hosts, isBusy);
  const [first] = component.initial();
  if (first === undefined) throw new Error('a host has an initial state');
  const at = (snapshot: HostSnapshot, effects: readonly HostEffect[]): LoneExoHost => {
    const { context } = snapshot;
    const step = (event: HostEvent): LoneExoHost => {
      const [outcome] = component.step(snapshot, deepFreeze(event));
      if (outcome === undefined) {
        throw new Error(`host ${self} does nothing on ${event.type}: ${JSON.stringify(showHost(snapshot))}`);
      }
      return at(outcome.next, outcome.effects);
    };
    const reactsTo = (event: HostEvent): boolean => component.step(snapshot, deepFreeze(event)).length > 0;
    const shown = showHost(snapshot);
    const here: LoneExoHost = {
      snapshot,
      context,
      state: String(shown['state']),
      log: context.log.map(showEntry).join(' '),
      disk: context.disk.log.map(showEntry).join(' '),
      effects,
      reactsTo,
      takes: (packet) => reactsTo(receptionOf(packet)),
      on: (event, ...more) => {
        if (event === undefined) return here;
        return step(event).on(...more);
      },
      hears: (packet) => step(receptionOf(packet)),
    };
    return here;
  };
  return at(first, []);
}

/** The machine as a component, as models have it, before anything is added to it. */
export function exoHostComponent(self: number, hosts = 3, isBusy = false): HostComponent {
  return xstateComponent(exoHost, { input: { self, hosts, isBusy }, show: showHost }) as HostComponent;
}
