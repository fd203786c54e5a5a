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

test(
  'hosts that are killed, stopped, cut off and lied to agree again, and their traces are explained',
  { tags: 'long' },
  async () => {
    const index = path.join(ROOT, 'dist/conformance/faults/index.js');
    const { campaign } = (await import(pathToFileURL(index).href)) as typeof Built;
    const { faults, agreed, lost, duplicated, reordered, validation, failures } = await campaign({
      ...{ name: 'short', transport: 'udp-broadcast', hosts: 3, split: 0, program: 'host', seed: 1 },
      ...{ folder, settleMs: 60_000, episodes: SHORT },
      binary: path.join(ROOT, 'dist/cli/exo.js'),
      preload: path.join(ROOT, 'conformance/faults/preload.mjs'),
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
