/** Options as a program without types may give them: each is refused with what is accepted, before anything is opened. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bus, inProcess } from '../transport/in-process.js';
import { streams } from '../transport/streams.js';
import { udpBroadcast, udpEach, udpMulticast } from '../transport/datagrams.js';
import { sharedMemory } from '../transport/shared/shared-memory.js';
import { join } from './join.js';
import { runEngine } from './offload/process-engine.js';

const ring = ['a', 'b', 'c'];
const sound = (): object => ({ id: 'a', ring, transport: inProcess(new Bus()) });
const joined = join as (given: unknown) => Promise<unknown>;

describe('join', () => {
  test.each<readonly [given: unknown, text: string]>([
    [undefined, 'join takes an object with id, ring, transport, log, '],
    [{ ...sound(), logs: 'x' }, "join takes no option 'logs'; options are id, ring, transport, log, "],
    [{ ...sound(), Offload: true }, "join takes no option 'Offload'"],
    [{ ...sound(), log: '/tmp/x' }, "log takes what directory('./data') or memory() makes, not '/tmp/x'"],
    [
      { id: 'a', ring },
      'transport takes what udpBroadcast({ port }), streams() and the like makes, not undefined',
    ],
    [{ ...sound(), transport: 'tcp' }, "and the like makes, not 'tcp'"],
    [{ ...sound(), offload: 'worker' }, "offload takes true or false or process, not 'worker'"],
    [{ ...sound(), deliveries: 'no' }, "deliveries takes taken or none, not 'no'"],
    [
      {
        ...sound(),
        deliveries: 'none',
        snapshots: { take: () => new Uint8Array(0), restore: () => undefined },
      },
      "snapshots are of what an application makes of messages, and deliveries: 'none' gives it none",
    ],
  ])('refuses %j', async (given, text) => {
    await expect(joined(given)).rejects.toMatchObject({ code: 'EXO401' });
    await expect(joined(given)).rejects.toThrow(text);
  });
});

test('an engine takes no option of a host', async () => {
  const given = { ...sound(), deliveries: 'none' };
  await expect((runEngine as typeof joined)(given)).rejects.toThrow("runEngine takes no option 'deliveries'");
});

test('a broadcast refuses what is no payload, and no way to wait', async () => {
  const host = await join({ id: 'a', ring, transport: inProcess(new Bus()) });
  const broadcast = host.broadcast.bind(host) as (payload: unknown, options?: unknown) => Promise<unknown>;
  for (const [payload, shown] of [
    [undefined, 'undefined'],
    [5, '5'],
    [{}, 'an object'],
  ] as const)
    await expect(broadcast(payload)).rejects.toThrow(`a payload is a text or a Uint8Array, not ${shown}`);
  await expect(broadcast('x', { until: 'foo' })).rejects.toThrow("until takes sent or agreed, not 'foo'");
  await expect(broadcast('x', { til: 'sent' })).rejects.toThrow("broadcast takes no option 'til'");
  const deliveries = host.deliveries.bind(host) as (options: unknown) => AsyncGenerator<unknown>;
  await expect(deliveries({ form: 3 }).next()).rejects.toThrow("deliveries takes no option 'form'");
  await host.close();
});

test.each<readonly [name: string, make: (options: never) => unknown]>([
  ['streams', streams],
  ['udpBroadcast', udpBroadcast],
  ['udpMulticast', udpMulticast],
  ['udpEach', udpEach],
  ['sharedMemory', sharedMemory],
])('%s refuses an option that it does not have', (name, make) => {
  expect(() => make({ prot: 47_000 } as never)).toThrow(`${name} takes no option 'prot'`);
});

test('a file where a Unix socket is to be stays, and is told', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-misuse-'));
  const file = path.join(folder, 'a.sock');
  fs.writeFileSync(file, 'somebody needs this');
  const members = ['a', 'b'].map((id) => ({ id, address: path.join(folder, `${id}.sock`) }));
  await expect(join({ id: 'a', ring: members, transport: streams() })).rejects.toThrow(
    `cannot listen on ${file}`,
  );
  expect(fs.readFileSync(file, 'utf8')).toBe('somebody needs this');
  fs.rmSync(folder, { recursive: true });
});
