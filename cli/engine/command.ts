import { once } from 'node:events';
import { runEngine } from '../../impl/index.js';
import { EXIT } from '../exit-codes.js';
import { readConfig } from '../host/config.js';
import { printLine } from '../host/lines.js';

export interface EngineFlags {
  readonly config: string;
  readonly id?: string;
}

/** `exo engine`: the engine of a host that runs in another process. It runs until it is interrupted. */
export async function engineUntilStopped({ config, id }: EngineFlags): Promise<number> {
  const options = readConfig(config, id);
  const engine = await runEngine(options);
  printLine({ event: 'started', id: options.id, pid: process.pid });
  const stop = new AbortController();
  await Promise.race(
    (['SIGINT', 'SIGTERM'] as const).map((signal) => once(process, signal, { signal: stop.signal })),
  );
  stop.abort();
  await engine.close();
  return EXIT.ok;
}
