import type { Lens } from '../../checker/index.js';

/** What the shown state of a host means to viewers. */
export function publishedLens(
  hosts: readonly { readonly name: string }[],
  readings: readonly string[] = [],
): Lens {
  return {
    lanes: hosts.map(({ name }) => ({ name, kind: 'host' })),
    kinds: {
      host: {
        log: 'log',
        agreed: 'agreed',
        disputed: 'disputed',
        submitted: 'submitted',
        token: { path: 'token', is: ['holding', 'assuming'] },
        error: { path: 'error', is: ['inError'] },
        down: { path: 'token', is: ['down'] },
      },
    },
    actor: 'host',
    payloadBehind: '',
    budgets: ['timeouts', 'losses', 'partitions', 'crashes'],
    notations: [
      'A0: the first message of A, A1 its second one',
      '2,B,X: sent for slot 2, behind entries of B and of nobody (X)',
    ],
    ...(readings.length > 0 && { readings }),
    actions: {
      ...{ Broadcast: 'broadcast', Send: 'broadcast', Repeat: 'broadcast', Receive: 'receive', Lose: 'lose' },
      ...{ Timeout: 'timeout', Recover: 'recover', Crash: 'crash', Restart: 'restart' },
      ...{ Partition: 'partition', Heal: 'heal' },
    },
    side: 'partition.side',
  };
}
