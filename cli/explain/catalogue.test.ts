/** Every code that the sources use is explained, every code that is explained is used, and the document is up to date. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { CHAPTERS, entryOf } from './catalogue.js';
import { errorsPage } from './page.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The folders of sources that the package publishes; benchmarks raise nothing of their own. */
const FOLDERS = (
  JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly files: readonly string[] }
).files.filter((name) => /^[a-z]+$/.test(name) && !['dist', 'docs'].includes(name));

const codes = CHAPTERS.flatMap(({ entries }) => Object.keys(entries));

/** The sources that are published, but for the entries themselves, which name other codes. */
function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sourcesBelow(file);
    if (/^cli.explain.*-errors\.ts$/.test(file)) return [];
    return /(?<!\.test|\.test\.helper)\.ts$/.test(entry.name) ? [file] : [];
  });
}

/**
 * The codes that a source raises: all that stand in its strings and templates, as a value or at the beginning of what is printed, but
 * for those that it only compares with, and for types.
 */
function raisedIn(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    const isRaised = isText && !ts.isBinaryExpression(node.parent) && !ts.isLiteralTypeNode(node.parent);
    if (isRaised) found.push(...(node.text.match(/\bEXO\d{3}\b/g) ?? []));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

const raised = new Set(
  FOLDERS.flatMap(sourcesBelow).flatMap((file) => raisedIn(readFileSync(path.join(ROOT, file), 'utf8'))),
);

describe('error codes', () => {
  test('that the sources raise are all explained: add an entry to cli/explain, then `npm run docs`', () => {
    expect(raised.size).toBeGreaterThan(40);
    expect([...raised].filter((code) => entryOf(code) === null).sort()).toEqual([]);
  });

  test('that are explained are all raised somewhere', () => {
    expect(codes.filter((code) => !raised.has(code))).toEqual([]);
  });

  test('stand once each, in their chapter, in order', () => {
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(CHAPTERS.map(({ entries }) => [...new Set(Object.keys(entries).map((code) => code[3]))])).toEqual([
      ['1'],
      ['2'],
      ['3'],
      ['4'],
    ]);
  });

  test('are explained in sentences', () => {
    for (const code of codes) {
      const { what = '', cause = '', remedy = '' } = entryOf(code) ?? {};
      expect(what, code).toMatch(/^[A-Z].{10,70}[^.]$/);
      expect(cause, code).toMatch(/^(['"`[A-Z]).{30,}[.]$/);
      expect(remedy, code).toMatch(/^(['"`[A-Z]).{10,}[.`]$/);
    }
  });

  test('are found in a source where they are raised, and not where they are compared', () => {
    const text = `throw new ExoError('EXO101', 'a'); if (code === 'EXO102') f(); type A = 'EXO103'; const B = 'EXO104';`;
    expect(raisedIn(text)).toEqual(['EXO101', 'EXO104']);
    expect(raisedIn('print(`exo: EXO105: ${x}, EXO106`); // EXO107')).toEqual(['EXO105', 'EXO106']);
  });
});

test('docs/errors.md is what is generated from the entries: npm run docs', () => {
  expect(readFileSync(path.join(ROOT, 'docs', 'errors.md'), 'utf8')).toBe(errorsPage());
});
