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
import { directory } from './log-choice.js';
import { runEngine } from './offload/process-engine.js';
import { replicate } from './replicated-state-machine.js';

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
    [{ ...sound(), signal: 5 }, 'signal takes an AbortSignal, not 5'],
    [{ ...sound(), logger: { info: console.log } }, 'debug, info, warn, error, not an object without debug'],
    [
      { ...sound(), trace: 'a.ndjson' },
      "trace takes an object with the methods write, close, not 'a.ndjson'",
    ],
    [
      { ...sound(), snapshots: {} },
      'snapshots takes an object with the methods take, restore, not an object',
    ],
    [{ ...sound(), options: 7 }, 'options takes an object, as HostOptions says, not 7'],
    [{ ...sound(), options: null }, 'options takes an object, as HostOptions says, not null'],
    [{ ...sound(), options: { storage: 'diskless' }, asNew: 'yes' }, "number of a life, not 'yes'"],
  ])('refuses %j', async (given, text) => {
    await expect(joined(given)).rejects.toMatchObject({ code: 'EXO401' });
    await expect(joined(given)).rejects.toThrow(text);
  });
});

describe('replicate', () => {
  const machine = { initial: 0, apply: (state: number) => ({ state: state + 1, result: state + 1 }) };

  test.each<readonly [given: unknown, text: string]>([
    [undefined, 'replicate takes an object with id, ring, '],
    [{ ...sound(), machine, deliveries: 'none' }, "replicate takes no option 'deliveries'"],
    [sound(), 'machine takes an object with the methods apply, not null'],
    [{ ...sound(), machine: { initial: 0 } }, 'the methods apply, not an object without apply'],
  ])('refuses %j', async (given, text) => {
    await expect((replicate as typeof joined)(given)).rejects.toMatchObject({ code: 'EXO401' });
    await expect((replicate as typeof joined)(given)).rejects.toThrow(text);
  });

  test('makes what refuses a command or a read with options that there are not', async () => {
    const one = await replicate({ id: 'a', ring, transport: inProcess(new Bus()), machine });
    const command = one.command.bind(one) as (command: unknown, options: unknown) => Promise<unknown>;
    const read = one.read.bind(one) as (of: unknown, options?: unknown) => Promise<unknown>;
    await expect(command(1, { idd: 3 })).rejects.toThrow("command takes no option 'idd'");
    await expect(command(1, { id: null })).rejects.toThrow('a request has the name of a client');
    await expect(command(1, { signal: {} })).rejects.toThrow('signal takes an AbortSignal, not an object');
    await expect(read(Number, { consistency: 'stael' })).rejects.toThrow(
      "linearizable or stale, not 'stael'",
    );
    await expect(read(Number, { whenHalted: 'no' })).rejects.toThrow(
      "whenHalted takes wait or fail, not 'no'",
    );
    await expect(read(undefined)).rejects.toThrow('read takes a function of the state, not undefined');
    await one.close();
  });
});

test('a log in a directory, and a bus, refuse what they cannot be made of', () => {
  expect(() => directory(undefined as never)).toThrow(
    "directory takes a path, such as './data', not undefined",
  );
  expect(() => directory('./data', { segmentBytes: 1 } as never)).toThrow(
    "directory takes no option 'segmentBytes'",
  );
  expect(() => inProcess(undefined as never)).toThrow('inProcess takes what new Bus() makes, not undefined');
});

test('nobody has joined whose signal came at the last moment', async () => {
  const control = new AbortController();
  const abort = (): void => control.abort(new Error('no more'));
  const logger = { debug: abort, info: abort, warn: abort, error: abort };
  const transport = inProcess(new Bus());
  const { signal } = control;
  await expect(join({ id: 'a', ring, transport, logger, signal })).rejects.toThrow('no more');
  // The place is free again.
  const again = await join({ id: 'a', ring, transport });
  await again.close();
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
  await expect(broadcast('x', { signal: {} })).rejects.toThrow('signal takes an AbortSignal, not an object');
  await expect(broadcast('x', { til: 'sent' })).rejects.toThrow("broadcast takes no option 'til'");
  const deliveries = host.deliveries.bind(host) as (options: unknown) => AsyncGenerator<unknown>;
  await expect(deliveries({ form: 3 }).next()).rejects.toThrow("deliveries takes no option 'form'");
  await expect(deliveries({ signal: 5 }).next()).rejects.toThrow('signal takes an AbortSignal, not 5');
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
