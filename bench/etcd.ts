import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { killed, runWhere, type Network } from './network.js';
import type { Peer, PeerConditions } from './peers.js';

const LOAD = fileURLToPath(new URL('etcd-load.js', import.meta.url));
const PEERS = 2380;
const CLIENTS = 2379;
const CLIENTS_AT_A_TIME = 64;

/** A cluster of etcd servers, whose logs are on disk; puts over HTTP at the first of them. */
export const etcd: Peer = {
  name: 'etcd',
  whyNot: () =>
    spawnSync('etcd', ['--version']).status === 0 ? null : 'it is not installed (Debian: etcd-server)',
  measure: async (network, how) => {
    const servers = network.addresses.map((_, self) => server(network, how, self));
    try {
      const found = await putsAt(network, how);
      return (how.isAlone ? found?.medianUs : found?.puts) ?? null;
    } finally {
      await Promise.all(servers.map(killed));
    }
  },
};

interface Puts {
  readonly puts: number;
  readonly medianUs: number | null;
}

async function putsAt(network: Network, how: PeerConditions): Promise<Puts | null> {
  const { isAlone, seconds, placement } = how;
  const clients = isAlone ? 1 : CLIENTS_AT_A_TIME;
  const address = `${network.addresses[0] ?? ''}:${CLIENTS}`;
  const program = [process.execPath, LOAD, address, String(clients), String(seconds)];
  const [first = '', ...rest] = [...runWhere(network, 0, placement), ...program];
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? (JSON.parse(text) as Puts) : null;
}

function server(network: Network, { folder, placement }: PeerConditions, self: number): ChildProcess {
  const { addresses } = network;
  const at = (host: number, port: number): string => `http://${addresses[host] ?? ''}:${port}`;
  const cluster = addresses.map((_, host) => `host${host}=${at(host, PEERS)}`).join();
  const [peers, clients] = [at(self, PEERS), at(self, CLIENTS)];
  const flags: Readonly<Record<string, string>> = {
    ...{ name: `host${self}`, 'data-dir': path.join(folder, `etcd-${self}`), 'initial-cluster': cluster },
    ...{ 'listen-peer-urls': peers, 'initial-advertise-peer-urls': peers },
    ...{ 'listen-client-urls': clients, 'advertise-client-urls': clients },
  };
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const [first = '', ...rest] = [...runWhere(network, self, placement), 'etcd', ...words];
  return spawn(first, rest, { stdio: 'ignore' });
}
