/** Three hosts on a network, each a process: how fast they are, beside a C program that does nothing but pass the messages. */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../impl/transport/free-ports.js';
import type { HostSpeed, HostTask, Load, RingTransport } from './impl-host.js';
import { killed, loopback, runWhere, type Network } from './network.js';
import type { Placement } from './placement.js';

export const HOSTS = 3;
/** Frames of an empty message, and of one with one payload of 64 bytes. */
const FRAME_BYTES: Readonly<Record<'empty' | 'one', number>> = { empty: 48, one: 116 };
/** In namespaces nobody else has a port. */
const FIRST_PORT = 47_100;
const WARM_UP_MS = 1000;
/** How long hosts may take to begin and to end, besides what they measure; one that takes longer hangs. */
const ANSWER_MS_MAX = 60_000;

/** What is measured, and where. */
export interface Row {
  readonly network: Network;
  readonly transport: RingTransport;
  readonly load: Load;
  /** Where hosts have their logs, each in a folder of its own; in memory if it is null. */
  readonly folder: string | null;
}

/** How everything is measured. */
export interface Conditions {
  readonly seconds: number;
  readonly placement: Placement;
}

/** What host 0 of a ring saw. @throws Error if a host ends. */
export async function measure(row: Row, { seconds, placement }: Conditions): Promise<HostSpeed> {
  const { network, transport, load, folder } = row;
  const ports = await portsOf(network, HOSTS + 1);
  const addresses = network.addresses.map((address, self) => `${address}:${ports[self] ?? 0}`);
  const medium = { port: ports.at(-1) ?? 0, broadcast: network.broadcast, interface: network.interface };
  const hosts = addresses.map((_, self) => forked(network, self, placement));
  try {
    const told = hosts.map((host) => answerOf(host, ANSWER_MS_MAX + 1000 * seconds));
    hosts.forEach((host, self) => {
      const task: HostTask = {
        ...{ self, addresses, medium, transport, load, warmUpMs: WARM_UP_MS, measureMs: 1000 * seconds },
        directory: folder === null ? null : path.join(folder, `${self}`),
      };
      host.send(task);
    });
    return (await Promise.all(told))[0] as HostSpeed;
  } finally {
    // Their ports are free for the next row only once they are gone.
    await Promise.all(hosts.map(killed));
  }
}

function forked(network: Network, self: number, placement: Placement): ChildProcess {
  const script = fileURLToPath(new URL('impl-host.js', import.meta.url));
  const [execPath = '', ...execArgv] = [...runWhere(network, self, placement), process.execPath];
  return fork(script, { execPath, execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

function answerOf(host: ChildProcess, msMax: number): Promise<HostSpeed> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`a host has not answered for ${msMax} ms`)), msMax);
    host.once('message', (answer) => {
      clearTimeout(late);
      resolve(answer as HostSpeed);
    });
    host.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`a host ended with ${String(code)}`));
    });
  });
}

async function portsOf({ name }: Network, count: number): Promise<readonly number[]> {
  return name === 'loopback' ? freePorts(count) : Array.from({ length: count }, (_, k) => FIRST_PORT + k);
}

/** The C program, compiled into a folder; null without a compiler. */
export function compiledHop(folder: string): string | null {
  const program = path.join(folder, 'ring-hop');
  const source = fileURLToPath(new URL('../../bench/ring-hop.c', import.meta.url));
  const { status } = spawnSync('gcc', ['-O2', '-o', program, source]);
  return status === 0 ? program : null;
}

/** Microseconds a message of the C program; null if it did not run. */
export async function bareHop(
  program: string | null,
  { network, transport, load }: Row,
  conditions: Conditions,
): Promise<number | null> {
  const isHop = load === 'empty' || load === 'one';
  if (program === null || !isHop) return null;
  // The C program takes a port for each host, from the first on.
  const [port = 0] = await portsOf(network, 1);
  // What is sent does not depend on how the system is called.
  return runHop(program, { pattern: transport.replace(', native', ''), load, network, port }, conditions);
}

/** Microseconds a message over shared memory of the C program, with a process a host, or all hosts in one thread; null if it did not run. */
export function sharedHop(
  program: string | null,
  pattern: 'shared-memory' | 'one-thread',
  load: 'empty' | 'one',
  conditions: Conditions,
): number | null {
  if (program === null) return null;
  return runHop(program, { pattern, load, network: loopback(HOSTS), port: 0 }, conditions);
}

interface Hop {
  readonly pattern: string;
  readonly load: 'empty' | 'one';
  readonly network: Network;
  readonly port: number;
}

function runHop(program: string, hop: Hop, { seconds, placement }: Conditions): number | null {
  const { pattern, load, network, port } = hop;
  const processors = placement.processors?.join() ?? '-';
  const everybody = pattern === 'raw-frames' ? network.interface : network.broadcast;
  const words = [pattern, FRAME_BYTES[load], seconds, port, everybody, processors].map(String);
  const { stdout } = spawnSync(program, [...words, ...network.addresses, ...network.namespaces], {
    encoding: 'utf8',
  });
  const us = Number(stdout);
  return us > 0 ? us : null;
}
