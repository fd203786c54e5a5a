import { describe, expect, it } from 'vitest';
import type { MutantResult, MutationResult } from '../../checker/index.js';
import { exitCodeOfMutation } from './command.js';
import { modelFlagsOf } from './flags.js';
import { mutationProgressLine } from './progress.js';
import { countsLine, killerText, mutationText } from './text.js';
import { problemOfMutation } from '../models/mutation-shape.js';
import { publishedSource } from '../models/published-source.js';
import { paintOf, type Terminal } from '../terminal/terminal.js';

const SCREEN: Terminal = { columns: 72, colour: false, paint: paintOf(false) };
const SOURCE = publishedSource(modelFlagsOf({ reduce: true }));

const KILLED: MutantResult = {
  name: 'fits=always',
  kind: 'always',
  of: 'fits',
  verdict: 'killed',
  by: { kind: 'property', name: 'Agreement' },
  steps: 3,
  scope: 'n3',
  scopes: ['n3'],
  states: 62,
  seconds: 0.04,
  isAlike: false,
  counterexample: null,
  model: null,
  says: null,
  source: null,
  reason: null,
};

const PASSED: MutantResult = {
  ...KILLED,
  ...{ name: 'settles=always', of: 'settles', by: null, steps: null, scope: null, scopes: ['n3', 'n5'] },
};

function resultOf(...mutants: readonly MutantResult[]): MutationResult {
  const counts = { killed: 0, equivalent: 0, survived: 0, undecided: 0, unused: 0 };
  for (const { verdict } of mutants) counts[verdict] += 1;
  const scope = { name: 'n3', command: null, isExhausted: true, states: 3134, transitions: 9339, seconds: 1 };
  return { scopes: [scope], mutants, counts, mislisted: [], seconds: 1 };
}

function textOf(...mutants: readonly MutantResult[]): string {
  return mutationText(SOURCE, resultOf(...mutants), new Map(), SCREEN);
}

describe('the report of a mutation', () => {
  it('has a line for each mutant under its verdict, the written ones first, and ends with the counts', () => {
    const written = { ...KILLED, name: 'own', kind: 'written', says: 'hears', source: 'A1' } as const;
    expect(textOf(KILLED, written).split('\n')).toEqual([
      'Mutants of Exo as published',
      'Each is run in one scope after the other, until something is not as it was without the change.',
      '',
      '  n3    3,134 states',
      '',
      'killed  what a careless reader would do instead',
      '  own  Agreement, 3 steps  n3         62    0.0 s',
      '    A1: hears',
      '',
      'killed  each guard and action by itself',
      '  fits=always  Agreement, 3 steps  n3         62    0.0 s',
      '',
      '2 mutants: 2 killed, 0 equivalent, 0 survived',
    ]);
  });

  it('says of what was not noticed whether anything was different at all, and where it was run', () => {
    const other = textOf({ ...PASSED, verdict: 'survived' });
    expect(other).toMatch(/\n {2}settles=always {2}other states, none of them wrong .*\n {4}run in n3, n5\n/);
    const alike = textOf({ ...PASSED, verdict: 'survived', isAlike: true });
    expect(alike).toContain('  settles=always  the same counts of everything');
  });

  it('shows what was interrupted, and only names what was not run at all', () => {
    const late = { ...PASSED, verdict: 'undecided', scopes: [] } as const;
    const text = textOf(
      { ...PASSED, verdict: 'undecided' },
      { ...late, name: 'query=nothing' },
      { ...late, name: 'report=nothing' },
    );
    expect(text).toMatch(
      /\n {2}settles=always {2}not finished .*\n {4}run in n3, n5\n {2}not run:\n {4}query=nothing {2}report=/,
    );
  });

  it('gives the reason of an equivalent one, in lines that fit', () => {
    const reason = 'while nothing is settled the log region goes back into error by itself, at once';
    const lines = textOf({ ...PASSED, verdict: 'equivalent', reason }).split('\n');
    expect(lines).toContain('    while nothing is settled the log region goes back into error by');
    expect(lines).toContain('    itself, at once');
  });

  it('shows the message of an exception below its mutant', () => {
    const text = textOf({ ...KILLED, by: { kind: 'error', name: 'host A: exception' }, steps: null });
    expect(text).toMatch(/\n {2}fits=always {2}error {2}n3 .*\n {4}host A: exception\n/);
  });

  it('shows how to see a run, or where the traces are', () => {
    const run = { ...KILLED, counterexample: { initial: [], steps: [] } };
    const result = resultOf(run, { ...KILLED, name: 'other' });
    expect(mutationText(SOURCE, result, new Map(), SCREEN)).toContain(
      '\nsee one of the runs: exo mutate published --only fits=always\n',
    );
    expect(mutationText(SOURCE, result, new Map([['fits=always', 't/f.itf.json']]), SCREEN)).toContain(
      '\n1 trace written; replay one: exo replay t/f.itf.json\n',
    );
  });

  it('counts what is unused or undecided only where there is any', () => {
    const mixed = [
      KILLED,
      { ...PASSED, verdict: 'unused' },
      { ...PASSED, verdict: 'undecided' },
      { ...PASSED, verdict: 'survived' },
    ] as const;
    expect(countsLine(resultOf(...mixed), SCREEN)).toBe(
      '4 mutants: 1 killed, 0 equivalent, 1 unused, 1 undecided, 1 survived',
    );
    expect(countsLine(resultOf(KILLED), SCREEN)).toBe('1 mutant: 1 killed, 0 equivalent, 0 survived');
  });

  it('is red, yellow or green at its end', () => {
    const screen: Terminal = { columns: 72, colour: true, paint: paintOf(true) };
    expect(countsLine(resultOf(KILLED), screen)).toContain('\u001b[1;32m');
    expect(countsLine(resultOf({ ...PASSED, verdict: 'undecided' }), screen)).toContain('\u001b[1;33m');
    expect(countsLine(resultOf({ ...PASSED, verdict: 'unused' }), screen)).toContain('\u001b[1;31m');
    expect(countsLine({ ...resultOf(KILLED), mislisted: ['fits=always'] }, screen)).toContain('\u001b[1;31m');
  });
});

