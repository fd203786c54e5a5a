/** README keeps its word: its programs are the files of docs/examples, its commands run, and they print what it shows. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from './cli/run-exo.test.helper.js';

const ROOT = import.meta.dirname;
const EXAMPLES = path.join(ROOT, 'docs', 'examples');
const BINARY = path.join(ROOT, 'dist', 'cli', 'exo.js');
/** A program of more lines than this is a whole one, and stands in docs/examples too. */
const SNIPPET_LINES = 5;

const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const { folder, exoHere, remove } = makeBench();
afterAll(remove);

/** The fenced blocks of a language; '' for those without one. */
function blocksOf(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , text = '']) => text);
}

interface Shown {
  readonly command: string;
  /** What is printed, in parts between which lines are left out. */
  readonly parts: readonly string[];
}

const shown: readonly Shown[] = blocksOf('').map((block) => {
  const [first = '', ...rest] = block.split('\n');
  return {
    command: first.replace(/^\$ /, ''),
    parts: rest
      .join('\n')
      .split(/^…$/m)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  };
});

/** The words of a command line, without its comment. */
function wordsOf(command: string): readonly string[] {
  return command.replace(/\s+#.*$/, '').split(' ');
}

function run(command: string, cwd: string) {
  const [program = '', ...words] = wordsOf(command);
  const isExo = program === 'npx' && words[0] === 'exo';
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    isExo ? [BINARY, ...words.slice(1)] : words,
    { cwd, encoding: 'utf8' },
  );
  return { stdout, stderr, status };
}

describe('programs', () => {
  const names = fs.readdirSync(EXAMPLES).filter((name) => name.endsWith('.ts'));

  test('are the files of docs/examples, word for word', () => {
    const texts = names.map((name) => fs.readFileSync(path.join(EXAMPLES, name), 'utf8'));
    const programs = blocksOf('ts').filter((text) => text.split('\n').length > SNIPPET_LINES + 1);
    expect(programs.length).toBe(4);
    expect(programs.filter((text) => !texts.includes(text))).toEqual([]);
  });

  test('type-check in the strictest form', { tags: 'long' }, () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile).config,
      ts.sys,
      ROOT,
    );
    const program = ts.createProgram(
      names.map((name) => path.join(EXAMPLES, name)),
      { ...options, noEmit: true },
    );
    const found = ts.getPreEmitDiagnostics(program).filter(({ file }) => file?.fileName.includes('/docs/'));
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  test('do the same in plain JavaScript', () => {
    const models = names.filter((name) =>
      fs.readFileSync(path.join(EXAMPLES, name), 'utf8').includes('model'),
    );
    expect(models.length).toBeGreaterThan(0);
    for (const name of models) {
      const [typed, plain] = [name, name.replace('.ts', '.js')].map((file) => {
        const { stdout } = run(`npx exo check ${file} --json`, EXAMPLES);
        const { verdict, property, states, transitions, steps } = JSON.parse(stdout) as Record<
          string,
          unknown
        >;
        return { verdict, property, states, transitions, steps };
      });
      expect(plain).toEqual(typed);
    }
  });
});

describe('the front page', () => {
  test('has three lines, one command, its picture, and the table of results, in this order', () => {
    const [, lines = '', rest = ''] = /^# Exo\n\n((?:[^\n]+\n)+)\n([^]*)$/.exec(readme) ?? [];
    expect(lines.trim().split('\n').length).toBe(3);
    expect(rest).toMatch(
      /^```sh\n[^\n]*npm install[^\n]*\nnpx exo demo [^\n]*\n```\n\n!\[[^\]]+\]\(docs\/pictures\/demo\.png\)/,
    );
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings.slice(0, 6)).toEqual([
      ...['Does it hold?', 'Run it', 'See a run', 'Check your own XState machines'],
      ...['Embed ordered broadcast', 'Hold an implementation against it'],
    ]);
  });

  test('says of each package with an install script that the script is not needed', () => {
    const { packages } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<
        Record<string, { readonly hasInstallScript?: true; readonly optional?: true; readonly dev?: true }>
      >;
    };
    const scripted = Object.entries(packages).filter(([, one]) => one.hasInstallScript && !one.dev);
    expect(scripted.map(([place, { optional }]) => [place, optional])).toEqual([
      ['node_modules/koffi', true],
    ]);
    expect(readme).toContain('the install script of `koffi` was not run, nothing is missing');
  });

  // What it prints is held against the same words in cli/view/exo-demo.test.ts, within the process of the test.
  test('begins with a command that finds what its picture shows', { tags: 'long' }, () => {
    const { stdout, status } = run('npx exo demo --no-open --out demo.html', folder);
    expect([status, stdout]).toEqual([0, expect.stringContaining('✘ Agreement is violated after 7 steps')]);
    expect(stdout).toMatch(/\*?\[B0\] C0 D0/);
  });

  test('has pictures that are there', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file = '']) => file);
    expect(pictures.length).toBe(2);
    for (const file of pictures) expect(fs.existsSync(path.join(ROOT, file)), file).toBe(true);
  });
});

describe('commands', () => {
  test.each(shown)('$command prints what is shown', ({ command, parts }) => {
    const { stdout } = run(command, EXAMPLES);
    const text = stdout.replaceAll(/[ \t]+$/gm, '');
    let from = 0;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      expect(at, `${part}\n— is not in —\n${text}`).toBeGreaterThanOrEqual(from);
      from = at + part.length;
    }
    expect(parts.length).toBeGreaterThan(0);
  });

  test('for traces run one after the other', async () => {
    const commands = blocksOf('sh').flatMap((block) =>
      block.split('\n').filter((line) => line.includes('hear.itf')),
    );
    expect(commands.length).toBe(5);
    const codes: (number | null)[] = [];
    for (const command of commands) codes.push((await exoHere(...wordsOf(command).slice(2))).code);
    expect(codes).toEqual([12, 0, 0, 0, 0]);
  });

  test('of the table are commands that there are', async () => {
    const commands = [...readme.matchAll(/\| `npx exo (\w+)[^`]*` +\|/g)].map(([, name = '']) => name);
    expect(commands.length).toBe(13);
    for (const name of new Set(commands)) expect((await exoHere(name, '--help')).code, name).toBe(0);
  });
});
