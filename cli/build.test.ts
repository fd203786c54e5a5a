/** The build of a small project of its own: scripts/build.mjs as it is, with other sources. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-build-'));
const at = (...names: readonly string[]): string => path.join(folder, ...names);

const GLOBALS = 'declare const console: { log: (text: string) => void }, process: { argv: string[] };\n';

interface Ended {
  readonly code: unknown;
  readonly text: string;
}

/** Runs a script of the project from elsewhere. */
async function run(script: string, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [at('scripts', script), ...words], { cwd: os.tmpdir() });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  }
  const code = await new Promise((resume) => child.on('close', resume));
  return { code, text: parts.join('') };
}

beforeAll(() => {
  for (const name of ['scripts', 'cli']) fs.mkdirSync(at(name));
  for (const name of ['build.mjs', 'exo.mjs']) {
    fs.copyFileSync(path.join(ROOT, 'scripts', name), at('scripts', name));
  }
  // The project has no page of its own.
  fs.writeFileSync(at('scripts', 'page.mjs'), `export const buildPage = () => '';\n`);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), at('node_modules'), 'dir');
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2022',
    lib: ['ES5'],
    types: [],
    rootDir: '.',
    outDir: 'dist',
    strict: true,
  };
  fs.writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['cli'] }));
  fs.writeFileSync(at('package.json'), '{"type":"module"}');
  fs.writeFileSync(
    at('cli', 'exo.ts'),
    `import { word } from './word.js';\n${GLOBALS}console.log(word + ' ' + process.argv[2]);\n`,
  );
  fs.writeFileSync(at('cli', 'word.ts'), `export const word: string = 'one';\n`);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

it('two that are started at once in a fresh clone build once, say nothing, and run', async () => {
  const both = await Promise.all([run('exo.mjs', 'a'), run('exo.mjs', 'b')]);
  expect(both).toEqual([
    { code: 0, text: 'one a\n' },
    { code: 0, text: 'one b\n' },
  ]);
  expect(fs.existsSync(at('dist', '.lock'))).toBe(false);
  expect(fs.statSync(at('dist', 'cli', 'exo.js')).mode & 0o111).toBe(0o111);
});

it('what is fresh is not built again', async () => {
  const before = fs.statSync(at('dist', '.stamp')).mtimeMs;
  expect(await run('build.mjs')).toEqual({ code: 0, text: '' });
  expect(fs.statSync(at('dist', '.stamp')).mtimeMs).toBe(before);
});

it('a changed source is built again, and the outputs of a deleted one are removed', async () => {
  fs.renameSync(at('cli', 'word.ts'), at('cli', 'term.ts'));
  fs.writeFileSync(
    at('cli', 'exo.ts'),
    `import { word } from './term.js';\n${GLOBALS}console.log('now ' + word);\n`,
  );
  expect(await run('exo.mjs')).toEqual({ code: 0, text: 'now one\n' });
  expect(fs.readdirSync(at('dist', 'cli')).sort()).toEqual(['exo.js', 'term.js']);
});

it('the lock of a process that has gone does not hold up anybody', async () => {
  fs.writeFileSync(at('dist', '.lock'), '999999999');
  expect(await run('build.mjs', '--force')).toEqual({ code: 0, text: '' });
});

it('an error of types fails the build, is printed, and leaves what was built', async () => {
  fs.writeFileSync(at('cli', 'term.ts'), `export const word: string = 2;\n`);
  const { code, text } = await run('build.mjs');
  expect(text).toContain("Type 'number' is not assignable to type 'string'");
  expect(code).toBe(1);
  expect((await run('exo.mjs')).code).toBe(255);
  expect(fs.readFileSync(at('dist', 'cli', 'term.js'), 'utf8')).toContain(`'one'`);
});
