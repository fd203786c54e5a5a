import type { AddressInfo } from 'node:net';
import { ExoError } from '../../errors/index.js';
import { keyValues, replicate } from '../../impl/index.js';
import { EXIT } from '../exit-codes.js';
import { readConfig } from '../host/config.js';
import { inLife, type LifeFlags } from '../host/life.js';
import { printLine } from '../host/lines.js';
import { interrupted } from '../terminal/interrupted.js';
import { keyValueServer } from './server.js';

export interface KeyValueFlags extends LifeFlags {
  readonly config: string;
  readonly id?: string;
  /** `address:port` for HTTP. */
  readonly listen: string;
}

/** `exo kv`: one host of a replicated key-value store, with HTTP on it. It runs until it is interrupted. */
export async function runKeyValues({ config, id, listen, ...life }: KeyValueFlags): Promise<number> {
  const { host, port } = addressOf(listen);
  const store = await replicate({ ...inLife(readConfig(config, id), life, 'host'), machine: keyValues() });
  const server = keyValueServer(store);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new ExoError('EXO441', `cannot listen on ${listen}: ${cause.message}`, { cause })),
      );
      server.listen(port, host, resolve);
    });
    const { port: open } = server.address() as AddressInfo;
    printLine({ event: 'listening', id: store.host.id, url: `http://${host}:${open}/v1/keys/` });
    await interrupted();
  } finally {
    server.close();
    server.closeAllConnections();
    await store.close();
  }
  return EXIT.ok;
}

function addressOf(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new ExoError('EXO321', `--listen takes <address>:<port>, such as 127.0.0.1:8080, not ${text}`);
  }
  return { host, port: Number(port) };
}
