/**
 * Puts faults into the specification by hand, one at a time, and checks it under default reductions: none may pass, but those
 * that are listed as equivalent, which have to. Patches a copy of the build: `node scripts/hand-faults.mjs [--quick] [--resume file]
 * [name…]`. With `--resume`, outcomes are kept in the file, and those that it has are not found out again; it is for one
 * state of the source. Exit code 1 if anything is not as it is listed.
 *
 * A fault is caught by a violated property (12), by a deadlock (11), by a state that is stuck (13), by a witness that is not
 * reached (10), by a host that throws (EXO132), or by a premise of a reduction that does not hold for it (EXO190).
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build } from './build.mjs';
import { FAULTS, misreadingFaults } from './hand-faults/list.mjs';
import { bareWords, expectFlags, isGiven, refuse, valueOf } from './words.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const CAUGHT = [10, 11, 12, 13];
const HOLDS = 0;
const MARKS = { caught: '✔', equivalent: '=', passes: '✘ NOT CAUGHT', differs: '✘ NOT EQUIVALENT' };
const WRONG = ['passes', 'differs'];
/** A check that takes longer has not caught its fault. */
const TIME_MAX_MS = 240_000;

expectFlags(['--resume'], { switches: ['--quick'], bareMax: Infinity });
const options = { quick: isGiven('--quick'), resume: valueOf('--resume') };
const named = bareWords(['--resume']);
if (!(await build())) process.exit(255);
/** All faults by hand; of these some may be named. */
const ALL = [...FAULTS, ...misreadingFaults(await misreadings())];
const unknown = named.find((name) => !ALL.some((fault) => fault.name === name));
if (unknown !== undefined) {
  const { nearestTo } = await import('../dist/cli/terminal/nearest.js');
  const names = ALL.map(({ name }) => name);
  const nearest = nearestTo(unknown, names);
  const hint = nearest === null ? '' : `, did you mean '${nearest}'?`;
  refuse(
    `there is no fault '${unknown}'${hint || ';'} the ${names.length} that there are stand in scripts/hand-faults`,
  );
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-hand-faults-'));
/** The build as it is now: it may be built anew while faults are checked. */
const BUILT = path.join(folder, 'built');
try {
  fs.cpSync(path.join(ROOT, 'dist'), BUILT, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const chosen = ALL.filter(({ name, quick }) =>
    named.length > 0 ? named.includes(name) : options.quick !== true || quick === true,
  );
  const kept = keptOutcomes();
  const outcomes = chosen.flatMap(({ name }) => kept.get(name) ?? []);
  const queue = chosen.filter(({ name }) => !kept.has(name));
  const worker = async () => {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const outcome = { name: fault.name, ...(await checked(fault)) };
      outcomes.push(outcome);
      keep(outcome);
      console.log(lineOf(outcome));
    }
  };
  await Promise.all([worker(), worker()]);
  const count = (verdict) => outcomes.filter((one) => one.verdict === verdict).length;
  const wrong = outcomes.filter(({ verdict }) => WRONG.includes(verdict));
  console.log(
    `${outcomes.length} faults by hand: ${count('caught')} caught, ${count('equivalent')} equivalent, ${wrong.length} not as listed`,
  );
  for (const outcome of wrong) console.log(lineOf(outcome));
  return wrong.length === 0;
}

/** @param {{ name: string, verdict: string, how: string, because?: string }} outcome */
function lineOf({ name, verdict, how, because }) {
  const why = because === undefined ? '' : ` (${because})`;
  return `${MARKS[verdict]} ${name}: ${how}${why}`;
}

/** The outcomes that the file has, by name. */
function keptOutcomes() {
  const { resume } = options;
  if (resume === undefined || !fs.existsSync(resume)) return new Map();
  const lines = fs.readFileSync(resume, 'utf8').split('\n');
  return new Map(
    lines.filter((line) => line !== '').map((line) => [JSON.parse(line).name, JSON.parse(line)]),
  );
}

function keep(outcome) {
  if (options.resume !== undefined) fs.appendFileSync(options.resume, `${JSON.stringify(outcome)}\n`);
}

async function misreadings() {
  const { MISREADINGS } = await import('../dist/spec/exo/misreadings.js');
  return MISREADINGS.map(({ name }) => name);
}

/** Checks a copy of the build that has the fault. */
async function checked(fault) {
  const copy = copyWith(fault);
  if (typeof copy !== 'string') return { verdict: 'passes', how: copy.problem };
  const { code, stdout, stderr } = await run(copy, fault);
  fs.rmSync(copy, { recursive: true, force: true });
  const isPremise = /EXO190/.test(stderr);
  const [verdict = ''] = stdout.trim().split('\n');
  const how = isPremise ? stderr.trim().slice(0, 220) : `${code} ${verdict || stderr.trim().slice(0, 300)}`;
  const isThrown = /EXO132/.test(stderr);
  const isCaught = isPremise || isThrown || CAUGHT.includes(code);
  const because = fault.equivalent;
  if (because === undefined) return { verdict: isCaught ? 'caught' : 'passes', how };
  return { verdict: code === HOLDS ? 'equivalent' : 'differs', how, because };
}

function copyWith({ name, file, from, to, misreading }) {
  const copy = path.join(folder, name);
  fs.mkdirSync(copy);
  fs.cpSync(BUILT, path.join(copy, 'dist'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(copy, 'package.json'));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'dir');
  const exo = path.join(copy, 'dist', 'spec', 'exo');
  if (misreading !== undefined) {
    fs.renameSync(path.join(exo, 'host.js'), path.join(exo, 'host-as-it-is.js'));
    fs.writeFileSync(
      path.join(exo, 'host.js'),
      `import { exoHost as asItIs } from './host-as-it-is.js';
import { MISREADINGS } from './misreadings.js';
export const exoHost = MISREADINGS.find(({ name }) => name === ${JSON.stringify(misreading)}).mutate(asItIs).machine;
`,
    );
    return copy;
  }
  const source = fs.readFileSync(path.join(ROOT, 'spec', 'exo', file), 'utf8');
  if (source.split(from).length !== 2) return { problem: `its text is in ${file} not exactly once` };
  const { outputText } = ts.transpileModule(
    source.replace(from, () => to),
    {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    },
  );
  fs.writeFileSync(path.join(exo, file.replace(/ts$/, 'js')), outputText);
  return copy;
}

function run(copy, { flags = [] }) {
  const binary = path.join(copy, 'dist', 'cli', 'exo.js');
  const child = spawn(process.execPath, [binary, 'check', 'exo', ...flags, '--quiet'], {
    cwd: copy,
    timeout: TIME_MAX_MS,
  });
  const out = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (data) => (out[stream] += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out })));
}
