/** The faulty versions of the implementation that are made by rule, and a sample of them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMPILED_FOLDER } from '../compare/faulty-copy.js';
import type { ImplMutant } from '../mutants/mutant.js';
import { CODE_RULES, codeChanges, type CodeRule } from './code-rules.js';
import { EQUIVALENTS } from './equivalents.js';

/** A faulty version that a rule has made. */
export interface RuleMutant extends ImplMutant {
  /** What it is known by, also when lines have moved: CodeChange.key. */
  readonly key: string;
  readonly codeRule: CodeRule;
  readonly line: number;
  /** Why nothing can tell it from the implementation; null if something can, as far as is known. */
  readonly equivalent: string | null;
}

/** What is mutated; the rest of the implementation is the simulator, and what only meets real disks and sockets. */
const FOLDERS = ['core', 'host', 'storage', 'wire'] as const;
/** What the simulator has instead of a machine: `simulated-…`, and what only a real directory has. */
const LEFT_OUT = /^storage\/(simulated-|directory-|files\.js)/;

/**
 * All of them, by file and place.
 *
 * @example
 * console.log(ruleMutants().some(({ file }) => file === 'core/core.js')); // true
 */
export function ruleMutants(folder = COMPILED_FOLDER): readonly RuleMutant[] {
  return FOLDERS.flatMap((room) =>
    readdirSync(path.join(folder, room))
      .filter((name) => name.endsWith('.js') && !name.includes('.test.'))
      .map((name) => `${room}/${name}`)
      .filter((file) => !LEFT_OUT.test(file))
      .sort()
      .flatMap((file) => mutantsOfFile(folder, file)),
  );
}

function mutantsOfFile(folder: string, file: string): readonly RuleMutant[] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return codeChanges(file, text).map(({ key, rule, within, at, line, find, replace }) => ({
    key,
    name: `${rule}-${key}`,
    rule: within === '' ? file : `${file}, ${within}`,
    says: CODE_RULES[rule],
    codeRule: rule,
    line,
    file,
    at,
    find,
    replace,
    equivalent: EQUIVALENTS[key] ?? null,
  }));
}

/**
 * The first `count` of all, in an order that the seed gives: a larger sample of the same seed begins with a smaller one.
 *
 * @example
 * const some = sampleOf(ruleMutants(), 20, 7);
 * console.log(some.length); // 20
 */
export function sampleOf(mutants: readonly RuleMutant[], count: number, seed: number): readonly RuleMutant[] {
  const order = [...mutants].map((mutant) => ({
    mutant,
    place: mixed(Number.parseInt(mutant.key, 16), seed),
  }));
  order.sort((a, b) => a.place - b.place || (a.mutant.key < b.mutant.key ? -1 : 1));
  return order.slice(0, count).map(({ mutant }) => mutant);
}

/** 32 bits of both (the finish of MurmurHash3), so that samples of different seeds have nothing to do with each other. */
function mixed(key: number, seed: number): number {
  let hash = key ^ Math.imul(seed + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The change as a patch of the compiled file: the lines that it is in, before and after.
 *
 * @example
 * const [one] = sampleOf(ruleMutants(), 1, 7);
 * console.log(one && patchOf(one).startsWith('--- a/dist/impl/')); // true
 */
export function patchOf(mutant: RuleMutant, folder = COMPILED_FOLDER): string {
  const { file, at = 0, find, replace, line } = mutant;
  const text = readFileSync(path.join(folder, file), 'utf8');
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at + find.length);
  const to = end < 0 ? text.length : end;
  const before = text.slice(from, to).split('\n');
  const after = (text.slice(from, at) + replace + text.slice(at + find.length, to)).split('\n');
  return [
    `--- a/dist/impl/${file}`,
    `+++ b/dist/impl/${file}`,
    `@@ -${line},${before.length} +${line},${after.length} @@`,
    ...before.map((one) => `-${one}`),
    ...after.map((one) => `+${one}`),
  ].join('\n');
}
