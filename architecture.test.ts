/**
 * The folders are the architecture (ARCHITECTURE.md): imports run one way. The checker knows no protocol, the
 * specification knows no implementation, and what is published leans on nothing that only tests have.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ExoError as CheckerError } from './checker/index.js';
import { entryOf } from './cli/explain/catalogue.js';
import { ExoError } from './errors/index.js';
import { HostError } from './impl/index.js';
import { TraceError } from './traces/index.js';
import { APART, COMMANDS, TOGETHER } from './vitest.config.js';

const ROOT = import.meta.dirname;

/** For each folder, the other folders that it may import from, tests included. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  checker: ['errors'],
  traces: ['errors'],
  viewer: ['errors', 'traces'],
  spec: ['errors', 'checker'],
  impl: ['errors', 'traces'],
  conformance: ['errors', 'spec', 'impl', 'checker', 'traces', 'record'],
  cli: ['errors', 'checker', 'traces', 'viewer', 'spec', 'impl', 'conformance'],
  bench: ['errors', 'checker', 'traces', 'spec', 'impl', 'conformance', 'cli'],
  // A room of its own: hosts run without XState.
  xstate: ['errors', 'impl'],
  generate: ['errors', 'checker', 'traces'],
  // A room of its own: what runs in production loads no checker.
  record: ['errors', 'traces'],
  // A room of its own, because only tests may need the package `vitest`: the checker must load without it.
  vitest: ['errors', 'checker', 'traces'],
  // What the bare name of the package leads to: a message that names the entries.
  entry: ['checker', 'traces', 'spec', 'impl'],
};

/** For each folder that is published, the packages that it may use outside its tests; `node:` is Node itself. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  vitest: ['vitest', 'node:'],
  xstate: ['xstate', 'node:'],
  record: ['xstate'],
  generate: ['xstate', 'fast-check', 'node:'],
  entry: [],
  checker: ['xstate'],
  traces: [],
  viewer: ['elkjs', 'node:'],
  spec: ['xstate'],
  impl: ['node:'],
  conformance: ['xstate', 'fast-check', 'acorn', 'node:'],
  cli: ['commander', 'xstate', '@swc/wasm-typescript', 'acorn', 'node:'],
};

/** Error codes that two folders raise with one meaning. */
const SHARED_CODES: Readonly<Record<string, string>> = {
  EXO176: 'an option that there is not: of a system, a model or a search, or of toHold',
  EXO180: 'a machine of another copy of XState: told by the checker, and with its version by exo check',
  EXO219: 'a trace without actors, or a run, in a form that it has not: told of a trace, or of a file',
  EXO212: 'a line that is malformed: of any run, of one of Exo, or of no run at all',
  EXO301: 'a property that the model does not have: of a search, or of a goal in exo explore',
  EXO205: 'a step that the trace does not have: asked of a view, or of a replay',
  EXO401: 'an option of a host that is wrong: of join, or of what is joined with an actor',
  EXO441: 'an address that cannot be listened on: by a transport, or by HTTP',
  EXO423: 'a disk that has failed: raised by storage, and expected of it by the runs that make disks fail',
  EXO446: 'a command that was not applied: told to the caller, and to a client over HTTP',
  EXO313: 'an option that does not go with the medium: given to a model, or typed',
};

/** The rooms of a folder that may import more than the folder at large. */
const ROOM_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = { 'checker/replay': ['traces'] };

/** The folders whose rooms import each other in one direction, tests apart. */
const WITHOUT_CIRCLES_OF_ROOMS: readonly string[] = ['checker', 'spec', 'traces'];

/** Folders without sources; the programs of docs/examples import the package as users do. */
const NOT_SOURCES = new Set(['dist', 'node_modules', 'coverage', 'docs']);

/** The TypeScript files below a folder, as paths from the root, with `/` between their parts. */
function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || NOT_SOURCES.has(entry.name) ? [] : sourcesBelow(file);
    }
    return entry.name.endsWith('.ts') ? [file] : [];
  });
}

/** The scripts below a folder. */
function scriptsBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => `${folder}/${name}`);
}

function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function isTestCode(file: string): boolean {
  return /\.test\.|\/testing\//.test(file);
}

/** What a source imports and re-exports: statements, types and calls of `import` alike. */
function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
}

/** The room of a file: its folder and the one below it; a file that lies in no room is a room of its own. */
function roomOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? parts.slice(0, 2).join('/') : file;
}

/** The file that a relative import means, as a path from the root. */
function targetOf(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier);
}

