/** Where the hosts that are measured are: on the loopback interface, or each in a network namespace of its own, on a bridge. */
import type { Network } from '../conformance/faults/namespaces.js';
import { pinnedTo, type Placement } from './placement.js';

export { killed } from '../conformance/faults/killed.js';
export { namespaces, type Network } from '../conformance/faults/namespaces.js';

export function loopback(hosts: number): Network {
  return {
    ...{ name: 'loopback', interface: 'lo', broadcast: '127.255.255.255' },
    addresses: Array.from({ length: hosts }, () => '127.0.0.1'),
    namespaces: [],
    close: () => undefined,
  };
}

/** A program, and its first words, with which another one is run where a host is, and on the processor that it is pinned to. */
export function runWhere(network: Network, self: number, placement: Placement): readonly string[] {
  const name = network.namespaces[self];
  return [...(name === undefined ? [] : ['ip', 'netns', 'exec', name]), ...pinnedTo(placement, self)];
}
