/** Faults put into the specification by hand, checked with default reductions: those that take seconds. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const LONG = { tags: 'long', timeout: 240_000 } as const;

test('no fault that is put in by hand passes a check with default reductions', LONG, () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/hand-faults.mjs', '--quick'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(stdout).not.toContain('NOT CAUGHT');
  expect(stdout).toMatch(/\n5 faults by hand: 5 caught, 0 equivalent, 0 not as listed\n$/);
});

/** A text of a file of spec/exo, and what is put in its place. */
interface Fault {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const CALLED = /\b([a-zA-Z]\w*)\(/g;

test('each fault is in its file once, and calls nothing that there is not', async () => {
  // By a name that types are not looked for.
  const list: string = './scripts/hand-faults/list.mjs';
  const { FAULTS } = (await import(list)) as { readonly FAULTS: readonly Fault[] };
  const broken = FAULTS.flatMap(({ name, file, from, to }) => {
    const source = fs.readFileSync(path.join(import.meta.dirname, 'spec', 'exo', file), 'utf8');
    const patched = source.replace(from, () => to);
    const isThere = (called: string): boolean =>
      new RegExp(`(import|function|const)\\b[^;()=]*\\b${called}\\b`).test(patched) || called in globalThis;
    const calls = [...to.matchAll(CALLED)].map(([, called = '']) => called);
    // As a function, and not as a method.
    const isAlone = (called: string): boolean => new RegExp(`(?<![.\\w])${called}\\(`).test(patched);
    const missing = calls.filter(
      (called) => isAlone(called) && !KEYWORDS.includes(called) && !isThere(called),
    );
    const isOnce = source.split(from).length === 2;
    return isOnce && missing.length === 0
      ? []
      : [`${name}: ${isOnce ? missing.join() : 'its text is not there once'}`];
  });
  expect(broken).toEqual([]);
});

const KEYWORDS = ['if', 'for', 'while', 'switch', 'return'];
