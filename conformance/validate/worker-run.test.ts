/** What hosts with engines in workers write of themselves, drivers and engines apart, is explained by the specification. From dist/. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type * as Built from '../../impl/index.js';
import { RunReader, type RunEvent, type RunHeader } from '../../traces/index.js';
import { validationOf, type ReadRun } from './runs.test.helper.js';

const BUILT = fileURLToPath(new URL('../../dist/impl/index.js', import.meta.url));
const RING = ['a', 'b', 'c'];
const QUICK = { holdMs: 1, repeatMs: 20, takeoverMs: 150, takeoverStepMs: 30, backOffMs: 50 };
const folders: string[] = [];
let built: typeof Built;

beforeAll(async () => {
  expect(fs.existsSync(BUILT), 'dist/ is built: npm run build').toBe(true);
  built = (await import(pathToFileURL(BUILT).href)) as typeof Built;
});

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function tempFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-traced-'));
  folders.push(folder);
  return folder;
}

function readRun(file: string): ReadRun {
  const reader = new RunReader(file);
  const events: RunEvent[] = [];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const read = reader.read(line);
    if (read?.kind === 'event') events.push(read.event);
  }
  return { header: reader.header as RunHeader, events };
}

test('a ring of split hosts is explained, and an entry that a driver has not been given is missed', async () => {
  const folder = tempFolder();
  const at = (name: string): string => path.join(folder, name);
  const ring = RING.map((id) => ({ id, address: at(id) }));
  const hosts = await Promise.all(
    RING.map((id) =>
      built.join({
        ...{ id, ring, transport: built.streams(), options: QUICK, offload: true },
        trace: new built.RunFile(at(`${id}.driver.ndjson`)),
        engineTrace: at(`${id}.ndjson`),
        deliveries: 'none',
      }),
    ),
  );
  for (let i = 0; i < 10; i++) await Promise.all(hosts.map((host) => host.broadcast(`message ${i}`)));
  for (const host of hosts) await host.close();

  const engines = RING.map((id) => readRun(at(`${id}.ndjson`)));
  const drivers = RING.map((id) => readRun(at(`${id}.driver.ndjson`)));
  expect(drivers.map(({ header }) => header.layers)).toEqual(RING.map(() => ['driver']));
  const whole = (of: readonly ReadRun[]): ReadRun => ({
    header: { ...(engines[0] as ReadRun).header, observed: RING },
    events: of.flatMap(({ events }) => events),
  });
  const { verdict, rejection, hasDrivers, explained } = validationOf(whole([...engines, ...drivers]), {
    drivers: RING,
  });
  expect([verdict, rejection, hasDrivers]).toEqual(['accepted', null, true]);
  expect(explained).toBe(whole([...engines, ...drivers]).events.length);

  const [first, ...others] = drivers as [ReadRun, ...ReadRun[]];
  const delivery = first.events.findIndex(({ action }) => action === 'Deliver');
  const events = first.events.toSpliced(delivery, 1).map((event, i) => ({ ...event, n: i + 1 }));
  const without = whole([...engines, { ...first, events }, ...others]);
  expect(validationOf(without, { drivers: RING }).verdict).toBe('rejected');
});

test('the trace of an engine is for one in a worker', async () => {
  const joining = built.join({
    ...{ id: 'a', ring: RING, transport: built.inProcess(new built.Bus()) },
    engineTrace: 'a.ndjson',
  });
  await expect(joining).rejects.toMatchObject({
    code: 'EXO401',
    message: expect.stringContaining('engineTrace is for offload: true') as string,
  });
});
