/**
 * The examples in the docstrings of everything that the package exports as a function: each is there, type-checks in the
 * strictest form, runs, and prints what the comments behind its calls of `console.log` say.
 *
 * An example is short, so names that the package exports need no import, nor do those of FIXTURES and of
 * checker/testing/example-models.ts. It runs in an empty folder, in which `run.itf.json` is a trace of the crossing.
 *
 * So do the blocks of code in DOCUMENTS: the first of a document begins each of the others.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as exampleModels from './checker/testing/example-models.js';
import { writeItf } from './traces/index.js';

const ROOT = import.meta.dirname;
/** All but `vitest`, which runs in tests only, and in them is tried. */
const ENTRY_POINTS = [
  ...(['checker', 'traces', 'spec', 'impl', 'conformance'] as const),
  ...(['generate', 'generate/fast-check', 'record', 'xstate'] as const),
] as const;
/** The documents whose blocks of code are examples too. */
const DOCUMENTS: readonly string[] = ['docs/system.md'];
/** Within the package, so that examples import it by its name. */
const FOLDER = path.join(ROOT, 'dist', `.examples-${process.pid}`);

/** What examples may use without a word: by name, the statement that makes it. */
const FIXTURES: Record<string, string> = {
  fs: `import fs from 'node:fs';`,
  setup: `import { setup } from 'xstate';`,
  assign: `import { assign } from 'xstate';`,
  createActor: `import { createActor } from 'xstate';`,
  createMachine: `import { createMachine } from 'xstate';`,
  fc: `import fc from 'fast-check';`,
  test: `const test = (_: string, body: () => void): void => body();`,
};

for (const name of Object.keys(exampleModels)) {
  FIXTURES[name] = `import { ${name} } from '../checker/testing/example-models.js';`;
}

interface Example {
  readonly entry: (typeof ENTRY_POINTS)[number];
  readonly name: string;
  readonly text: string;
}

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);

const ESM: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };

/** By entry point, the functions that it exports with their examples; by name, the entry points that export it. */
function exported() {
  const files = ENTRY_POINTS.map((entry) => path.join(ROOT, entry, 'index.ts'));
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const functions: { entry: Example['entry']; name: string; examples: readonly string[] }[] = [];
  const entriesOf = new Map<string, Example['entry'][]>();
  const types = new Set<string>();
  for (const entry of ENTRY_POINTS) {
    const source = program.getSourceFile(path.join(ROOT, entry, 'index.ts'));
    const module = source && checker.getSymbolAtLocation(source);
    for (const alias of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
      entriesOf.set(alias.name, [...(entriesOf.get(alias.name) ?? []), entry]);
      if (!(symbol.flags & ts.SymbolFlags.Value)) types.add(alias.name);
      if (!(symbol.flags & ts.SymbolFlags.Function)) continue;
      const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
      functions.push({
        entry,
        name: alias.name,
        examples: tags.map((tag) => ts.displayPartsToString(tag.text)),
      });
    }
  }
  return { functions, entriesOf, types };
}

const { functions, entriesOf, types } = exported();
const examples: readonly Example[] = [
  ...functions.flatMap(({ entry, name, examples: texts }) => texts.map((text) => ({ entry, name, text }))),
  ...DOCUMENTS.flatMap(blocksOf),
];

/** The blocks of a document that go on from its first, each with it. */
function blocksOf(document: string): readonly Example[] {
  const text = fs.readFileSync(path.join(ROOT, document), 'utf8');
  const [first = '', ...others] = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block = '']) => block);
  const name = path.basename(document, '.md');
  return others.map((block, i) => ({
    entry: 'checker',
    name: `${name}-${i + 1}`,
    text: `${first}\n${block}`,
  }));
}

/** The names that a text uses, and those that it makes itself. */
function namesIn(text: string): { readonly used: ReadonlySet<string>; readonly made: ReadonlySet<string> } {
  const [used, made] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (!isMember && !ts.isPropertyAssignment(parent)) used.add(node.text);
      if (ts.isPropertyAssignment(parent) && parent.initializer === node) used.add(node.text);
      const isMade =
        (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent)) &&
        parent.name === node;
      if (isMade || ts.isImportSpecifier(parent) || ts.isFunctionDeclaration(parent)) made.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true));
  return { used, made };
}

