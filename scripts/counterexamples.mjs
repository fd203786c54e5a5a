/**
 * Writes traces/counterexamples/ anew: a shortest trace for every line of the matrix, the large ones too, that is broken, by the
 * property that breaks first and by Agreement, and the two ways to be stuck for ever. Run after a change that
 * alters what is found: `node scripts/counterexamples.mjs`.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = path.join(ROOT, 'traces', 'counterexamples');
const BINARY = path.join(ROOT, 'dist', 'cli', 'exo.js');
const VIOLATED = [12, 13];
const SPLIT = { hosts: 3, slots: 4, timeouts: 2, losses: 'inf', partitions: 0, crashes: 0 };

if (!(await build())) process.exit(255);
const { largeLines, matrixLines } = await import('../dist/spec/published/matrix.js');
for (const file of fs.readdirSync(FOLDER)) fs.rmSync(path.join(FOLDER, file));
for (const { knob, options } of [...matrixLines(), ...largeLines()]) {
  const reading = knob === null ? 'defaults' : `${knob.name}-${knob.value}`;
  const set = knob === null ? [] : ['--set', `${knob.name}=${knob.value}`];
  const name = `${reading}-n${options.hosts}`;
  const first = write(name, options, set, null);
  if (first !== null && first !== 'Agreement') write(name, options, set, 'Agreement');
}
for (const property of ['CanAgree', 'CanAgreeFirst']) write('stuck', SPLIT, [], property);

/** Checks, and keeps the trace if there is one. Returns the property that is violated, or null. */
function write(name, bounds, set, property) {
  const flags = ['hosts', 'slots', 'timeouts', 'losses', 'partitions', 'crashes'].flatMap((bound) =>
    bounds[bound] === 0 ? [] : [`--${bound}`, String(bounds[bound])],
  );
  const asked = property === null ? [] : ['--property', property];
  const temporary = path.join(FOLDER, 'new.itf.json');
  const command = ['check', 'published', ...flags, ...set, ...asked, '--json', '--quiet'];
  const run = spawnSync(process.execPath, [BINARY, ...command, '--trace-out', temporary], {
    encoding: 'utf8',
  });
  if (!VIOLATED.includes(run.status ?? 0)) return null;
  const found = JSON.parse(run.stdout);
  const file = path.join(FOLDER, `${name}-${found.property}.itf.json`);
  fs.renameSync(temporary, file);
  console.log(`${path.relative(ROOT, file)}: ${found.steps} steps`);
  return found.property;
}
