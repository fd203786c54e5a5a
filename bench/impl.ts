/**
 * Rings of three hosts over real sockets, beside a C program of the same message pattern, corosync and etcd: `npm run bench:impl`. Each host
 * is a process of its own, on the loopback interface or in a network namespace of its own.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf } from '../errors/index.js';
import { canSendRawFrames } from '../impl/index.js';
import { canMap } from '../impl/offload/mapped-memory.js';
import { BadOption, benchOptions, runBench, runsFrom } from './command.js';
import { corosync } from './corosync.js';
import { etcd } from './etcd.js';
import { figuresTable, type Figure } from './figures.js';
import { figuresOf, isHop, LOADS, nameOf, type Tools } from './impl-figures.js';
import { OFFLOAD_ROWS, offloadFigures } from './impl-offload.js';
import { RING_TRANSPORTS, type RingTransport } from './impl-host.js';
import { loopback, namespaces, type Network } from './network.js';
import type { Peer } from './peers.js';
import { NOT_PINNED, pinned, type Placement } from './placement.js';
import { compiledHop, HOSTS, type Row } from './ring-rows.js';

const HELP = `Usage: npm run -s bench:impl -- [options]

Measures three hosts, each a process. Per message: the token goes round as fast as it can, with one message a hop, empty or with one payload
of 64 bytes, beside a C program of the same message pattern that is compiled in the same run. Packed: payloads of 64 bytes agreed a second.
Alone: the time from broadcast to agreed of one payload at a time. Logs are in memory, but for the rows 'on disk'.

In network namespaces, joined by veth pairs and a bridge, packed and alone stand beside corosync (CPG), and what is on disk beside a cluster of three etcd servers
(puts over HTTP). The offload engine, empty and 64 bytes, is measured as by
bench:offload: all hosts in one thread, beside the C program over shared memory, in one thread too, and with a process a host. What is not installed, or takes a privilege that is missing, is left out, and that is said.

All takes long: there are 30 rows on loopback, 26 in namespaces and 4 of the offload engine, and each is measured --runs times, with --pin twice as often. A
measurement takes --time and some two seconds to begin, and what it stands beside as long again.

  --on name    loopback or namespaces (default: both)
  --only text  the rows in whose names this stands: 'tcp, loopback'
  --pin        each row a second time, by turns with the first: each host, and each process that it stands beside, bound
               to a processor of its own, or to the next one in turn where there are fewer
  --runs k     how often each is measured, 1 to 99; medians are reported, with the least and the most (default 3)
  --time s     how long each measurement takes, in seconds, above 0 to 60 (default 2)
  --json       print a list of { name, placement, value, unit, spread, peer, peerValue, peerSpread, ratio } instead of a table;
               a ratio of 1 or more is as good as the peer or better
  --help       print this
`;

const SECONDS_MAX = 60;
const PLACES = ['loopback', 'namespaces'] as const;
/** The transport whose hosts have logs on disk in a row of their own. */
const ON_DISK: RingTransport = 'udp-broadcast';

interface Options {
  readonly json: boolean;
  readonly help: boolean;
  readonly runs: number;
  readonly seconds: number;
  readonly placements: readonly Placement[];
  readonly places: readonly (typeof PLACES)[number][];
  /** What stands in the names of the rows that are measured. */
  readonly only: string;
}

function optionsFrom(words: readonly string[]): Options {
  const isPinned = words.includes('--pin');
  const rest = words.filter((word) => word !== '--pin');
  const given = benchOptions(rest, { runs: '3', time: '2', on: undefined, only: '' });
  const { json, help, values } = given;
  const seconds = Number(values.time);
  if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
    throw new BadOption(`--time takes above 0 to ${SECONDS_MAX} (seconds), not '${values.time}'`);
  }
  const on = values.on as string | undefined;
  const places = PLACES.filter((place) => on === undefined || on === place);
  if (places.length === 0) throw new BadOption(`--on takes loopback or namespaces, not '${on ?? ''}'`);
  const placements = isPinned && !help ? placementsWith(pinned(HOSTS)) : [NOT_PINNED];
  return { json, help, runs: runsFrom(values.runs), seconds, placements, places, only: values.only };
}

