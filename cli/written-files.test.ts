import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBench } from './run-exo.test.helper.js';

const { exoHere, folder, read, remove } = makeBench();
afterAll(remove);

const SHORT = ['simulate', '--duration', '2ms', '--quiet'];

beforeAll(async () => {
  const { code } = await exoHere(...SHORT, '--run-out', 'run.ndjson', '--trace-out', 'run.itf.json');
  expect(code).toBe(0);
});

it.each([
  [[...SHORT, '--run-out', 'x', '--trace-out', './x'], "--trace-out and --run-out name the same file, 'x'"],
  [[...SHORT, '--run-out', 'x', '--junit', 'x'], "--run-out and --junit name the same file, 'x'"],
  [[...SHORT, '--run-out', '-'], "--run-out takes a file, not '-'; accepted: one that is called so, as ./-"],
  [['export', 'run.itf.json', '--to', 'svg', '--out', '-'], "--out takes a file, not '-'"],
  [
    ['export', 'run.itf.json', '--to', 'svg', '--out', './run.itf.json'],
    "--out names './run.itf.json', which is read",
  ],
  [['view', 'run.itf.json', '--out', 'run.itf.json'], "--out names 'run.itf.json', which is read"],
  [
    ['view', 'run.itf.json', '--compare', 'run.ndjson', '--out', 'run.ndjson'],
    "--out names 'run.ndjson', which is",
  ],
  [['replay', 'run.itf.json', '--junit', 'run.itf.json'], "--junit names 'run.itf.json', which is read"],
  [['validate', 'run.ndjson', '--junit', 'run.ndjson'], "--junit names 'run.ndjson', which is read"],
  [
    ['engine', '--config', 'run.ndjson', '--trace', 'run.ndjson'],
    "--trace names 'run.ndjson', which is read",
  ],
])('refuses to write over what a command reads or writes besides: exo %j', async (words, text) => {
  const kept = ['run.ndjson', 'run.itf.json'].map(read);
  const { code, stdout, stderr } = await exoHere(...words);
  expect([code, stdout]).toEqual([151, '']);
  expect(stderr).toContain(`exo: EXO321: ${text}`);
  expect(['run.ndjson', 'run.itf.json'].map(read)).toEqual(kept);
  expect(fs.readdirSync(folder).sort()).toEqual(['run.itf.json', 'run.ndjson']);
});

it('knows a file by another path to it', async () => {
  const linked = makeBench();
  fs.symlinkSync(path.join(folder, 'run.ndjson'), path.join(linked.folder, 'link'));
  const { code, stderr } = await linked.exoHere(
    'validate',
    path.join(folder, 'run.ndjson'),
    '--junit',
    'link',
  );
  linked.remove();
  expect(stderr).toContain("EXO321: --junit names 'link', which is read");
  expect(code).toBe(151);
});

it('lets what keeps nothing be named twice', async () => {
  const { code } = await exoHere(...SHORT, '--run-out', '/dev/null', '--trace-out', '/dev/null');
  expect(code).toBe(0);
});

it('lets a file be called as a model is', async () => {
  fs.writeFileSync(path.join(folder, 'exo'), '');
  await exoHere('check', 'exo', '--slots', '1', '--quiet', '--junit', 'exo');
  expect(read('exo')).toContain('<testsuites');
  fs.rmSync(path.join(folder, 'exo'));
});