/** Why an import may not stand in a file, or null if it may. */
function objectionTo(file: string, specifier: string): string | null {
  const from = folderOf(file);
  if (specifier.startsWith('.')) {
    const target = targetOf(file, specifier);
    const to = folderOf(target);
    const allowed = [from, ...(MAY_IMPORT[from] ?? []), ...(ROOM_MAY_IMPORT[roomOf(file)] ?? [])];
    if (!allowed.includes(to)) return `${file} imports ${target}`;
    return isTestCode(target) && !isTestCode(file) ? `${file} leans on the test code ${target}` : null;
  }
  if (specifier.startsWith('exo-broadcast')) return `${file} imports ${specifier}, not a relative path`;
  const allowed = MAY_USE[from];
  if (allowed === undefined || isTestCode(file)) return null;
  const isAllowed = allowed.some((name) =>
    name === 'node:' ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
  return isAllowed ? null : `${file} uses the package ${specifier}`;
}

function objectionsTo(file: string, text: string): readonly string[] {
  return importsOf(text).flatMap((specifier) => objectionTo(file, specifier) ?? []);
}

/** For each node of a graph, where its edges lead. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which file imports which, for types too; nodes are what `nodeOf` makes of files, and edges within a node are left out. */
function importGraph(files: readonly string[], nodeOf: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const edges = graph.get(nodeOf(file)) ?? new Set();
    graph.set(nodeOf(file), edges);
    for (const specifier of importsOf(textOf(file)).filter((text) => text.startsWith('.'))) {
      const target = nodeOf(targetOf(file, specifier).replace(/\.js$/, '.ts'));
      if (target !== nodeOf(file)) edges.add(target);
    }
  }
  return graph;
}

/** Circles of a graph, as paths that end where they begin: none exactly if there is none. */
function circlesOf(graph: Graph): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) circles.push([...path.slice(at), node].join(' -> '));
    if (at >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}

const sources = sourcesBelow('.').filter((file) => folderOf(file) in MAY_IMPORT);

