import { once } from 'node:events';
import { runEngine, RunFile, type JoinOptions } from '../../impl/index.js';
import { EXIT } from '../exit-codes.js';
import { readConfig } from '../host/config.js';
import { inLife, type LifeFlags } from '../host/life.js';
import { expectWritable, unwritable } from '../replay/trace-file.js';
import { printLine } from '../host/lines.js';

export interface EngineFlags extends LifeFlags {
  readonly config: string;
  readonly id?: string;
  /** Where the steps of the engine go. */
  readonly trace?: string;
}

/** `exo engine`: the engine of a host that runs in another process. It runs until it is interrupted. */
export async function engineUntilStopped({ config, id, trace: file, ...life }: EngineFlags): Promise<number> {
  const options = inLife(engineOf(readConfig(config, id)), life, 'engine');
  if (file !== undefined) expectWritable(file, '--trace');
  const trace = file === undefined ? null : new RunFile(file, { lines: 'at once' });
  const engine = await runEngine({ ...options, ...(trace !== null && { trace }) });
  printLine({ event: 'started', id: options.id, pid: process.pid });
  const stop = new AbortController();
  await Promise.race(
    (['SIGINT', 'SIGTERM'] as const).map((signal) => once(process, signal, { signal: stop.signal })),
  );
  stop.abort();
  await engine.close();
  if (trace !== null && trace.failure !== null) throw unwritable(trace.file, trace.failure, '--trace');
  return EXIT.ok;
}

/** Host and engine share a file, in which it says of the host that its engine is in another process. */
function engineOf(options: JoinOptions): JoinOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'offload')) as JoinOptions;
}
