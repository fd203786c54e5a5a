/**
 * The folders are the architecture (ARCHITECTURE.md): imports run one way. The checker knows no protocol, the
 * specification knows no implementation, and what is published leans on nothing that only tests have.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = import.meta.dirname;

/** For each folder, the other folders that it may import from, tests included. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  checker: [],
  traces: [],
  spec: ['checker'],
  impl: ['traces'],
  conformance: ['spec', 'impl', 'checker', 'traces'],
  cli: ['checker', 'traces', 'spec', 'impl', 'conformance'],
  bench: ['checker', 'traces', 'spec', 'impl', 'conformance', 'cli'],
};

/** For each folder that is published, the packages that it may use outside its tests; `node:` is Node itself. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  checker: ['xstate'],
  traces: [],
  spec: ['xstate'],
  impl: ['node:'],
  conformance: ['xstate', 'fast-check', 'node:'],
  cli: ['commander', 'node:'],
};

/** Error codes that two folders raise with one meaning. */
const SHARED_CODES: Readonly<Record<string, string>> = {
  EXO205: 'a step that the trace does not have: asked of a view, or of a replay',
  EXO313: 'an option that does not go with the medium: given to a model, or typed',
};

const NOT_SOURCES = new Set(['dist', 'node_modules', 'coverage']);

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
    if (to !== from && !MAY_IMPORT[from]?.includes(to)) return `${file} imports ${target}`;
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

const sources = sourcesBelow('.').filter((file) => folderOf(file) in MAY_IMPORT);

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
    for (const folder of ['checker', 'traces', 'spec', 'impl', 'conformance', 'cli']) {
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

  test('within the rules, and mere mentions of imports, are left alone', () => {
    const right = `import { setup } from 'xstate';\nimport { a } from './a.js';\n// import { b } from '../spec/b.js';`;
    expect(objectionsTo('checker/right.ts', right)).toEqual([]);
    expect(objectionsTo('checker/right.test.ts', `import fc from 'fast-check';`)).toEqual([]);
    expect(objectionsTo('cli/right.ts', `import { a } from '../spec/a.js';`)).toEqual([]);
  });
});

describe('error codes', () => {
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
