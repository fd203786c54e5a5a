import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { validateTraces } from './traces.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-traces-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a line that a killed host has not finished is none', () => {
  const file = path.join(folder, 'a.ndjson');
  const header = {
    schema: 'exo-run/2',
    model: 'exo',
    parameters: { hosts: 1 },
    actors: ['a'],
    ordering: 'actors',
  };
  fs.writeFileSync(file, `${JSON.stringify(header)}\n{"actor":"a","n":1,"act`);
  expect(validateTraces([file])).toMatchObject({ verdict: 'accepted', events: 0 });
});
