import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { killed, runWhere, type Network } from './network.js';
import type { Peer } from './peers.js';
import type { Placement } from './placement.js';

const SOURCE = fileURLToPath(new URL('../../bench/cpg-loop.c', import.meta.url));
/** How long daemons may take to form a group. */
const MEMBERS_S_MAX = 30;

/** Closed process groups of corosync, the nearest relative of this protocol that Debian packages. */
export const corosync: Peer = {
  name: 'corosync',
  whyNot: (folder) => {
    if (spawnSync('corosync', ['-v']).status !== 0) {
      return 'it is not installed (Debian: corosync, libcpg-dev)';
    }
    return compiled(folder) === null ? 'it takes gcc and libcpg-dev' : null;
  },
  measure: async (network, { isAlone, seconds, folder, placement }) => {
    const program = compiled(folder);
    if (program === null) return null;
    const daemons = network.addresses.map((_, self) => daemon({ network, folder, placement }, self));
    try {
      const [own, others] = isAlone ? ['alone', 'listen'] : ['load', 'load'];
      const printed = network.addresses.map((_, self) =>
        member({ network, placement, seconds }, self, [program, self === 0 ? own : others]),
      );
      const [value = 0] = await Promise.all(printed);
      return value > 0 ? value : null;
    } finally {
      await Promise.all(daemons.map(killed));
    }
  },
};

function compiled(folder: string): string | null {
  const program = path.join(folder, 'cpg-loop');
  return spawnSync('gcc', ['-O2', '-o', program, SOURCE, '-lcpg']).status === 0 ? program : null;
}

/** What a member of the group prints. */
async function member(
  where: { readonly network: Network; readonly placement: Placement; readonly seconds: number },
  self: number,
  [program = '', role = '']: readonly string[],
): Promise<number> {
  const { network, placement, seconds } = where;
  const words = [program, role, String(network.addresses.length), String(seconds)];
  const [first = '', ...rest] = [...runWhere(network, self, placement), ...words];
  const timeout = 1000 * (seconds + MEMBERS_S_MAX);
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'ignore'], timeout });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await once(child, 'close');
  return Number(text);
}

function daemon(
  where: { readonly network: Network; readonly folder: string; readonly placement: Placement },
  self: number,
): ChildProcess {
  const { network, folder, placement } = where;
  const own = path.join(folder, `corosync-${self}`);
  const file = path.join(own, 'corosync.conf');
  fs.mkdirSync(path.join(own, 'state'), { recursive: true });
  fs.writeFileSync(file, configuration(network, path.join(own, 'state')));
  // Its lock file has a fixed name, so /run is one of its own: a namespace entered by ip has its own mounts.
  const script = 'mount -t tmpfs none /run && exec corosync -f -c "$0"';
  const [first = '', ...rest] = [...runWhere(network, self, placement), 'sh', '-c', script, file];
  return spawn(first, rest, { stdio: 'ignore' });
}

function configuration({ addresses }: Network, state: string): string {
  const nodes = addresses.map(
    (address, self) =>
      `  node {\n    nodeid: ${self + 1}\n    name: host${self}\n    ring0_addr: ${address}\n  }`,
  );
  return [
    'totem {\n  version: 2\n  cluster_name: exo\n  transport: udpu\n  crypto_cipher: none\n  crypto_hash: none\n}',
    `system {\n  state_dir: ${state}\n}`,
    `nodelist {\n${nodes.join('\n')}\n}`,
    'logging {\n  to_stderr: no\n  to_syslog: no\n  to_logfile: no\n}',
    '',
  ].join('\n');
}
