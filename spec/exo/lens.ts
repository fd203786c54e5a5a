import type { Lens } from '../../checker/index.js';

/** What the shown states of hosts, and of drivers where they are split, mean to viewers. */
export function exoLens(
  hosts: readonly { readonly name: string }[],
  drivers: readonly { readonly name: string; readonly beside: string }[] = [],
  readings: readonly string[] = [],
): Lens {
  return {
    lanes: [
      ...hosts.map(({ name }) => ({ name, kind: 'host' })),
      ...drivers.map(({ name, beside }) => ({ name, kind: 'driver', beside })),
    ],
    kinds: {
      host: {
        ...{ log: 'log', agreed: 'agreed', delivered: 'delivered' },
        ...{ epoch: 'promised', members: 'members', submitted: 'submitted', state: 'state' },
        down: { path: 'state', is: ['down'] },
      },
      driver: { log: 'copy', agreed: 'pointer', submitted: 'pending', state: 'state' },
    },
    actor: 'host',
    payloadBehind: '.',
    otherHalf: ['Offer', 'PutC1', 'TakeC2', 'DeliverToApp', 'Attach', 'CrashDriver', 'ReadPointer'],
    budgets: ['timeouts', 'losses', 'partitions', 'crashes', 'resets'],
    notations: [
      'A0.1: payload 1 of A, sent in epoch 0; A0 has no payload',
      '0:2,C: sent in epoch 0 for slot 2, behind an entry of C',
    ],
    ...(readings.length > 0 && { readings }),
    actions: {
      ...{ Broadcast: 'broadcast', Receive: 'receive', Duplicate: 'receive', Lose: 'lose' },
      ...{ Timeout: 'takeover', Promise: 'promise', Gather: 'receive', Start: 'start' },
      ...{
        Install: 'install',
        CatchUp: 'install',
        Crash: 'crash',
        Restart: 'restart',
        CrashAndRestart: 'crash',
      },
      ...{ Reset: 'reset', CrashDriver: 'crash', Partition: 'partition', Heal: 'heal' },
      ...{ Persist: 'local', Deliver: 'local', Submit: 'local', Append: 'local', Offer: 'local' },
      ...{ PutC1: 'local', TakeC1: 'local', PutC2: 'local', TakeC2: 'local', DeliverToApp: 'local' },
      ...{ Acknowledge: 'local', NoticeFull: 'local', ReadPointer: 'local' },
    },
    side: 'partition.side',
  };
}
