/** A user's model in TypeScript, beside a copy of the package where it would be installed; .ci/run installs what is packed. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-packed-'));
const at = (...names: readonly string[]): string => path.join(folder, ...names);

const LIMIT = `
export interface Add { readonly type: 'ADD'; readonly by: number }
export const LIMIT: number = 5;
`;
const MODEL = `
import { createMachine } from 'xstate';
import type { Model } from 'exo-broadcast/checker';
import { each, invariant, leg, plainComponent, rule, slot } from 'exo-broadcast/checker';
import { LIMIT, type Add } from './lib/limit.ts';

void createMachine({});
const counter = slot('counter', plainComponent<number, Add, never>({
  name: 'counter',
  initial: [0],
  step: (count, { by }) => (count + by > LIMIT ? [] : [{ next: count + by, effects: [] }]),
}));
export const model: Model = {
  name: 'counter',
  slots: [counter],
  rules: [rule({
    name: 'Add',
    slot: counter,
    offers: () => [{ params: {}, legs: [leg(counter, { type: 'ADD', by: 1 } satisfies Add)] }],
  })],
  routes: [],
  properties: [invariant({ name: 'Small', over: each([counter]), holds: ([count]) => (count as number) < 3 })],
};
`;

beforeAll(() => {
  const target = at('node_modules', 'exo-broadcast');
  const isRun = (file: string): boolean =>
    !/\.(map|d\.ts)$|\.test\./.test(file) && !path.basename(file).startsWith('.');
  fs.cpSync(path.join(ROOT, 'dist'), path.join(target, 'dist'), { recursive: true, filter: isRun });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(target, 'package.json'));
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    fs.mkdirSync(path.dirname(at('node_modules', name)), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules', name), at('node_modules', name), 'dir');
  }
  fs.writeFileSync(at('package.json'), '{ "name": "a-user", "type": "commonjs" }');
  fs.mkdirSync(at('lib'));
  fs.writeFileSync(at('lib', 'limit.ts'), LIMIT);
  fs.writeFileSync(at('model.ts'), MODEL);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function check(file: string): { code: number | null; stdout: string; stderr: string } {
  const binary = at('node_modules', 'exo-broadcast', 'dist', 'cli', 'exo.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, 'check', file, '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

it('is checked as it is, with what it imports from its own folder and from packages', () => {
  expect(check('./model.ts')).toEqual({
    code: 12,
    stdout: '✘ Small is violated after 3 steps, the fewest possible\n',
    stderr: '',
  });
});

it('finds what it imports by the name that the compiled file would have, or without an ending', () => {
  fs.mkdirSync(at('lib', 'parts'), { recursive: true });
  fs.writeFileSync(at('lib', 'parts', 'index.ts'), "export { LIMIT } from '../limit';\n");
  const importing = MODEL.replace("'./lib/limit.ts'", "'./lib/limit.js'").concat(
    "import { LIMIT as again } from './lib/parts';\nexport const twice: number = LIMIT + again;\n",
  );
  fs.writeFileSync(at('written.ts'), importing);
  expect(check('./written.ts')).toMatchObject({ code: 12, stderr: '' });
  fs.writeFileSync(at('missing.ts'), importing.replace('./lib/parts', './lib/part'));
  const { code, stderr } = check('./missing.ts');
  expect(stderr).toMatch(
    /^exo: EXO142: module '\.\/missing\.ts' does not load: .*Cannot find module .*part'/,
  );
  expect(code).toBe(150);
});

describe('is refused, with file and line, for', () => {
  const isRefused = (_: string, text: string, reason: string): void => {
    fs.writeFileSync(at('lib', 'more.ts'), `export const one: number = 1;\n\n${text}\n`);
    fs.writeFileSync(at('bad.ts'), `export * from './lib/more.ts';\n`);
    const { code, stdout, stderr } = check('bad.ts');
    expect(stderr).toContain(
      `exo: EXO149: module 'bad.ts' cannot be run by taking its types off: lib/more.ts:3: ${reason}`,
    );
    expect([code, stdout]).toEqual([150, '']);
  };
  it.each([['an enum', 'enum Colour { Red }', 'TypeScript enum is not supported']])('%s', isRefused);
  it.each([
    [
      'a parameter property',
      'class A { constructor(private x: number) {} }',
      'TypeScript parameter property',
    ],
    ['a namespace with values', 'namespace N { export const a = 1; }', 'TypeScript namespace declaration'],
  ])('%s', { tags: 'long' }, isRefused);

  it('what is no TypeScript at all', () => {
    fs.writeFileSync(at('bad.ts'), `export const model: = 1;\n`);
    const { code, stderr } = check('bad.ts');
    expect(stderr).toMatch(/^exo: EXO142: module 'bad.ts' does not load: SyntaxError: bad.ts:1: /);
    expect(code).toBe(150);
  });

  it('a package that is not JavaScript', () => {
    fs.mkdirSync(at('node_modules', 'raw'), { recursive: true });
    fs.writeFileSync(at('node_modules', 'raw', 'index.ts'), 'export const a = 1;\n');
    fs.writeFileSync(at('bad.ts'), `export * from './node_modules/raw/index.ts';\n`);
    const { code, stderr } = check('bad.ts');
    expect(stderr).toMatch(
      /EXO149: .*node_modules\/raw\/index.ts: packages are to be installed as JavaScript/,
    );
    expect(code).toBe(150);
  });
});
