import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExoError } from '../../errors/index.js';
import { freePorts } from '../../impl/transport/free-ports.js';
import { EXIT } from '../exit-codes.js';
import type { TransportKind } from '../host/transport-kinds.js';
import { sharedDirectory } from '../host/transports.js';
import { printLine } from '../host/lines.js';
import { printRaw } from '../terminal/terminal.js';
import { LocalCluster } from './cluster.js';
import { parseScript, runKeys } from './keys.js';
import type { HostOrders } from './messages.js';
import { clusterText, type ClusterView } from './view.js';

export interface RunFlags {
  readonly hosts: number;
  readonly transport: TransportKind;
  /** Payloads a second that each host broadcasts. */
  readonly rate: number;
  readonly payload: number;
  readonly log: 'memory' | 'disk' | 'none';
  /** The number of milliseconds after which it ends; at `q` or an interrupt only, if left out. */
  readonly time?: number;
  /** What is done to the hosts, by keys as they are typed, each after a time: `1s k2`. */
  readonly script?: string;
  readonly json: boolean;
}

const SHOW_MS = 250;
const HOSTS_MAX = 16;

/**
 * `exo run`: a local cluster of processes, and what is done to them by keys. Returns 12 if any host ever delivered out of order, or twice.
 *
 * @throws ExoError the reason for which a host could not begin, once all are ended and nothing of them is left.
 */
export async function runCluster(flags: RunFlags): Promise<number> {
  if (flags.hosts < 2 || flags.hosts > HOSTS_MAX) {
    throw new ExoError(
      'EXO321',
      `--hosts takes 2 to ${HOSTS_MAX} here: each is a process, not ${flags.hosts}`,
    );
  }
  // Before anything is started that would have to be ended.
  if (flags.script !== undefined) parseScript(flags.script, flags.hosts);
  const folder = flags.log === 'disk' ? fs.mkdtempSync(path.join(os.tmpdir(), 'exo-run-')) : null;
  let trouble: string | null = null;
  const orders = await ordersFor(flags, folder);
  const refused = new AbortController();
  const cluster = new LocalCluster(
    orders,
    (text) => (trouble = text),
    (host, { code, text }) => refused.abort(refusalOf(host, code, text)),
  );
  const control = { chosen: 0, perSecond: flags.rate };
  const rates = new Rates();
  const show = (): void => {
    const view: ClusterView = {
      ...control,
      ...rates.of(cluster),
      hosts: cluster.hosts,
      partition: cluster.partition,
      trouble,
    };
    if (flags.json) printLine(jsonOf(view));
    else printRaw(process.stdout.isTTY ? `\x1b[2J\x1b[H${clusterText(view)}\n` : `${clusterText(view)}\n\n`);
  };
  const timer = setInterval(show, flags.json || !process.stdout.isTTY ? 1000 : SHOW_MS);
  await runKeys(cluster, control, { ...flags, end: refused.signal });
  clearInterval(timer);
  if (!refused.signal.aborted) show();
  await cluster.close();
  const shared = flags.transport === 'shared-memory' ? [sharedDirectory(orders[0]?.transport.port ?? 0)] : [];
  for (const made of [folder ?? [], shared].flat()) fs.rmSync(made, { recursive: true, force: true });
  refused.signal.throwIfAborted();
  return cluster.hasDisorder ? EXIT.violated : EXIT.ok;
}

function refusalOf(host: number, code: string | null, text: string): Error {
  const what = `host ${host}: ${text}`;
  return isErrorCode(code) ? new ExoError(code, what) : new Error(what);
}

function isErrorCode(code: string | null): code is ExoError['code'] {
  return code !== null && /^EXO\d{3}$/.test(code);
}

/** How fast things go, from one look to the next. */
class Rates {
  private atMs = performance.now();
  private agreed = 0;
  private delivered = 0;
  private last = { agreedPerSecond: 0, deliveredPerSecond: 0 };

  of({ hosts }: LocalCluster): Pick<ClusterView, 'agreedPerSecond' | 'deliveredPerSecond'> {
    const now = performance.now();
    const seconds = (now - this.atMs) / 1000;
    const agreed = Math.max(this.agreed, ...hosts.map(({ status }) => status?.metrics.agreed ?? 0));
    const delivered = Math.max(0, ...hosts.map(({ status }) => status?.delivered ?? 0));
    if (seconds < 0.1) return this.last;
    this.last = {
      agreedPerSecond: Math.round((agreed - this.agreed) / seconds),
      deliveredPerSecond: Math.max(0, Math.round((delivered - this.delivered) / seconds)),
    };
    this.atMs = now;
    this.agreed = agreed;
    this.delivered = delivered;
    return this.last;
  }
}

async function ordersFor(
  { hosts, transport, rate, payload, log }: RunFlags,
  folder: string | null,
): Promise<readonly HostOrders[]> {
  const ports = await freePorts(hosts + 1);
  const ring = Array.from({ length: hosts }, (_, i) => ({
    id: `${i + 1}`,
    address: `127.0.0.1:${ports[i] as number}`,
  }));
  return ring.map(({ id }) => ({
    id,
    ring,
    transport: { kind: transport, port: ports[hosts] as number },
    log:
      folder === null
        ? { kind: log === 'none' ? 'none' : 'memory' }
        : { kind: 'disk', directory: path.join(folder, id) },
    payloadBytes: payload,
    perSecond: rate,
  }));
}

function jsonOf({ hosts, partition, agreedPerSecond, deliveredPerSecond, perSecond }: ClusterView): object {
  return {
    agreedPerSecond,
    deliveredPerSecond,
    perSecond,
    partition: [...partition].map((place) => place + 1),
    hosts: hosts.map(({ place, state, status, lives }) => ({
      host: place + 1,
      state,
      lives,
      delivered: status?.delivered ?? null,
      medianMs: status?.medianMs ?? null,
      disorder: status?.disorder ?? null,
      metrics: status?.metrics ?? null,
    })),
  };
}