it('what killed a mutant is said in a few words', () => {
  expect([
    killerText({ kind: 'property', name: 'Agreement' }, 1),
    killerText({ kind: 'deadlock', name: 'deadlock' }, 4),
    killerText({ kind: 'witness', name: 'HostRecovers' }, null),
    killerText({ kind: 'action', name: 'Repeat' }, null),
    killerText({ kind: 'error', name: 'a long story' }, null),
  ]).toEqual([
    'Agreement, 1 step',
    'deadlock, 4 steps',
    'HostRecovers not reached',
    'Repeat not taken',
    'error',
  ]);
});

it('the exit code of a mutation is 12 for a survivor of any kind, then 3 for what is undecided, then 0', () => {
  const undecided = { ...PASSED, verdict: 'undecided' } as const;
  expect(exitCodeOfMutation(resultOf(KILLED, undecided, { ...PASSED, verdict: 'survived' }))).toBe(12);
  expect(exitCodeOfMutation(resultOf(undecided, { ...PASSED, verdict: 'unused' }))).toBe(12);
  expect(exitCodeOfMutation({ ...resultOf(KILLED), mislisted: ['fits=always'] })).toBe(12);
  expect(exitCodeOfMutation(resultOf(KILLED, undecided))).toBe(3);
  expect(exitCodeOfMutation(resultOf(KILLED, { ...PASSED, verdict: 'equivalent' }))).toBe(0);
});

it('progress is told in one line', () => {
  const now = { mutant: 'fits=always', scope: 'n5', done: 12, total: 38, states: 1234 };
  expect(mutationProgressLine(now)).toBe('12 of 38 mutants · fits=always in n5 · 1,234 states');
  expect(mutationProgressLine({ ...now, mutant: null })).toContain('the machine itself in n5');
});

it.each([
  [null, `'mutation' is not an object`],
  [{}, `'machine' is not an XState machine`],
  [{ equivalent: undefined }, `'equivalent' is not an object of reasons by the names of mutants`],
  [{ equivalent: { a: 1 } }, `'equivalent' gives no reason for 'a'`],
  [{ elsewhere: 1 }, `'elsewhere' is not an object of scopes by the names of mutants`],
  [{ elsewhere: { a: 'n3' } }, `'elsewhere' has no list of scopes for 'a'`],
  [{ scopes: [] }, `'scopes' is empty`],
  [{ scopes: 'n3' }, `'scopes' is not a list`],
  [{ scopes: [{ name: 'n3' }] }, `'model' of 'scopes[0]' is not a function`],
  [{ written: [1] }, `'written[0]' is not an object`],
  [{ written: [{ name: 'a', says: 'b' }] }, `'source' of 'written[0]' is not a string`],
  [
    { written: [{ name: 'a', says: 'b', source: 'c', mutate: () => null, scopes: 'n3' }] },
    `'scopes' of 'written[0]' is not a list of names`,
  ],
  [{ elsewhere: { a: ['n3'] } }, null],
])('what is no MutationSubject is told by its shape: %j', (change, problem) => {
  const sound = {
    machine: { provide: () => null },
    scopes: [{ name: 'n3', model: () => null }],
    written: [],
    equivalent: {},
  };
  const isWhole = change === null || Object.keys(change).length === 0;
  expect(problemOfMutation(isWhole ? change : { ...sound, ...change })).toBe(problem);
});
