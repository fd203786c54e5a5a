import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filmOfRun } from '../../viewer/index.js';
import type { RunEvent, RunHeader } from '../../traces/index.js';
import { LiveRun } from './live.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-live-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const HEADER: RunHeader = {
  ...{ schema: 'exo-run/1', model: 'exo', parameters: {}, actors: ['A', 'B'], ordering: 'total' },
};
const EVENTS: readonly RunEvent[] = [
  { actor: 'A', n: 1, action: 'Restart', set: { length: 0 }, atUs: 1 },
  { actor: 'A', n: 2, action: 'Broadcast', sent: [{ kind: 'entry', fields: { slot: 0 } }], atUs: 2 },
  { actor: 'B', n: 1, action: 'Receive', received: { kind: 'entry', fields: { slot: 0 } }, fate: 'appended' },
];
const LINES = [HEADER, ...EVENTS].map((line) => `${JSON.stringify(line)}\n`);

test('a run that grows is told step by step, whole lines alone, and is in the end what the file says', () => {
  const file = path.join(folder, 'grows.ndjson');
  const live = new LiveRun(file);
  expect(live.part(0, 0)).toEqual({ generation: 0, film: null, from: 0, steps: [] });
  const text = LINES.join('');
  const steps = [];
  for (let at = 0; at < text.length; at += 37) {
    fs.appendFileSync(file, text.slice(at, at + 37));
    const part = live.part(steps.length, 0);
    expect(part.from).toBe(steps.length);
    steps.push(...part.steps);
  }
  const whole = filmOfRun(HEADER, EVENTS);
  expect({ ...live.part(0, 0).film, steps }).toEqual(whole);
});

test('a file that begins anew is another run, and one that is none is an error', () => {
  const file = path.join(folder, 'again.ndjson');
  fs.writeFileSync(file, LINES.join(''));
  const live = new LiveRun(file);
  expect(live.part(0, 0).steps.length).toBe(4);
  fs.writeFileSync(file, LINES.slice(0, 2).join(''));
  const again = live.part(4, 0);
  expect([again.generation, again.from, again.steps.length]).toEqual([1, 0, 2]);
  fs.writeFileSync(file, 'no run\n');
  expect(() => live.part(0, 1)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^EXO2/) }));
});

test('a line that is wrong is named, however the run has grown, until another run is there', () => {
  const file = path.join(folder, 'wrong.ndjson');
  fs.writeFileSync(file, '');
  const live = new LiveRun(file);
  for (const line of LINES) {
    fs.appendFileSync(file, line);
    live.part(0, 0);
    live.part(0, 0);
  }
  fs.appendFileSync(file, '{"actor":"A","n":7,"action":"Persist"}\n');
  for (let i = 0; i < 2; i++) expect(() => live.part(4, 0)).toThrow('line 5: n: found number 7');
  const other = path.join(folder, 'other.ndjson');
  fs.writeFileSync(other, LINES.join('').padEnd(4_000, '\n'));
  fs.renameSync(other, file);
  const next = live.part(4, 0);
  expect([next.generation, next.from, next.steps.length]).toEqual([1, 0, 4]);
});

test.each([
  [
    'a trace in ITF, in one line without an end',
    '{"#meta":{"format":"ITF"},"vars":["a"],"states":[]}',
    'EXO212',
  ],
  ['a trace in ITF, in several lines', '{\n  "vars": ["a"]\n}\n', 'EXO201'],
  ['what is compressed', '\u001f\u008b\u0008', 'EXO201'],
  ['nothing yet', '', null],
  ['the beginning of a run', LINES.join('').slice(0, 20), null],
  ['a whole header without an end', (LINES[0] as string).trim(), null],
])('of %s it is known at once whether it may become a run', (_, text, code) => {
  const file = path.join(folder, 'first.ndjson');
  fs.writeFileSync(file, text, 'latin1');
  const expectRun = (): void => new LiveRun(file).expectRun();
  if (code === null) expect(expectRun).not.toThrow();
  else expect(expectRun).toThrow(expect.objectContaining({ code }));
});

test('a folder is no run, and a file that is not there yet may become one', () => {
  expect(() => new LiveRun(folder).expectRun()).toThrow(expect.objectContaining({ code: 'EXO207' }));
  expect(() => new LiveRun(path.join(folder, 'none.ndjson')).expectRun()).not.toThrow();
});
