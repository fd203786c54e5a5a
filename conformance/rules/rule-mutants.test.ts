import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { faulty } from '../compare/faulty-copy.js';
import { EQUIVALENTS } from './equivalents.js';
import { appendOutcome, readOutcomes } from './results-file.js';
import { patchOf, ruleMutants, sampleOf } from './rule-mutants.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const ALL = ruleMutants(COMPILED);

describe('the versions of the implementation that are made by rule', () => {
  test('are of core, driver, storage and codec, each by every rule', () => {
    const rooms = ['core', 'host', 'storage', 'wire'];
    const kinds = rooms.flatMap((room) =>
      ['negate', 'bound', 'drop', 'swap'].map((rule) => `${room} ${rule}`),
    );
    expect(new Set(ALL.map(({ file, codeRule }) => `${file.split('/')[0] ?? ''} ${codeRule}`))).toEqual(
      new Set(kinds),
    );
    expect(new Set(ALL.map(({ key }) => key)).size).toBe(ALL.length);
    expect(ALL.length).toBeGreaterThan(1_500);
  });

  test('can be read, every one of a sample', () => {
    for (const mutant of sampleOf(ALL, 60, 3)) {
      const text = faulty(readFileSync(path.join(COMPILED, mutant.file), 'utf8'), mutant);
      expect(() => parse(text, { ecmaVersion: 'latest', sourceType: 'module' }), mutant.name).not.toThrow();
    }
  });

  test('that are said to be equivalent are there, each with a reason', () => {
    const keys = new Set(ALL.map(({ key }) => key));
    expect(Object.keys(EQUIVALENTS).filter((key) => !keys.has(key))).toEqual([]);
    expect(Object.values(EQUIVALENTS).filter((reason) => reason.length < 20)).toEqual([]);
  });

  test('are sampled by a seed: a larger sample has a smaller one in it', () => {
    const names = (count: number, seed: number): readonly string[] =>
      sampleOf(ALL, count, seed).map(({ name }) => name);
    expect(names(40, 1).slice(0, 15)).toEqual(names(15, 1));
    expect(names(15, 2)).not.toEqual(names(15, 1));
    expect(new Set(names(ALL.length, 5)).size).toBe(ALL.length);
  });

  test('are shown as patches of the compiled file', () => {
    const [mutant] = ALL.filter(({ file, codeRule }) => file === 'core/ring.js' && codeRule === 'bound');
    if (mutant === undefined) throw new Error('there is one');
    const [before, after, place, less, more] = patchOf(mutant, COMPILED).split('\n');
    expect([before, after]).toEqual(['--- a/dist/impl/core/ring.js', '+++ b/dist/impl/core/ring.js']);
    expect(place).toBe(`@@ -${mutant.line},1 +${mutant.line},1 @@`);
    expect(less?.slice(1).replace(mutant.find, mutant.replace)).toBe(more?.slice(1));
  });

  test('are not made where the code has changed since', () => {
    const [mutant] = ALL;
    if (mutant === undefined) throw new Error('there is one');
    expect(() => faulty('', mutant)).toThrow(/does not stand in .* at \d+$/);
  });
});

test('outcomes are kept in a file, one a line, and read again but for a line that was cut off', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'exo-outcomes-'));
  try {
    const file = path.join(folder, 'outcomes.jsonl');
    expect(readOutcomes(file).size).toBe(0);
    const attempts = [
      { by: 'lock step', isCaught: true, how: 'agreed', where: 'run 1', seconds: 1 },
    ] as const;
    appendOutcome(file, { key: 'aaaa0000', attempts });
    appendOutcome(file, { key: 'bbbb0000', attempts: [] });
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"key":"cc`);
    expect([...readOutcomes(file).keys()]).toEqual(['aaaa0000', 'bbbb0000']);
    expect(readOutcomes(file).get('aaaa0000')?.attempts).toEqual(attempts);
    appendOutcome(file, { key: 'cccc0000', attempts: [] });
    expect([...readOutcomes(file).keys()]).toEqual(['aaaa0000', 'bbbb0000', 'cccc0000']);
    for (const other of ['no line\n{}\n', '1\n', '{"key":"aaaa0000"}\n', 'a text of one line']) {
      writeFileSync(file, other);
      expect(() => readOutcomes(file), other).toThrow(SyntaxError);
      expect(readFileSync(file, 'utf8')).toBe(other);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