function placementsWith(second: Placement | string): readonly Placement[] {
  if (typeof second !== 'string') return [NOT_PINNED, second];
  tell(`what is pinned is left out: ${second}`);
  return [NOT_PINNED];
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Why a transport cannot be measured here; null where it can. */
function whyNot(transport: RingTransport): string | null {
  if (transport === 'raw-frames') {
    return canSendRawFrames() ? null : 'it takes Linux, koffi and the privilege CAP_NET_RAW';
  }
  const takesKoffi = transport === 'shared-memory' || transport.endsWith('native');
  return takesKoffi && !canMap() ? 'it takes koffi (npm install koffi)' : null;
}

function rowsOn(network: Network, folder: string): readonly Row[] {
  // Shared memory is none of the network's business.
  const transports = RING_TRANSPORTS.filter((one) => one !== 'shared-memory' || network.name === 'loopback');
  const inMemory = transports.flatMap((transport) =>
    LOADS.map(([load]) => ({ network, transport, load, folder: null })),
  );
  const onDisk = (['packed', 'single'] as const).map((load) => ({
    ...{ network, transport: ON_DISK, load, folder: path.join(folder, 'logs') },
  }));
  return [...inMemory, ...onDisk];
}

async function figuresOn(network: Network, options: Options, folder: string): Promise<readonly Figure[]> {
  const hop: Tools['hop'] = compiledHop(folder);
  if (hop === null) tell('the C loop is left out: it takes gcc');
  const peers = [corosync, etcd].filter((peer) => {
    const why = network.name === 'loopback' ? null : peer.whyNot(folder);
    if (why !== null) tell(`${peer.name} is left out: ${why}`);
    return why === null;
  });
  const rows = rowsOn(network, folder).filter((row) => nameOf(row).includes(options.only));
  const figures: Figure[] = [];
  for (const transport of new Set(rows.map((row) => row.transport))) {
    const why = whyNot(transport);
    if (why !== null) tell(`${transport} is left out: ${why}`);
    for (const row of why === null ? rows.filter((one) => one.transport === transport) : []) {
      const peer = peers.find((one) => one === peerOf(row)) ?? null;
      const name = nameOf(row);
      try {
        const measured = await figuresOf({ ...row, name, peer }, options, { hop, folder });
        for (const { placement = '', value } of measured)
          tell(`${name}, ${placement}: ${value.toPrecision(3)}`);
        figures.push(...measured);
      } catch (error) {
        tell(`${name} is left out: ${messageOf(error)}`);
      }
    }
  }
  return figures;
}

/** Engines and drivers of one process: none of a network's business. */
function figuresOfOffload(options: Options, folder: string): readonly Figure[] {
  const hop = compiledHop(folder);
  const rows = OFFLOAD_ROWS.filter(({ name }) => name.includes(options.only));
  return rows.flatMap((row) => {
    const measured = offloadFigures(row, options, { hop, folder });
    for (const { placement = '', value, peer, ratio } of measured) {
      tell(
        `${row.name}, ${placement}: ${value.toPrecision(3)}${ratio === null ? '' : `, × ${ratio} of ${peer}`}`,
      );
    }
    return measured;
  });
}

/** What a row stands beside, where it does not stand beside the C program. */
function peerOf({ network, load, transport, folder }: Row): Peer | null {
  if (network.name === 'loopback' || isHop(load)) return null;
  if (folder !== null) return etcd;
  return transport === 'udp-broadcast' || transport === 'udp-broadcast, native' ? corosync : null;
}

function open(place: (typeof PLACES)[number]): Network | null {
  if (place === 'loopback') return loopback(HOSTS);
  try {
    return namespaces(HOSTS);
  } catch (error) {
    tell(`network namespaces are left out: ${messageOf(error)}`);
    return null;
  }
}

async function bench(options: Options): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-bench-'));
  const figures: Figure[] = [];
  try {
    for (const place of options.places) {
      const network = open(place);
      try {
        if (network !== null) figures.push(...(await figuresOn(network, options, folder)));
      } finally {
        network?.close();
      }
    }
    if (options.places.includes('loopback')) figures.push(...figuresOfOffload(options, folder));
    if (figures.length === 0 && options.only !== '') {
      throw new BadOption(
        `--only takes what stands in the name of a row that can be measured, not '${options.only}'`,
      );
    }
    const context =
      `${os.availableParallelism()} processors, Node ${process.versions.node}, n = ${HOSTS}; ` +
      `medians of ${options.runs}, and the least and the most`;
    if (options.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    else process.stdout.write(`${figuresTable(figures, 'exo')}\n\n${context}\n`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await runBench(HELP, optionsFrom, bench);
