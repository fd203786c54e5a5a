import readline from 'node:readline';
import { join, RunFile, type Message } from '../../impl/index.js';
import { quoted, typed } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { expectWritable, unwritable } from '../replay/trace-file.js';
import { printLine } from './lines.js';
import { utf8Of } from './utf8.js';
import { readConfig } from './config.js';
import { tellEvents } from './events.js';
import { inLife, type LifeFlags } from './life.js';

export interface HostFlags extends LifeFlags {
  readonly config: string;
  readonly id?: string;
  /** The first `seq` that is printed. */
  readonly from?: number;
  /** Where the steps of the host go. */
  readonly trace?: string;
  /** Where the steps of an engine go that runs in a worker. */
  readonly engineTrace?: string;
}

/**
 * `exo host`: one host of a ring. Each line of standard input is broadcast; each message that is delivered, and each event of the host, is a
 * line of JSON on standard output. It runs until it is interrupted.
 */
export async function runHost(flags: HostFlags): Promise<number> {
  const { config, id, from, trace: file, engineTrace, ...life } = flags;
  const control = new AbortController();
  const options = { ...inLife(readConfig(config, id), life, 'host'), signal: control.signal };
  if (file !== undefined) expectWritable(file, '--trace');
  if (engineTrace !== undefined) expectWritable(engineTrace, '--engine-trace');
  const trace = file === undefined ? null : new RunFile(file, { lines: 'at once' });
  const waiting = options.offload === 'process' ? tellWaiting(config, options.id) : null;
  const joining = join({
    ...options,
    ...(trace !== null && { trace }),
    ...(engineTrace !== undefined && { engineTrace }),
  });
  const host = await joining.finally(() => clearTimeout(waiting ?? undefined));
  const stop = (): void => control.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  tellEvents(host, printLine);
  const input = readline.createInterface({ input: process.stdin });
  input.on('line', (line) => {
    host
      .broadcast(line)
      .catch((error: unknown) => printLine({ event: 'lost', line, reason: (error as Error).message }));
  });
  let failure: unknown = null;
  try {
    for await (const message of host.deliveries(from === undefined ? {} : { from }))
      printLine(messageLine(message));
  } catch (error) {
    failure = error;
  }
  input.close();
  await host.close();
  if (failure !== null) throw failure;
  if (trace !== null && trace.failure !== null) throw unwritable(trace.file, trace.failure, '--trace');
  return EXIT.ok;
}

/** A message as a line of JSON: its payload as text where it is UTF-8, a byte order mark too, in base64 where it is not. */
export function messageLine({ seq, index, from, number, payload }: Message): object {
  const text = utf8Of(payload);
  const content = text === null ? { base64: Buffer.from(payload).toString('base64') } : { text };
  return { seq, index, from, number, ...content };
}

/** A host whose engine is another process waits for nothing else: says so, and how to start one, unless it is there at once. */
function tellWaiting(config: string, id: string): NodeJS.Timeout {
  const command = typed(['exo', 'engine', '--config', config, '--id', id].map(quoted).join(' '));
  return setTimeout(() => printLine({ event: 'waitingForEngine', id, command }), WAITING_SAID_MS);
}

const WAITING_SAID_MS = 500;