test('no cast goes by way of unknown in what is specified, or held against it: properties and models are typed by their slots', () => {
  const typed = sources.filter((file) => /^(spec|conformance)\//.test(file) && !isTestCode(file));
  expect(typed.length).toBeGreaterThan(100);
  expect(typed.filter((file) => textOf(file).includes(' as unknown as '))).toEqual([]);
});

test('every test stands in a folder whose tests are run', () => {
  const tests = sourcesBelow('.').filter((file) => file.endsWith('.test.ts') && file.includes('/'));
  expect(tests.length).toBeGreaterThan(300);
  const isRun = (file: string): boolean =>
    [...TOGETHER, ...COMMANDS, ...APART].some((one) => file.startsWith(`${one}/`));
  expect(tests.filter((file) => !isRun(file))).toEqual([]);
});

test('no source but a test has more than 300 lines', () => {
  const long = [...sources, ...scriptsBelow('scripts')].filter(
    (file) => !isTestCode(file) && textOf(file).trimEnd().split('\n').length > 300,
  );
  expect(long).toEqual([]);
  expect(scriptsBelow('scripts').length).toBeGreaterThan(10);
});

describe('imports', () => {
  test('run one way between the folders, and reach no test code and no package that is not published', () => {
    expect(sources.flatMap((file) => objectionsTo(file, textOf(file)))).toEqual([]);
  });

  test('lead to files that exist', () => {
    const relative = sources.flatMap((file) =>
      importsOf(textOf(file)).flatMap((specifier) =>
        specifier.startsWith('.') ? [targetOf(file, specifier)] : [],
      ),
    );
    expect(relative.length).toBeGreaterThan(100);
    const missing = relative.filter((target) => !existsSync(path.join(ROOT, target.replace(/\.js$/, '.ts'))));
    expect(missing).toEqual([]);
  });

  test('are looked at in every folder that has sources', () => {
    const unknown = sourcesBelow('.')
      .map(folderOf)
      .filter((folder) => folder !== '.' && !(folder in MAY_IMPORT));
    expect([...new Set(unknown)]).toEqual([]);
    for (const folder of ['errors', 'checker', 'traces', 'spec', 'impl', 'conformance', 'cli']) {
      expect(sources.some((file) => folderOf(file) === folder)).toBe(true);
    }
  });

  test('against the rules are found, however they are written', () => {
    const wrong = [
      `import { a } from '../spec/index.js';`,
      `import type { A } from '../../spec/index.js';`,
      `export * from '../traces/index.js';`,
      `export type { B } from '../cli/source.js';`,
      `import '../architecture.test.js';`,
      `const late = await import('../cli/exo.js');`,
      `type C = import('../traces/index.js').Trace;`,
      `import { check } from 'exo-broadcast/checker';`,
      `import fs from 'node:fs';`,
      `import fc from 'fast-check';`,
      `import { random } from './testing/random-models.js';`,
    ];
    for (const text of wrong) {
      const file = text.includes('../../') ? 'checker/examples/wrong.ts' : 'checker/wrong.ts';
      expect(objectionsTo(file, text), text).toHaveLength(1);
    }
  });

  test('form no circles of files, tests included', () => {
    expect(circlesOf(importGraph(sources, (file) => file))).toEqual([]);
  });

  test.each(WITHOUT_CIRCLES_OF_ROOMS)('form no circles of rooms in %s', (folder) => {
    const files = sources.filter((file) => folderOf(file) === folder && !isTestCode(file));
    expect(files.length).toBeGreaterThan(5);
    expect(circlesOf(importGraph(files, roomOf))).toEqual([]);
  });

  test('in circles are found, long ones and short ones', () => {
    const graph = (edges: Readonly<Record<string, readonly string[]>>): Graph =>
      new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
    expect(circlesOf(graph({ a: ['b', 'c'], b: ['c'], c: ['d'] }))).toEqual([]);
    expect(circlesOf(graph({ a: ['b'], b: ['a'] }))).toEqual(['a -> b -> a']);
    expect(circlesOf(graph({ a: ['b', 'd'], b: ['c'], c: ['e'], d: ['c'], e: ['b'] }))).toEqual([
      'b -> c -> e -> b',
    ]);
  });

  test('are read from every file, types included', () => {
    const graph = importGraph(['impl/core/core.ts'], (file) => file);
    expect([...(graph.get('impl/core/core.ts') ?? [])]).toContain('impl/core/records.ts');
  });

  test('of traces are for the replay alone in the checker', () => {
    const text = `import type { Trace } from '../../traces/index.js';`;
    expect(objectionsTo('checker/replay/right.ts', text)).toEqual([]);
    expect(objectionsTo('checker/search/wrong.ts', text)).toHaveLength(1);
    expect(objectionsTo('checker/replay/wrong.ts', text.replace('traces', 'spec'))).toHaveLength(1);
  });

  test('within the rules, and mere mentions of imports, are left alone', () => {
    const right = `import { setup } from 'xstate';\nimport { a } from './a.js';\n// import { b } from '../spec/b.js';`;
    expect(objectionsTo('checker/right.ts', right)).toEqual([]);
    expect(objectionsTo('checker/right.test.ts', `import fc from 'fast-check';`)).toEqual([]);
    expect(objectionsTo('cli/right.ts', `import { a } from '../spec/a.js';`)).toEqual([]);
  });
});

describe('errors', () => {
  test('are of one class, under whichever name a folder exports it', () => {
    expect(CheckerError).toBe(ExoError);
    expect(HostError).toBe(ExoError);
    const problem = { file: 'run.itf.json', path: '$.states', found: 'nothing', accepted: 'a list' };
    const error = new TraceError('EXO202', problem);
    expect(error).toBeInstanceOf(ExoError);
    expect(error).toMatchObject({ code: 'EXO202', problem, name: 'TraceError' });
    expect(error.message).toBe('run.itf.json: $.states: found nothing; accepted: a list');
  });
});

describe('error codes', () => {
  test('are explained: whoever adds one adds an entry to cli/explain, and runs `npm run docs`', () => {
    const raised = sources
      .filter((file) => !isTestCode(file))
      .flatMap((file) => [...textOf(file).matchAll(/'(EXO\d{3})'/g)].map(([, code = '']) => code));
    expect([...new Set(raised)].filter((code) => entryOf(code) === null).sort()).toEqual([]);
  });

  test('have one meaning each: none is raised in two folders, but for those that are listed', () => {
    const foldersOf = new Map<string, Set<string>>();
    for (const file of sources.filter((source) => !isTestCode(source))) {
      for (const [, code = ''] of textOf(file).matchAll(/'(EXO\d{3})'/g)) {
        foldersOf.set(code, (foldersOf.get(code) ?? new Set()).add(folderOf(file)));
      }
    }
    expect(foldersOf.size).toBeGreaterThan(20);
    const shared = [...foldersOf].filter(([, folders]) => folders.size > 1).map(([code]) => code);
    expect(shared.sort()).toEqual(Object.keys(SHARED_CODES).sort());
  });
});
