/** Hosts of a local cluster that cannot begin. From dist/: each is a process. */
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type * as Built from './cluster.js';
import type { HostOrders } from './messages.js';

const BUILT = path.join(import.meta.dirname, '..', '..', 'dist', 'cli', 'run', 'cluster.js');

test('a host that cannot begin is told, with the reason in a line', async () => {
  const { LocalCluster } = (await import(pathToFileURL(BUILT).href)) as typeof Built;
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as net.AddressInfo;
  const address = `127.0.0.1:${port}`;
  const orders: HostOrders = {
    ...{ id: '1', payloadBytes: 1, perSecond: 1, log: { kind: 'memory' } },
    ring: [
      { id: '1', address },
      { id: '2', address },
    ],
    transport: { kind: 'tcp', port },
  };
  const troubles: string[] = [];
  const told = await new Promise((resolve) => {
    new LocalCluster(
      [orders],
      (text) => troubles.push(text),
      (host, why) => resolve({ host, ...why }),
    );
  });
  expect(told).toEqual({
    host: 1,
    code: 'EXO441',
    text: `cannot listen on ${address}: listen EADDRINUSE: address already in use ${address}`,
  });
  expect(troubles).toEqual([]);
  await new Promise((resolve) => taken.close(resolve));
});
