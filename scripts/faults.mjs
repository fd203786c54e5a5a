/**
 * Faults on clusters of real processes: `npm run faults [-- --seed 1 --rounds 2 | --minutes 30] [--cluster name]`. Over UDP broadcast, over TCP, and with engines in processes of their own, every kind of fault
 * is injected, in an order that the seed draws; traces are validated, and what was delivered compared; the key-value server is checked for linearizability. What fails leaves its folder, and the command to
 * repeat it. Exits with 12 if anything does. `--junit file` writes a case a campaign, each as soon as it is over; in GitHub's actions what fails is annotated.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { expectFlags, numberOf, orRefuse, refuse, valueOf } from './words.mjs';

expectFlags(['--seed', '--rounds', '--minutes', '--cluster', '--junit']);
const firstSeed = numberOf('--seed', 1);
const rounds = numberOf('--rounds', 1);
const minutes = Number(valueOf('--minutes', 0));
if (!(minutes >= 0 && minutes < Infinity))
  refuse(`--minutes takes a number, not '${valueOf('--minutes', 0)}'`);
const only = valueOf('--cluster', null);
const NAMES = ['udp-broadcast', 'tcp', 'offload', 'namespaces', 'kv'];
if (only !== null && !NAMES.includes(only))
  refuse(`--cluster takes one of ${NAMES.join(', ')}, not '${only}'`);

if (!(await build())) process.exit(1);
const built = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
const { campaign, keyValueCampaign, namespaces, EPISODES, EPISODES_OF_HOSTS } =
  await import('../dist/conformance/faults/index.js');
const { running } = await import('./clusters.mjs');
const { keepVerdicts } = await import('../dist/cli/verdicts/kept-verdicts.js');
const { Random } = await import('../dist/impl/parts.js');

const keep = orRefuse(() => keepVerdicts('npm run faults', valueOf('--junit', null)));

const PLAIN = EPISODES.filter((kind) => kind !== 'kill engine' && kind !== 'kill both');
const CLUSTERS = [
  { name: 'udp-broadcast', transport: 'udp-broadcast', split: 0, kinds: PLAIN },
  { name: 'tcp', transport: 'tcp', split: 0, kinds: PLAIN },
  { name: 'offload', transport: 'udp-broadcast', split: 3, kinds: EPISODES },
].filter(({ name }) => only === null || only === name);
const IN_NAMESPACES = 'namespaces';

let isUnwritten = false;
const total = {};
let failed = 0;
const began = performance.now();
const whyNoNamespaces = only === null || only === IN_NAMESPACES ? whyNone() : null;
if (whyNoNamespaces === null)
  console.log('partitions: by the relay; in the cluster `namespaces` by links that are taken down');
else console.log(`partitions: by the relay only; there are no network namespaces here: ${whyNoNamespaces}`);
if (only === IN_NAMESPACES && whyNoNamespaces !== null) refuse('so --cluster namespaces would run nothing');
for (let round = 0; round < rounds || performance.now() - began < minutes * 60_000; round++) {
  for (const { name, transport, split, kinds } of CLUSTERS)
    await run(firstSeed + round, name, transport, split, kinds);
  if (whyNoNamespaces === null && (only === null || only === IN_NAMESPACES))
    await runInNamespaces(firstSeed + round);
  if (only === null || only === 'kv') await runKeyValues(firstSeed + round);
}
console.log('faults injected:');
for (const [kind, times] of Object.entries(total)) console.log(`  ${String(times).padStart(7)}  ${kind}`);
const missing = CLUSTERS.length === 3 ? EPISODES.filter((kind) => !total[kind]) : [];
if (missing.length > 0) {
  const text = `no fault of kind ${missing.join(', ')}`;
  console.log(text);
  tell({ name: 'every kind of fault', outcome: 'failed', text });
}
process.exitCode = failed > 0 || missing.length > 0 ? 12 : isUnwritten ? 74 : 0;

/** Why network namespaces cannot be made here; null if they can. */
function whyNone() {
  try {
    namespaces(1).close();
    return null;
  } catch (error) {
    return error.message;
  }
}

