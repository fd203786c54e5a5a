/**
 * Compiles the sources into dist/ where it is missing or stale: `node scripts/build.mjs [--force]`.
 *
 * dist/.stamp lists the sources that were compiled, with their times and sizes; dist is fresh while that list is
 * still true. A lock lets several processes ask for a build at once: one builds, the others wait for it. Nothing
 * is printed unless the compiler finds an error, and then nothing is written.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildPage } from './page.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.stamp');
const LOCK = path.join(DIST, '.lock');
const BINARY = path.join(DIST, 'cli', 'exo.js');
const CONFIGURATION = ['package.json', 'tsconfig.json'];
const NOT_SOURCES = new Set(['dist', 'node_modules', 'coverage']);
/** A build takes seconds; whoever holds the lock for longer than this has gone. */
const LOCK_MAX_MS = 300_000;
const POLL_MS = 50;

/** Makes dist/ up to date. False if the compiler found errors, which have then been printed. */
export async function build({ force = false } = {}) {
  if (!force && isFresh()) return true;
  fs.mkdirSync(DIST, { recursive: true });
  await takeLock();
  try {
    return (!force && isFresh()) || compile();
  } finally {
    fs.rmSync(LOCK, { force: true });
  }
}

function isFresh() {
  return fs.existsSync(BINARY) && readIfThere(STAMP) === manifest();
}

/** What dist is made of, a line a file. */
function manifest() {
  const lines = [...CONFIGURATION, ...sourcesIn('.')].map((file) => {
    const { mtimeMs, size } = fs.statSync(path.join(ROOT, file));
    return `${file} ${mtimeMs} ${size}\n`;
  });
  return lines.sort().join('');
}

function sourcesIn(folder) {
  return fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || NOT_SOURCES.has(entry.name) ? [] : sourcesIn(file);
    }
    return entry.name.endsWith('.ts') || isOfPage(file) ? [file] : [];
  });
}

/** What the page of the viewer is made of besides TypeScript. */
function isOfPage(file) {
  return /^(viewer\/page\/.*\.(css|html|json)|scripts\/page\.mjs)$/.test(file);
}

function compile() {
  // Taken first: whatever changes while the compiler runs makes dist stale again.
  const compiled = manifest();
  const { status, output } = runCompiler();
  if (status !== 0) {
    process.stderr.write(`${output.trim()}\nThe build failed: dist/ is as it was.\n`);
    return false;
  }
  const wrong = buildPage(ROOT, DIST);
  if (wrong !== '') {
    process.stderr.write(`${wrong.trim()}\nThe build failed: the page of the viewer could not be made.\n`);
    return false;
  }
  removeOrphans(DIST);
  fs.chmodSync(BINARY, 0o755);
  replace(STAMP, compiled);
  return true;
}

function runCompiler() {
  const compiler = compilerPath();
  if (compiler === null) return { status: 1, output: 'TypeScript is not installed: run `npm ci` first.' };
  const flags = ['-p', ROOT, '--noEmitOnError', '--pretty', String(process.stderr.isTTY === true)];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [compiler, ...flags], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, output: error ? String(error) : `${stdout}${stderr}` };
}

function compilerPath() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return null;
  }
}

/** Removes the outputs whose sources are gone, and the folders that this leaves empty. */
function removeOrphans(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const output = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      removeOrphans(output);
      if (fs.readdirSync(output).length === 0) fs.rmdirSync(output);
    } else {
      if (path.relative(DIST, folder) === path.join('viewer', 'page')) continue;
      const source = path.join(ROOT, path.relative(DIST, output)).replace(/(\.d\.ts|\.js\.map|\.js)$/, '.ts');
      if (source.endsWith('.ts') && !fs.existsSync(source)) fs.rmSync(output, { force: true });
    }
  }
}

/** Holds the lock on return. A lock whose process has gone is taken over. */
async function takeLock() {
  for (;;) {
    try {
      fs.writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned()) fs.rmSync(LOCK, { force: true });
    else await sleep(POLL_MS);
  }
}

function isAbandoned() {
  const ageMs = Date.now() - (fs.statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const owner = Number(readIfThere(LOCK));
  // Between making the lock and naming its owner, a moment passes.
  if (!owner) return ageMs > LOCK_MAX_MS / 100;
  return ageMs > LOCK_MAX_MS || !isAlive(owner);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Replaces a file as a whole, so that nobody reads half of it. */
function replace(file, text) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, file);
}

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href
) {
  const force = process.argv.includes('--force');
  process.exitCode = (await build({ force })) ? 0 : 1;
}
