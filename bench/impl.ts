/**
 * Rings of three hosts over real sockets, beside a C program of the same message pattern: `npm run bench:impl`. Each host is
 * a process of its own.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canSendRawFrames } from '../impl/index.js';
import { canMap } from '../impl/offload/mapped-memory.js';
import { freePorts } from '../impl/transport/free-ports.js';
import { BadOption, benchOptions, runBench, runsFrom } from './command.js';
import { cost, figuresTable, median, speed, type Figure } from './figures.js';
import {
  RING_TRANSPORTS,
  type HostSpeed,
  type HostTask,
  type Load,
  type RingTransport,
} from './impl-host.js';

const HELP = `Usage: npm run -s bench:impl -- [options]

Measures three hosts, each a process, with logs in memory, over the loopback interface and the memory of this machine. Per message: the token goes round as fast as it
can, with one message a hop, empty or with one payload of 64 bytes, beside a C program of the same message pattern that is compiled in the same run
(left out without gcc). Packed: payloads of 64 bytes agreed a second. Alone: the time from broadcast to agreed of one payload at a time.

  --runs k   how often each is measured, 1 to 99; medians are reported (default 3)
  --time s   how long each measurement takes, in seconds, above 0 to 60 (default 2)
  --json     print a list of { name, value, unit, peer, peerValue, ratio } instead of a table;
             a ratio of 1 or more is as good as the peer or better
  --help     print this
`;

const HOSTS = 3;
const SECONDS_MAX = 60;
/** Frames of an empty message, and of one with one payload of 64 bytes. */
const FRAME_BYTES: Readonly<Record<'empty' | 'one', number>> = { empty: 48, one: 116 };

interface Options {
  readonly json: boolean;
  readonly help: boolean;
  readonly runs: number;
  readonly seconds: number;
}

function optionsFrom(words: readonly string[]): Options {
  const { json, help, values } = benchOptions(words, { runs: '3', time: '2' });
  const seconds = Number(values.time);
  if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
    throw new BadOption(`--time takes above 0 to ${SECONDS_MAX} (seconds), not '${values.time}'`);
  }
  return { json, help, runs: runsFrom(values.runs), seconds };
}

/** What host 0 of a ring saw. */
async function measure(transport: RingTransport, load: Load, seconds: number): Promise<HostSpeed> {
  const ports = await freePorts(HOSTS + 1);
  const script = fileURLToPath(new URL('impl-host.js', import.meta.url));
  const hosts = Array.from({ length: HOSTS }, () =>
    fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  try {
    const told = hosts.map(answerOf);
    hosts.forEach((host, self) => {
      const task: HostTask = { self, ports, transport, load, warmUpMs: 1000, measureMs: 1000 * seconds };
      host.send(task);
    });
    return (await Promise.all(told))[0] as HostSpeed;
  } finally {
    for (const host of hosts) host.kill('SIGKILL');
  }
}

function answerOf(host: ChildProcess): Promise<HostSpeed> {
  return new Promise((resolve, reject) => {
    host.once('message', (answer) => resolve(answer as HostSpeed));
    host.once('exit', (code) => reject(new Error(`a host ended with ${String(code)}`)));
  });
}

/** The C program, compiled into a folder of its own; null without a compiler. */
function compiled(folder: string): string | null {
  const program = path.join(folder, 'ring-hop');
  const source = fileURLToPath(new URL('../../bench/ring-hop.c', import.meta.url));
  const { status } = spawnSync('gcc', ['-O2', '-o', program, source]);
  return status === 0 ? program : null;
}

/** Microseconds a message of the C program; null if it did not run. */
async function bare(
  program: string | null,
  transport: RingTransport,
  load: 'empty' | 'one',
  seconds: number,
): Promise<number | null> {
  if (program === null || transport === 'raw-frames') return null;
  const [port = 0] = await freePorts(1);
  // What is sent does not depend on how the system is called.
  const pattern = transport.replace(', native', '');
  const words = [pattern, String(FRAME_BYTES[load]), String(seconds), String(port)];
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' });
  const us = Number(stdout);
  return us > 0 ? us : null;
}

/** Why a transport cannot be measured here; null where it can. */
function whyNot(transport: RingTransport): string | null {
  if (transport === 'raw-frames') {
    return canSendRawFrames() ? null : 'it takes Linux, koffi and the privilege CAP_NET_RAW';
  }
  const takesKoffi = transport === 'shared-memory' || transport.endsWith('native');
  return takesKoffi && !canMap() ? 'it takes koffi (npm install koffi)' : null;
}

async function figuresOf({ runs, seconds }: Options, program: string | null): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const transport of RING_TRANSPORTS) {
    const why = whyNot(transport);
    if (why !== null) {
      process.stderr.write(`${transport} is left out: ${why}\n`);
      continue;
    }
    for (const load of ['empty', 'one'] as const) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let run = 0; run < runs; run++) {
        const found = await measure(transport, load, seconds);
        ours.push((1e6 * found.seconds) / found.entries);
        const peer = await bare(program, transport, load, seconds);
        if (peer !== null) theirs.push(peer);
      }
      const name = `${transport}, ${load === 'empty' ? 'empty' : '64 B'}: µs a message`;
      const peerValue = theirs.length === 0 ? null : median(theirs);
      figures.push(cost({ name, unit: 'µs', value: median(ours), peer: 'C loop', peerValue }));
    }
    const packed: number[] = [];
    const alone: number[] = [];
    for (let run = 0; run < runs; run++) {
      const found = await measure(transport, 'packed', seconds);
      packed.push(found.payloads / found.seconds);
      alone.push((await measure(transport, 'single', seconds)).medianUs ?? NaN);
    }
    figures.push(
      speed({
        name: `${transport}, packed: payloads/s`,
        unit: '1/s',
        value: median(packed),
        peer: 'aim',
        peerValue: 1e6,
      }),
      cost({
        name: `${transport}, alone: µs to agreed`,
        unit: 'µs',
        value: median(alone),
        peer: 'aim',
        peerValue: 30,
      }),
    );
  }
  return figures;
}

async function bench(options: Options): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-bench-'));
  try {
    const figures = await figuresOf(options, compiled(folder));
    const context =
      `${os.availableParallelism()} processors, Node ${process.versions.node}, n = ${HOSTS}, node:dgram and node:net, logs in memory; ` +
      `medians of ${options.runs}`;
    if (options.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    else process.stdout.write(`${figuresTable(figures, 'exo')}\n\n${context}\n`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await runBench(HELP, optionsFrom, bench);
