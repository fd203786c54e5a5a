/**
 * Long runs of real split hosts, held against the specification: `npm run validate:offload [-- --messages 700000 --hosts 3,5 --seed 1]`. Each host is two processes, engine and driver over rings in a
 * mapped file; hosts and engines are killed again and again, alone and together, while messages go on. What engines and drivers did is accepted by `exo validate`, which judges Agreement
 * and Validity at the drivers; and a delivery that is dropped, forged or swapped afterwards is rejected. Exits with 12 if anything else comes out.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { expectFlags, numberOf, refuse, valueOf } from './words.mjs';

expectFlags(['--messages', '--hosts', '--seed', '--at-once']);
const messages = numberOf('--messages', 700_000);
const seed = numberOf('--seed', 1);
const atOnce = numberOf('--at-once', 60);
const sizes = valueOf('--hosts', '3,5').split(',').map(Number);
if (!sizes.every((hosts) => Number.isInteger(hosts) && hosts >= 2))
  refuse(`--hosts takes whole numbers of at least 2, separated by commas, not '${valueOf('--hosts', '')}'`);

if (!(await build())) process.exit(1);
const built = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
const { campaign } = await import('../dist/conformance/faults/index.js');
const { running } = await import('./clusters.mjs');

/** What is done to a delivery of a run that was accepted. */
const CHANGES = {
  dropped: (lines, at) => lines.toSpliced(at, 1),
  forged: (lines, at) =>
    lines.with(
      at,
      lines[at].replace(/"payloads":\[(-?\d+)/, (_, crc) => `"payloads":[${Number(crc) ^ 1}`),
    ),
  swapped: (lines, at, next) => lines.with(at, lines[next]).with(next, lines[at]),
};

let failed = 0;
for (const hosts of sizes) await run(hosts);
process.exitCode = failed === 0 ? 0 : 12;

async function run(hosts) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `exo-offload-${hosts}-`));
  running.folder = folder;
  const { agreed, lost, duplicated, reordered, againMs, failures, faults } = await campaign({
    ...{ name: 'offload', transport: 'udp-broadcast', split: hosts, seed, folder, hosts, program: 'host' },
    episodes: ['kill host', 'kill engine', 'loss', 'kill both', 'pause', 'reordering'],
    ...{ payloadsMin: messages, payloadsAtOnce: atOnce, validation: 'no', settleMs: 120_000 },
    binary: built('cli/exo.js'),
    preload: fileURLToPath(new URL('../conformance/faults/preload.mjs', import.meta.url)),
  });
  const kills = ['kill host', 'kill engine', 'kill both'].map((kind) => `${kind} × ${faults[kind] ?? 0}`);
  const again = againMs === null ? 'never again' : `again after ${Math.round(againMs)} ms`;
  tell(
    failures.length === 0,
    `${hosts} hosts, seed ${seed}: ${agreed} messages agreed, ${lost} lost, ${duplicated} duplicated, ${reordered} reordered, ${again}; ${kills.join(', ')}`,
  );
  for (const failure of failures) console.log(`  ${failure}`);
  const traces = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  const files = traces.map((name) => path.join(folder, name));
  const accepted = validate(files);
  tell(accepted.status === 0, accepted.text);
  for (const [kind, change] of Object.entries(CHANGES)) {
    const changed = changedDelivery(path.join(folder, 'a.driver.ndjson'), change);
    const { status, text } = validate(files.map((file) => (file === changed.file ? changed.copy : file)));
    tell(status === 12, `a delivery ${kind}: ${text}`);
    fs.rmSync(changed.copy);
  }
  running.folder = null;
  if (failed === 0) fs.rmSync(folder, { recursive: true });
  else console.log(`  kept: ${folder}`);
}

function tell(isWell, text) {
  if (!isWell) failed += 1;
  console.log(`${isWell ? '✔' : '✘'} ${text}`);
}

function validate(files) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [built('cli/exo.js'), 'validate', ...files, '--quiet'],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const [text = ''] = `${stdout}${stderr}`.split('\n');
  return { status, text: `${text.replaceAll(os.tmpdir(), '…')} (${seconds} s)` };
}

/** A copy of a driver's trace in which one delivery with a payload, the hundredth or so, is another one. */
function changedDelivery(file, change) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const deliveries = [];
  for (let at = 0; at < lines.length && deliveries.length < 200; at++)
    if (/"action":"Deliver".*"payloads":\[-?\d/.test(lines[at])) deliveries.push(at);
  const at = deliveries[Math.floor(deliveries.length / 2)];
  const changed = change(lines, at, deliveries[Math.floor(deliveries.length / 2) + 1]);
  const copy = file.replace('.ndjson', '.changed.ndjson');
  fs.writeFileSync(copy, renumbered(changed).join('\n'));
  return { file, copy };
}

/** Counters without gaps again, from 1 behind each header. */
function renumbered(lines) {
  let n = 0;
  return lines.map((line) => {
    if (line.startsWith('{"schema"')) n = 0;
    else if (line !== '') n += 1;
    return line.replace(/"n":\d+/, `"n":${n}`);
  });
}
