import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { attemptOf, isJudged, METHODS, reaches, type Method } from './catching.js';
import { drawnRuns, isOfEngines, isOfLives, runsBesides } from './drawn-runs.js';
import { thrownFault, UnsoundMethodError } from './found.js';
import { hasSurvived, isCaught, NOT_FINISHED } from './impl-mutation.js';
import { mutantsOf, type ImplMutant } from './mutant.js';

function mutantIn(file: string, rule = 'R3'): ImplMutant {
  return { name: 'one', rule, says: 'it does otherwise', file, find: 'a', replace: 'b' };
}

test('the changes of a file are faulty versions of it', () => {
  expect(mutantsOf('core/core.js', [['one', 'R3', 'it does otherwise', 'a', 'b']])).toEqual([
    mutantIn('core/core.js'),
  ]);
});

describe('what a version throws', () => {
  test.each<[thrown: unknown, how: string, where: string]>([
    [Object.assign(new Error('no slot'), { code: 'EXO423' }), 'EXO423', 'Error: no slot'],
    [new RangeError('no slot'), 'exception', 'RangeError: no slot'],
    [Object.assign(new Error('no slot'), { code: 7 }), 'exception', 'Error: no slot'],
    ['no slot', 'exception', 'no slot'],
  ])('is what is found in it: %o', (thrown, how, where) => {
    expect(thrownFault(thrown)).toEqual({ how, where });
  });

  test('is told in two hundred characters at most', () => {
    expect(thrownFault('x'.repeat(300)).where).toHaveLength(200);
  });

  test('says nothing of it where the method itself is at fault', () => {
    const error = new UnsoundMethodError('the simulator finds fault with the implementation itself');
    expect(() => thrownFault(error)).toThrow(error);
  });
});

describe('an attempt', () => {
  const startedAt = performance.now();

  test.each<[found: Parameters<typeof attemptOf>[1], is: boolean]>([
    [{ how: 'agreed', where: 'run 1' }, true],
    [{ how: 'Agreement', where: 'seed 1', isAccepted: true }, false],
    [null, false],
  ])('has caught what it finds, unless traces are accepted: %o', (found, is) => {
    expect(attemptOf('validation', found, startedAt)).toMatchObject({
      ...{ by: 'validation', isCaught: is, how: found?.how ?? null, where: found?.where ?? null },
    });
  });

  test('that takes too long neither catches a version nor says that it survives', () => {
    const mutant = mutantIn('core/core.js');
    const missed = attemptOf('refinement', null, startedAt);
    const caught = attemptOf('lock step', { how: 'agreed', where: 'run 1' }, startedAt);
    const unfinished = { ...missed, how: NOT_FINISHED };
    const outcomes = [[missed], [missed, caught], [missed, unfinished], [unfinished, caught], []].map(
      (attempts) => ({ mutant, attempts }),
    );
    expect(outcomes.map(isCaught)).toEqual([false, true, false, true, false]);
    expect(outcomes.map(hasSurvived)).toEqual([true, false, false, false, true]);
  });
});

describe('a method reaches', () => {
  const methodsFor = (file: string, rule?: string): readonly Method[] =>
    METHODS.filter((method) => reaches(method, mutantIn(file, rule)));

  test.each<[file: string, rule: string, methods: readonly Method[]]>([
    ['offload/ring.js', 'O4', ['ring']],
    ['offload/bell.js', 'O4', ['ring']],
    ['offload/driver.js', 'O7', ['offload', 'restarts', 'simulation', 'validation']],
    ['offload/driver.js', 'D4', ['offload', 'simulation', 'validation']],
    ['offload/engine-loop.js', 'O1', ['restarts']],
    ['host/engine-side.js', 'O6', ['offload', 'restarts', 'simulation', 'validation']],
    ['core/core.js', 'R3', ['refinement', 'lock step', 'simulation', 'validation', 'driver', 'hostile']],
    ['core/core.js', 'D6', ['refinement', 'validation', 'driver', 'hostile']],
    [
      'core/core.js',
      'O9',
      ['offload', 'refinement', 'lock step', 'simulation', 'validation', 'driver', 'hostile'],
    ],
    ['host/host.js', 'R3', ['simulation', 'validation', 'driver', 'hostile']],
    ['host/host.js', 'D6', ['simulation', 'validation', 'driver', 'hostile']],
    ['wire/frame.js', 'R2', ['refinement', 'lock step', 'simulation', 'validation', 'hostile']],
    ['wire/authentication.js', 'R2', ['simulation', 'validation', 'hostile']],
    ['storage/disk-storage.js', 'R4', ['disk', 'simulation', 'validation']],
    ['storage/memory-storage.js', 'R4', ['simulation', 'validation']],
    ['storage/stored-state.js', 'R4', ['disk', 'refinement', 'lock step', 'simulation', 'validation']],
  ])('%s, of %s', (file, rule, methods) => {
    expect(methodsFor(file, rule)).toEqual(methods);
    const isValidated = methods.includes('validation');
    expect(reaches('beginnings', mutantIn(file, rule))).toBe(isValidated);
  });

  test('judges traces in another process in validation alone', () => {
    expect([...METHODS, 'beginnings' as const].filter(isJudged)).toEqual(['validation', 'beginnings']);
  });
});

describe('the runs in which a version is looked for', () => {
  const seedsOf = (runs: Iterable<{ readonly seed: number }>): number => [...runs].length;

  test.each<[rule: string, isOfLives: boolean, isOfEngines: boolean]>([
    ['D4', true, false],
    ['R3, D10', true, false],
    ['O9', false, true],
    ['O9, D3', true, true],
    ['R3', false, false],
    ['ID4', false, false],
    ['codec', false, false],
  ])('rule %s', (rule, ofLives, ofEngines) => {
    expect([isOfLives(rule), isOfEngines(rule)]).toEqual([ofLives, ofEngines]);
  });

  test('are sixty, of split hosts or without disks where it is about those', () => {
    const drawn = (file: string, rule: string): readonly object[] => [
      ...drawnRuns(implementation, mutantIn(file, rule)),
    ];
    expect(drawn('core/core.js', 'R3')).toHaveLength(60);
    for (const [file, rule] of [
      ['offload/driver.js', 'R3'],
      ['host/engine-side.js', 'R3'],
      ['core/core.js', 'O9'],
    ] as const) {
      const runs = drawn(file, rule);
      expect(runs).toHaveLength(60);
      for (const run of runs) expect(run).toMatchObject({ offload: 'on' });
    }
    for (const run of drawn('core/core.js', 'D4')) expect(run).toMatchObject({ storage: 'diskless' });
  });

  test('of what is about disks are on disks, and more', () => {
    const runs = [...drawnRuns(implementation, mutantIn('storage/disk-storage.js'))];
    expect(runs.length).toBeGreaterThan(60);
    for (const { storage } of runs) expect(storage).toBe('disk');
  });

  test('without disks come besides, but not of what is about disks', () => {
    expect(seedsOf(runsBesides(implementation, mutantIn('core/core.js')))).toBe(10);
    expect(seedsOf(runsBesides(implementation, mutantIn('storage/recovery.js')))).toBe(0);
    expect(seedsOf(runsBesides(implementation, mutantIn('core/core.js', 'D4')))).toBe(60);
    const both = [...runsBesides(implementation, mutantIn('core/core.js', 'O9, D3'))];
    expect(both.map(({ offload }) => offload).filter((one) => one === 'on')).toHaveLength(60);
    expect(both).toHaveLength(120);
  });
});
