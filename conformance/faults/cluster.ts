/** A ring of real processes on this machine, with a faulty relay on every way between them, or each in a network namespace. */
import fs from 'node:fs';
import path from 'node:path';
import { Random } from '../../impl/parts.js';
import { freePorts } from '../../impl/transport/free-ports.js';
import { idOf } from '../foreign/options.js';
import { Member } from './member.js';
import type { Namespaces } from './namespaces.js';
import { BroadcastRelay, StreamRelay } from './relay.js';
import { Trouble } from './trouble.js';

export interface ClusterOptions {
  readonly name: string;
  readonly transport: 'udp-broadcast' | 'tcp';
  readonly hosts: number;
  /** The number of hosts, from the first on, that have an engine in a process of its own. */
  readonly split: number;
  readonly program: 'host' | 'kv';
  readonly seed: number;
  /** A folder of its own. */
  readonly folder: string;
  readonly binary: string;
  readonly preload: string;
  /** Namespaces in which the hosts are, with nothing but the network between them; if left out, relays stand between them on this machine's own. */
  readonly network?: Namespaces;
}

/** What hosts print, and which of them. */
export type Printed = (place: number, line: Readonly<Record<string, unknown>>) => void;

const HOST_OPTIONS = {
  ...{ holdMs: 5, repeatMs: 20, takeoverMs: 250, takeoverStepMs: 40, backOffMs: 80 },
  logEntriesMax: 1 << 20,
};

/** In namespaces nobody else has any. */
const PORTS = { stream: 47_000, datagram: 47_001 } as const;

export class Cluster {
  readonly trouble: Trouble;
  readonly members: readonly Member[];
  /** By host, the last slot that it has printed. */
  readonly printedUpTo: number[];
  private isClosed = false;

  private constructor(
    readonly options: ClusterOptions,
    readonly addresses: readonly string[],
    readonly streams: readonly StreamRelay[],
    readonly medium: BroadcastRelay | null,
    trouble: Trouble,
    printed: Printed,
  ) {
    this.trouble = trouble;
    const { hosts, folder, binary, preload, program, split } = options;
    this.printedUpTo = Array.from({ length: hosts }, () => 0);
    this.members = this.printedUpTo.map(
      (_, place) =>
        new Member({
          ...{ id: idOf(place), place, folder, binary, preload, program },
          isSplit: place < split,
          namespace: options.network?.namespaces[place] ?? null,
          printed: (line) => printed(place, line),
          from: () => this.printedUpTo[place] as number,
        }),
    );
  }

  /** Opens the relays and writes the configurations; no process is started yet. */
  static async open(options: ClusterOptions, printed: Printed): Promise<Cluster> {
    const { hosts, transport, seed, folder, network } = options;
    fs.mkdirSync(folder, { recursive: true });
    const trouble = new Trouble(new Random(seed, 'faults/messages'));
    if (network !== undefined) {
      const places = network.addresses.map((address) => `${address}:${PORTS.stream}`);
      const apart = new Cluster(options, places, [], null, trouble, printed);
      apart.writeConfigurations();
      return apart;
    }
    const ports = await freePorts(hosts);
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    const streams: StreamRelay[] = [];
    for (let from = 0; from < hosts; from++)
      for (let to = 0; to < hosts; to++)
        if (from !== to) streams.push(await StreamRelay.open(from, to, addresses[to] as string, trouble));
    const isDatagram = transport === 'udp-broadcast';
    const medium = isDatagram ? await BroadcastRelay.open(await freePorts(hosts, 'udp'), trouble) : null;
    const cluster = new Cluster(options, addresses, streams, medium, trouble, printed);
    cluster.writeConfigurations();
    return cluster;
  }

  get ids(): readonly string[] {
    return this.members.map(({ of }) => of.id);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await Promise.all(this.members.map((member) => member.killAll()));
    for (const relay of this.streams) relay.close();
    this.medium?.close();
  }

  private writeConfigurations(): void {
    const { folder, transport, hosts, split, name } = this.options;
    const key = new Random(this.options.seed, 'faults/key');
    fs.writeFileSync(
      path.join(folder, 'key'),
      Uint8Array.from({ length: 32 }, () => key.below(256)),
    );
    for (let self = 0; self < hosts; self++) {
      const ring = this.ids.map((id, place) => ({ id, address: this.addressFor(self, place) }));
      const config = {
        ...{ cluster: name, ring, log: './log/{id}', keyFile: './key', options: HOST_OPTIONS },
        transport: transport === 'tcp' ? { kind: 'tcp' } : this.datagramsOf(self),
        ...(self < split && { offload: 'process' }),
      };
      fs.writeFileSync(path.join(folder, `${idOf(self)}.json`), JSON.stringify(config, null, 2));
    }
  }

  /** Where a host broadcasts. */
  private datagramsOf(self: number): object {
    const { network } = this.options;
    const kind = 'udp-broadcast';
    if (network !== undefined) return { kind, port: PORTS.datagram, address: network.broadcast };
    return { kind, port: this.medium?.ports[self] };
  }

  /** Each host listens where it is, and reaches the others through a relay, if there is one. */
  private addressFor(self: number, place: number): string {
    if (self === place || this.options.network !== undefined) return this.addresses[place] as string;
    const before = self * (this.options.hosts - 1);
    return (this.streams[before + (place < self ? place : place - 1)] as StreamRelay).address;
  }
}
