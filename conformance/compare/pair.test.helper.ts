/** A specified host and the core beside it, led through the same events. */
import { xstateComponent } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { CoreState } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import type { Recovery } from '../../spec/exo/lives.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import { CoreRunner, type Side } from '../refine/core-side.js';
import type { Outgoing } from './live-core.js';

/** Where both are after some events, and what the last of them had both send. */
export interface Led {
  readonly spec: HostSnapshot;
  readonly core: CoreState;
  readonly effects: readonly HostEffect[];
  readonly outgoing: readonly Outgoing[];
}

export const HOSTS = 3;

/** Leads host 0 of three, which has a payload whenever it wants one, through events that it takes. */
export function led(...events: readonly HostEvent[]): Led {
  return ledThrough(events, null);
}

/** Leads host 0 of three without disks. */
export function ledDiskless(...events: readonly HostEvent[]): Led {
  return ledThrough(events, 'repaired');
}

function ledThrough(events: readonly HostEvent[], recovery: Recovery | null): Led {
  const host = xstateComponent(exoHost, {
    input: { self: 0, hosts: HOSTS, isBusy: true, ...(recovery !== null && { recovery }) },
    askedTwice: 0,
  }) as HostComponent;
  const runner = new CoreRunner(implementation, 0, HOSTS, recovery !== null);
  let [spec] = host.initial() as [HostSnapshot];
  let side: Side = runner.first('keeps');
  let effects: readonly HostEffect[] = [];
  let outgoing: readonly Outgoing[] = [];
  for (const event of events) {
    const [step] = host.step(spec, event);
    const taken = runner.step(side, spec, event, step?.next);
    if (step === undefined || !taken.isTaken) throw new Error(`${event.type} is refused`);
    ({ next: spec, effects } = step);
    ({ next: side, outgoing } = taken);
  }
  if (side.core === null) throw new Error('the host is down');
  return { spec, core: side.core, effects, outgoing };
}

const APPEND: HostEvent = { type: 'APPEND' };
const PERSISTED: HostEvent = { type: 'PERSISTED' };

/** An entry appended, written and broadcast. */
export const broadcast = [APPEND, PERSISTED, { type: 'BROADCAST' }] as const satisfies readonly HostEvent[];

/** An entry appended, written and broadcast, and then this host has promised epoch 3, which is its own, and gathered the promise of host 1. */
export const gathered = [
  ...broadcast,
  { type: 'TIMEOUT', epoch: 3 },
  PERSISTED,
  { type: 'PROMISE', packet: { kind: 'promise', epoch: 3, from: 1, log: [], delivered: 0 } },
] as const satisfies readonly HostEvent[];
