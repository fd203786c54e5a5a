/** The short form of `npm run faults`: three hosts of a ring, real processes over UDP broadcast, under the faults that are over soonest. From dist/. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type * as Built from './index.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-campaign-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const SHORT: readonly Built.Episode[] = [
  ...(['loss', 'kill host', 'reordering', 'pause', 'duplication', 'partition'] as const),
  ...(['delay', 'deafness', 'garbage', 'forged'] as const),
];

async function built(): Promise<typeof Built> {
  const index = path.join(ROOT, 'dist/conformance/faults/index.js');
  return (await import(pathToFileURL(index).href)) as typeof Built;
}

const PROGRAMS = {
  binary: path.join(ROOT, 'dist/cli/exo.js'),
  preload: path.join(ROOT, 'conformance/faults/preload.mjs'),
};

test(
  'hosts that are killed, stopped, cut off and lied to agree again, and their traces are explained',
  { tags: 'long' },
  async () => {
    const { campaign } = await built();
    const { faults, agreed, lost, duplicated, reordered, validation, failures } = await campaign({
      ...{ name: 'short', transport: 'udp-broadcast', hosts: 3, split: 0, program: 'host', seed: 1 },
      ...{ folder, settleMs: 60_000, episodes: SHORT },
      ...PROGRAMS,
    });
    expect({ failures, lost, duplicated, reordered }).toEqual({
      failures: [],
      lost: 0,
      duplicated: 0,
      reordered: 0,
    });
    expect(Object.keys(faults).sort()).toEqual([...SHORT].sort());
    expect(agreed).toBeGreaterThan(20);
    expect(validation?.verdict).toBe('accepted');
  },
);

test(
  'split hosts whose engines are killed, alone and with them, agree again, and their traces are explained',
  { tags: 'long' },
  async () => {
    const { campaign } = await built();
    const { lost, duplicated, reordered, validation, failures } = await campaign({
      ...{ name: 'split', transport: 'udp-broadcast', hosts: 3, split: 3, program: 'host', seed: 1 },
      ...{ folder: path.join(folder, 'split'), settleMs: 60_000 },
      episodes: ['kill engine', 'loss', 'kill host', 'kill both'],
      ...PROGRAMS,
    });
    expect({ failures, lost, duplicated, reordered }).toEqual({
      ...{ failures: [], lost: 0, duplicated: 0, reordered: 0 },
    });
    expect(validation).toMatchObject({ verdict: 'accepted', hasDrivers: true });
  },
);

test('a campaign whose programs do not start ends, and says what they have said', async () => {
  const { campaign } = await built();
  const binary = path.join(folder, 'none.mjs');
  fs.writeFileSync(binary, `console.error('I will not'); process.exit(3);`);
  const { failures, agreed } = await campaign({
    ...{ name: 'none', transport: 'tcp', hosts: 2, split: 0, program: 'host', seed: 1 },
    ...{ folder: path.join(folder, 'none'), settleMs: 60_000, episodes: ['loss'], payloadsMin: 1_000 },
    ...{ ...PROGRAMS, binary },
  });
  expect(failures.toSorted()).toEqual(['a', 'b'].map((id) => `${id}: exo host ended: I will not`));
  expect(agreed).toBe(0);
});

test('a campaign notices a host that prints a payload twice in one life', { tags: 'long' }, async () => {
  const { campaign } = await built();
  const binary = path.join(folder, 'twice.mjs');
  fs.writeFileSync(
    binary,
    `import readline from 'node:readline';
    const print = (line) => console.log(JSON.stringify(line));
    print({ event: 'started' });
    let seq = 0;
    readline.createInterface({ input: process.stdin }).on('line', (text) => {
      const line = { seq: seq++, index: 0, text };
      print(line);
      print(line);
    });`,
  );
  const { failures, duplicated } = await campaign({
    ...{ name: 'twice', transport: 'tcp', hosts: 1, split: 0, program: 'host', seed: 1 },
    ...{ folder: path.join(folder, 'twice'), settleMs: 60_000, episodes: ['loss'], validation: 'no' },
    ...{ ...PROGRAMS, binary },
  });
  expect(failures[0]).toBe('Integrity: a prints "a-1" at slot 0, 0 after slot 0, 0');
  expect(duplicated).toBeGreaterThan(0);
});

test(
  'hosts in network namespaces whose links are taken down agree again, and their traces are explained',
  { tags: 'long' },
  async ({ skip }) => {
    const { campaign, namespaces } = await built();
    const network = madeBy(() => namespaces(3));
    if (network === null) return skip('no network namespaces can be made here');
    try {
      const { faults, lost, duplicated, reordered, validation, failures } = await campaign({
        ...{ name: 'apart', transport: 'udp-broadcast', hosts: 3, split: 0, program: 'host', seed: 1 },
        ...{ folder: path.join(folder, 'apart'), settleMs: 60_000 },
        ...{ network, episodes: ['partition', 'kill host', 'pause', 'partition'] },
        ...PROGRAMS,
      });
      expect({ failures, faults, lost, duplicated, reordered }).toEqual({
        ...{ failures: [], lost: 0, duplicated: 0, reordered: 0 },
        faults: { partition: 2, 'kill host': 1, pause: 1 },
      });
      expect(validation?.verdict).toBe('accepted');
    } finally {
      network.close();
    }
  },
);

function madeBy<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
