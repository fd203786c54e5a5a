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
