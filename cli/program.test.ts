import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { BINARY, makeBench } from './run-exo.test.helper.js';

const { exoHere, remove } = makeBench();
afterAll(remove);

describe('exo', () => {
  it('explains itself when nothing is asked', async () => {
    const { code, stdout } = await exoHere();
    expect(stdout).toContain('exo --help lists all commands');
    expect(code).toBe(0);
  });

  it.each(['check', 'replay', 'list', 'matrix', 'mutate'])('explains %s with an example', async (command) => {
    const { code, stdout } = await exoHere(command, '--help');
    expect(stdout).toMatch(new RegExp(`Examples?:\n {2}exo ${command}`));
    expect(code).toBe(0);
  });

  it('tells its version', async () => {
    expect((await exoHere('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('rejects an unknown command in one line', async () => {
    const { code, stdout, stderr } = await exoHere('prove');
    expect(stderr).toBe(
      `exo: EXO322: unknown command 'prove'; accepted: check, replay, view, explore, demo, list, matrix, mutate, refine, lockstep, simulate, chart, export, validate, conform, run, host, engine, kv, explain, completions\n`,
    );
    expect([code, stdout]).toEqual([151, '']);
  });

  it('does not mind that nobody reads its output', async () => {
    const child = spawn(process.execPath, [BINARY, 'list']);
    child.stdout.destroy();
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (part: string) => errors.push(part));
    const code = await new Promise((resume) => child.on('close', resume));
    expect([code, errors]).toEqual([0, []]);
  });
});

/** A built file, and the files that it loads by statements, with those that they load; calls of `import` are left out. */
function loadedWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const statements = fs
    .readFileSync(file, 'utf8')
    .matchAll(/^(?:import|export) (?:[^;']* from )?'(\.[^']+)';$/gm);
  for (const [, target = ''] of statements) {
    loadedWith(path.resolve(path.dirname(file), target), found);
  }
  return found;
}

// A command loads what it needs when it runs: all of it takes most of a second, for help or a mistyped flag too.
test('a command line is read without the checker, a model, hosts or the viewer', () => {
  const root = path.resolve(path.dirname(BINARY), '..');
  const loaded = [...loadedWith(BINARY)].map((file) => path.relative(root, file).split(path.sep).join('/'));
  expect(loaded).toContain('cli/check/flags.js');
  expect(loaded.filter((file) => /^(checker|spec|viewer)\/|^(impl|conformance)\/index/.test(file))).toEqual(
    [],
  );
});

describe('exo list', () => {
  it('names models, knobs with their defaults first, properties, witnesses and flags', async () => {
    const { code, stdout } = await exoHere('list');
    expect(stdout).toMatch(/\n {2}published /);
    expect(stdout).toMatch(/\n {2}ownCopy +send \| hear +A1: /);
    expect(stdout).toMatch(/\n {2}Agreement +\w/);
    expect(stdout).toMatch(/\n {2}HostRecovers +\w/);
    expect(stdout).toMatch(/\n {2}--hosts <n> +3 /);
    expect(code).toBe(0);
  });

  it('has a meaning for every property and witness', async () => {
    const { stdout } = await exoHere('list', '--json');
    const { properties } = JSON.parse(stdout) as { properties: { name: string; meaning: string }[] };
    expect(properties.length).toBeGreaterThan(5);
    expect(properties.filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});