/** Each host in a network namespace of its own, and nothing between them but a bridge. */
async function runInNamespaces(seed) {
  const network = namespaces(3);
  process.on('exit', network.close);
  try {
    await run(seed, IN_NAMESPACES, 'udp-broadcast', 0, EPISODES_OF_HOSTS, network);
  } finally {
    process.off('exit', network.close);
    network.close();
  }
}

async function run(seed, name, transport, split, kinds, network = undefined) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `exo-faults-${name}-`));
  running.folder = folder;
  const judged = `${name}, seed ${seed}`;
  const result = await told(judged, campaign, {
    ...{ name, transport, split, seed, folder, hosts: 3, program: 'host', settleMs: 30_000 },
    ...(network !== undefined && { network }),
    episodes: shuffled(kinds, new Random(seed, name)),
    binary: built('cli/exo.js'),
    preload: fileURLToPath(new URL('../conformance/faults/preload.mjs', import.meta.url)),
    onEpisode: (kind) =>
      process.stderr.isTTY && process.stderr.write(`\r\u001b[K${name}, seed ${seed}: ${kind}`),
  });
  const { agreed, lost, duplicated, reordered, againMs, validation, failures, faults } = result;
  for (const [kind, times] of Object.entries(faults)) total[kind] = (total[kind] ?? 0) + times;
  const again = againMs === null ? 'never again' : `again after ${Math.round(againMs)} ms`;
  const isWell = failures.length === 0;
  console.log(
    `${isWell ? '✔' : '✘'} ${name}, seed ${seed}: ${agreed} messages agreed, ${lost} lost, ${duplicated} duplicated, ${reordered} reordered; ${again}; ` +
      `trace ${validation?.verdict ?? 'none'}: ${validation?.events ?? 0} events, ${validation?.filledIn ?? 0} last steps filled in`,
  );
  tellCampaign(judged, failures);
  running.folder = null;
  if (isWell) {
    fs.rmSync(folder, { recursive: true });
    return;
  }
  failed += 1;
  for (const failure of failures) console.log(`  ${failure}`);
  console.log(`  kept: ${folder}; again: npm run faults -- --seed ${seed} --cluster ${name}`);
}

/** The key-value server under the same faults: what its clients saw is linearizable, or not. */
async function runKeyValues(seed) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-faults-kv-'));
  running.folder = folder;
  const { faults, operations, answered, failures } = await told(`kv, seed ${seed}`, keyValueCampaign, {
    ...{ name: 'kv', transport: 'udp-broadcast', split: 0, seed, folder, hosts: 3, program: 'kv' },
    episodes: shuffled(PLAIN, new Random(seed, 'kv')),
    binary: built('cli/exo.js'),
    preload: fileURLToPath(new URL('../conformance/faults/preload.mjs', import.meta.url)),
  });
  for (const [kind, times] of Object.entries(faults)) total[kind] = (total[kind] ?? 0) + times;
  console.log(
    `${failures.length === 0 ? '✔' : '✘'} kv, seed ${seed}: ${operations} operations, ${answered} answered, linearizable by key`,
  );
  tellCampaign(`kv, seed ${seed}`, failures);
  running.folder = null;
  fs.rmSync(folder, { recursive: true });
  if (failures.length === 0) return;
  failed += 1;
  for (const failure of failures) console.log(`  ${failure}`);
  console.log(`  again: npm run faults -- --seed ${seed} --cluster kv`);
}

/** What a campaign returns; one that throws is told to have been no judgement. */
async function told(name, run, options) {
  try {
    return await run(options);
  } catch (error) {
    tell({ name, outcome: 'error', text: error.stack });
    throw error;
  }
}

/** A disk that is full by now ends no run. */
function tell(verdict) {
  try {
    keep(verdict);
  } catch (error) {
    isUnwritten = true;
    console.error(error.message);
  }
}

function tellCampaign(name, failures) {
  tell(
    failures.length === 0
      ? { name, outcome: 'passed' }
      : { name, outcome: 'failed', text: failures.join('\n') },
  );
}

function shuffled(list, random) {
  const rest = [...list];
  return list.map(() => rest.splice(random.below(rest.length), 1)[0]);
}
