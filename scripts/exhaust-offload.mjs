/**
 * The searches of split hosts, and of hosts without disks, that have to end: `npm run exhaust:offload [-- --only late,refine]`. One after the other, each in a process of its own; prints
 * of each what came of it, its states, the processor time and the memory that it took, and whether that is within ten minutes and 8 GiB. Exits with 12 if one does not hold, with 3 if one
 * ends early or takes more.
 */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { expectFlags, isGiven, refuse, valueOf } from './words.mjs';

expectFlags(['--only'], { switches: ['--beyond'] });
/** What runs before exo, in its process. */
const TELLS_USAGE = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, JSON.stringify(process.resourceUsage())));",
)}`;
const SECONDS_MAX = 600;
const GIB_MAX = 8;

const SPLIT = 'check exo --offload --medium receive-any --hosts 3';
const DISKLESS = 'check exo --medium receive-any --storage diskless --diskless-recovery repaired --hosts 3';
const DISKLESS_SPLIT = `${SPLIT} --storage diskless --payloads 1`;

/** What has to end within the limits. */
const SEARCHES = {
  late: `${SPLIT} --slots 3 --epochs 3 --fifo 2 --crashes 1 --resets 1`,
  early: `${SPLIT} --slots 3 --epochs 3 --fifo 1 --set c2=early --crashes 1 --resets 1`,
  diskless: `${DISKLESS} --slots 3 --epochs 3 --crashes 2`,
  refine: 'refine --offload',
};

/** How far it goes besides, with `--beyond`: these may take longer, or more memory. */
const BEYOND = {
  'two-split': `${SPLIT} --split 2 --slots 2 --epochs 2 --payloads 1 --crashes 1 --resets 1`,
  'diskless-3-slots': `${DISKLESS_SPLIT} --slots 3 --epochs 2 --resets 1`,
  'diskless-3-epochs': `${DISKLESS_SPLIT} --slots 2 --epochs 3 --resets 1`,
  'diskless-fifo-2': `${DISKLESS_SPLIT} --slots 2 --epochs 2 --fifo 2 --resets 1`,
  'diskless-two-split': `${DISKLESS_SPLIT} --split 2 --slots 2 --epochs 2 --resets 1`,
  'diskless-three-split': `${DISKLESS_SPLIT} --split 3 --slots 1 --epochs 2 --resets 1`,
};

const only = valueOf('--only')?.split(',');
const all = { ...SEARCHES, ...(isGiven('--beyond') && BEYOND), ...(only !== undefined && BEYOND) };
const unknown = only?.find((name) => !Object.hasOwn(all, name));
if (unknown !== undefined) {
  refuse(`--only takes ${Object.keys({ ...SEARCHES, ...BEYOND }).join(', ')}, not '${unknown}'`);
}
if (!(await build())) process.exit(1);
const exo = fileURLToPath(new URL('../dist/cli/exo.js', import.meta.url));
let exitCode = 0;
for (const [name, command] of Object.entries(all)) {
  if (only !== undefined && !only.includes(name)) continue;
  const { code, states, seconds, cpuSeconds, gib } = await search(command);
  const isWithin = cpuSeconds <= SECONDS_MAX && gib <= GIB_MAX;
  const what = code === 0 ? 'holds' : code === 3 ? 'ended early' : `exit code ${code}`;
  const took = `${Math.round(cpuSeconds)} s of processor time, ${Math.round(seconds)} s, ${gib.toFixed(2)} GiB`;
  console.log(
    `${name}: ${what}, ${states} states, ${took}${isWithin ? '' : ', more than it may take'}\n  exo ${command}`,
  );
  if (code !== 0 && code !== 3) exitCode = 12;
  else if (exitCode === 0 && (code === 3 || !(isWithin || name in BEYOND))) exitCode = 3;
}
process.exitCode = exitCode;

/** Runs a command of exo, which says at its end what it took. */
function search(command) {
  const from = performance.now();
  const words = ['--import', TELLS_USAGE, exo, ...command.split(' '), '--json', '--quiet'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const texts = { 1: '', 3: '' };
  for (const stream of [1, 3]) child.stdio[stream].on('data', (chunk) => (texts[stream] += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(texts[3]);
      const seconds = (performance.now() - from) / 1_000;
      const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, gib: maxRSS / 2 ** 20 };
      resolve({ code, seconds, states: statesOf(JSON.parse(texts[1])), ...usage });
    });
  });
}

/** Of a search, or of all scopes of a refinement together. */
function statesOf({ states, scopes = [] }) {
  const count = states ?? scopes.reduce((sum, scope) => sum + scope.states, 0);
  return count.toLocaleString('en');
}
