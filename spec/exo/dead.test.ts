/** The two premises on which dead messages are dropped, asked of every local state and packet of small models. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  check,
  invariant,
  xstateComponent,
  type AnySlot,
  type Component,
  type Model,
  type Property,
} from '../../checker/index.js';
import { messagesIn } from '../../checker/environment/inbox.js';
import { hostName } from '../ring.js';
import { isDead, wholeHorizon } from './dead.js';
import type { HostEvent } from './events.js';
import { exoHost } from './host.js';
import { exoModel } from './model.js';
import type { HostComponent, HostSnapshot } from './names.js';
import { ALL_REDUCTIONS, type ExoOptions } from './options.js';
import type { Packet } from './packets.js';
import { hostInput } from './host-component.js';
import { receptionOf, type PacketInbox } from './system.js';

const SMALL: ExoOptions = {
  ...{ hosts: 3, slots: 2, epochs: 3, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1 },
  reductions: ALL_REDUCTIONS.filter((name) => !['persist', 'deliver', 'gather', 'restart'].includes(name)),
};

interface Met {
  readonly hosts: ReadonlyMap<string, HostSnapshot>;
  readonly packets: ReadonlyMap<string, Packet>;
}

/** For each host, every local state of it, and every packet that was ever in flight to it: of one search. */
function metByAll(options: ExoOptions): readonly Met[] {
  const model = exoModel(options);
  const watched = Array.from({ length: options.hosts }, (_, self) => watchOf(model, self));
  const properties = watched.map(({ watch }) => watch);
  expect(check({ ...model, properties }).verdict).toBe('exhausted');
  return watched.map(({ met }) => met);
}

/** A property that holds, and notes what it is asked about one host. */
function watchOf(model: Model, self: number): { readonly watch: Property; readonly met: Met } {
  const hosts = new Map<string, HostSnapshot>();
  const packets = new Map<string, Packet>();
  const named = (name: string): readonly AnySlot[] => model.slots.filter((slot) => slot.name === name);
  const watch = invariant({
    name: `Watch${hostName(self)}`,
    over: [named(hostName(self)), named(`oob${hostName(self)}`), named(`air${hostName(self)}`)],
    holds: ([state]) => {
      if (typeof state === 'object' && state !== null && 'context' in state) {
        const host = state as HostSnapshot;
        hosts.set(JSON.stringify([host.value, host.context]), host);
      } else {
        for (const packet of messagesIn(state as PacketInbox)) packets.set(JSON.stringify(packet), packet);
      }
      return true;
    },
  });
  return { watch, met: { hosts, packets } };
}

/** Everything that may happen to a host in these bounds. */
function eventsOf(
  self: number,
  { epochs, hosts }: ExoOptions,
  packets: Iterable<Packet>,
): readonly HostEvent[] {
  const to = (self + 1) % hosts;
  const alone: readonly HostEvent[] = [
    ...(['SUBMIT', 'DELIVER', 'PERSISTED', 'APPEND', 'BROADCAST', 'BEGIN', 'CRASH', 'RESTART'] as const).map(
      (type) => ({ type }),
    ),
    { type: 'CATCH_UP', to, wanted: 'entries' },
    { type: 'RETURN', to, wanted: 'entries' },
  ];
  const timeouts = Array.from({ length: epochs }, (_, epoch): HostEvent => ({ type: 'TIMEOUT', epoch }));
  return [...alone, ...timeouts, ...[...packets].map(receptionOf)];
}

let met: readonly Met[] = [];
beforeAll(() => {
  met = metByAll(SMALL);
});

describe.each([0, 1, 2])('to host %i', (self) => {
  const component: Component<HostSnapshot, HostEvent, never> = xstateComponent(exoHost, {
    name: `host ${hostName(self)}`,
    input: hostInput(SMALL, self),
  }) as HostComponent as never;
  const horizonOf = (host: HostSnapshot): ReturnType<typeof wholeHorizon> => wholeHorizon(host, null);

  const ofHost = (): Met => {
    const one = met[self];
    if (one === undefined) throw new RangeError(`host ${self} is watched`);
    return one;
  };

  test('a dead packet is ignored', () => {
    const { hosts, packets } = ofHost();
    let dead = 0;
    for (const host of hosts.values()) {
      for (const packet of packets.values()) {
        if (!isDead(horizonOf(host), packet)) continue;
        dead += 1;
        expect(component.step(host, receptionOf(packet))).toEqual([]);
      }
    }
    expect(dead).toBeGreaterThan(1000);
  });

  test('a dead packet is dead for good, whatever the host does', () => {
    const { hosts, packets } = ofHost();
    const events = eventsOf(self, SMALL, packets.values());
    let revived = 0;
    for (const host of hosts.values()) {
      const before = [...packets.values()].filter((packet) => isDead(horizonOf(host), packet));
      for (const event of events) {
        for (const { next } of component.step(host, event)) {
          revived += before.filter((packet) => !isDead(horizonOf(next), packet)).length;
        }
      }
    }
    expect(revived).toBe(0);
  });
});