/** The example as a module: what it uses and does not make is imported. */
function moduleOf({ entry, text }: Example): string {
  const { used, made } = namesIn(text);
  const imports = [...used].flatMap((name) => {
    if (made.has(name)) return [];
    if (FIXTURES[name] !== undefined) return [FIXTURES[name]];
    const entries = entriesOf.get(name) ?? [];
    const from = entries.includes(entry) ? entry : entries[0];
    return from === undefined
      ? []
      : [`import ${types.has(name) ? 'type ' : ''}{ ${name} } from 'exo-broadcast/${from}';`];
  });
  return `${[...new Set(imports)].join('\n')}\n${text}\nexport {};\n`;
}

/** What the comments behind its calls of `console.log` say that it prints. */
function promised(text: string): readonly string[] {
  return [...text.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, line = '']) => line.trim());
}

const fileOf = ({ entry, name }: Example): string =>
  path.join(FOLDER, `${entry.replace('/', '-')}-${name}.mts`);

const compiledOf = (example: Example): string => fileOf(example).replace('.mts', '.mjs');

/** Imports every example, and prints what each printed or threw as JSON. */
const RUNNER = `
import { format } from 'node:util';
const results = {};
const write = console.log;
for (const file of process.argv.slice(2)) {
  const printed = [];
  console.log = (...parts) => printed.push(format(...parts));
  let failure = null;
  try {
    await import(file);
  } catch (error) {
    failure = String(error?.stack ?? error);
  }
  results[file] = { printed, failure };
}
write(JSON.stringify(results));
`;

const results = new Map<string, { readonly printed: readonly string[]; readonly failure: string | null }>();

beforeAll(() => {
  fs.mkdirSync(path.join(FOLDER, 'empty'), { recursive: true });
  for (const example of examples) {
    const source = moduleOf(example);
    const { outputText } = ts.transpileModule(source, { compilerOptions: ESM });
    fs.writeFileSync(fileOf(example), source);
    fs.writeFileSync(compiledOf(example), outputText);
  }
  fs.writeFileSync(path.join(FOLDER, 'runner.mjs'), RUNNER);
  fs.writeFileSync(path.join(FOLDER, 'empty', 'run.itf.json'), writeItf(exampleModels.trace));
});
afterAll(() => fs.rmSync(FOLDER, { recursive: true, force: true }));

describe('the examples of exported functions', () => {
  test('are there, one at least for each', () => {
    const without = functions.filter(({ examples: texts }) => texts.length === 0);
    expect(without.map(({ entry, name }) => `${entry}: ${name}`)).toEqual([]);
  });

  test('are there in documents, a block at least for each heading', () => {
    for (const document of DOCUMENTS) {
      const headings = fs.readFileSync(path.join(ROOT, document), 'utf8').match(/^## /gm) ?? [];
      expect(blocksOf(document).length).toBeGreaterThanOrEqual(headings.length);
    }
  });

  test('type-check', { tags: 'long' }, () => {
    const program = ts.createProgram(examples.map(fileOf), {
      ...options,
      rootDir: ROOT,
      noUnusedLocals: false,
      declaration: false,
      sourceMap: false,
    });
    const found = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file?.fileName.includes('.examples-'));
    expect(ts.formatDiagnostics(found, formatHost)).toBe('');
  });

  test('run, and print what they say', () => {
    const compiled = examples.map(compiledOf);
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(FOLDER, 'runner.mjs'), ...compiled], {
      cwd: path.join(FOLDER, 'empty'),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    for (const [file, result] of Object.entries(JSON.parse(stdout) as object)) results.set(file, result);
    const wrong = examples.flatMap((example) => {
      const { printed = [], failure = null } = results.get(compiledOf(example)) ?? {};
      const expected = promised(example.text);
      const isRight = failure === null && JSON.stringify(printed) === JSON.stringify(expected);
      return isRight ? [] : [{ name: `${example.entry}: ${example.name}`, failure, printed, expected }];
    });
    expect(wrong).toEqual([]);
  });
});

const formatHost: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => ROOT,
  getCanonicalFileName: (file) => file,
  getNewLine: () => '\n',
};
