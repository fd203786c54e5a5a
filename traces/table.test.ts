import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traces } from './arbitrary.test.helper.js';
import { readItf } from './itf.js';
import { renderTable, type TableOptions } from './table.js';
import { TraceError } from './trace-error.js';
import type { Trace, Value } from './trace.js';

const trace = readItf(readFileSync(new URL('golden/split-slot.itf.json', import.meta.url), 'utf8'));

/** A host as the senders in its log, the first of them agreed. */
const cell = (_: string, value: Value): string => {
  const senders = JSON.stringify(value).match(/[A-C](?=")/g);
  return senders ? senders.map((sender, slot) => `${sender}${slot === 0 ? '✓' : '²'}`).join(' ') : '·';
};
const hosts = { cell, columns: ['A', 'B', 'C'], heading: (name: string) => `host ${name}` };

const lines = (options: Partial<TableOptions>, of: Trace = trace): string[] =>
  renderTable(of, { colour: false, ...options }).split('\n');

const widest = (table: readonly string[]): number => Math.max(...table.map((line) => [...line].length));

const withoutColour = (line: string): string => line.replaceAll(/\p{Cc}\[[0-9;]*m/gu, '');

describe('renderTable', () => {
  it('shows a row a step and a column a variable, and marks what changed', () => {
    expect(lines(hosts)).toEqual([
      'step   action                        host A   host B   host C',
      '─────────────────────────────────────────────────────────────',
      '   0   init                          ·        ·        ·',
      '   1   Send(heardBy={B}, source=A)  *A✓      *A✓       ·',
      '       A broadcasts slot 0; C loses it.',
      '   2   Timeout(C)                    A✓       A✓      *C✓',
    ]);
  });

  it('shows all variables, by name and as they are, if told nothing', () => {
    const [heading, , first] = lines({});
    expect(heading?.split(/ {2,}/)).toEqual(['step', 'action', 'A', 'B', 'C', 'timeouts']);
    expect(first?.split(/ {2,}/).slice(3)).toEqual([
      '{log: [], seq: 0}',
      '{log: [], seq: 0}',
      '{log: [], seq: 0}',
      '0',
    ]);
  });

  it('leaves out columns of which every cell is empty, but not all of them', () => {
    const emptyIn =
      (...names: readonly string[]) =>
      (name: string): string =>
        names.includes(name) ? '' : 'x';
    expect(lines({ columns: ['A', 'B', 'C'], cell: emptyIn('B') })[0]?.split(/ {2,}/)).toEqual([
      ...['step', 'action', 'A', 'C'],
    ]);
    expect(lines({ columns: ['A', 'B'], cell: emptyIn('A', 'B') })[0]?.split(/ {2,}/)).toEqual([
      ...['step', 'action', 'A', 'B'],
    ]);
  });

  it('sets changes off by colour alone on a terminal that has it, in the same places', () => {
    const coloured = renderTable(trace, { ...hosts, colour: true });
    expect(coloured).toContain('\u001b[1;33mC✓\u001b[0m');
    expect(coloured.split('\n').map(withoutColour)).toEqual(
      lines(hosts).map((line) => line.replaceAll('*', ' ')),
    );
  });

  it('wraps long cells at spaces so that no line is wider than the terminal', () => {
    expect(lines({ width: 72, columns: ['A', 'B', 'C'] }).slice(0, 7)).toEqual([
      'step   action              A               B               C',
      '────────────────────────────────────────────────────────────────────────',
      '   0   init                {log: [],       {log: [],       {log: [],',
      '                           seq: 0}         seq: 0}         seq: 0}',
      '   1   Send(heardBy={B},  *{log: [{slot:  *{log: [{slot:   {log: [],',
      '       source=A)           0, source:      0, source:      seq: 0}',
      '                           A}], seq: 1}    A}], seq: 1}',
    ]);
  });

  it('puts actions above the cells where they would leave no room for the words of the others', () => {
    const told = (name: string, value: Value): string => (cell(name, value) === '·' ? 'waiting' : 'received');
    expect(lines({ ...hosts, cell: told, width: 43 })).toEqual([
      'step   action',
      '       host A     host B     host C',
      '─────────────────────────────────────',
      '   0   init',
      '       waiting    waiting    waiting',
      '   1   Send(heardBy={B}, source=A)',
      '       A broadcasts slot 0; C loses it.',
      '      *received  *received   waiting',
      '   2   Timeout(C)',
      '       received   received  *received',
    ]);
  });

  it('breaks no word that a line has room for, at whatever width', () => {
    const folder = new URL('counterexamples/', import.meta.url);
    // What ends with an ellipsis may end in the middle of a word.
    const wordsOf = (table: readonly string[]): readonly string[] =>
      table.filter((line) => !/[…─]/.test(line)).flatMap((line) => line.split(/[ *]+/));
    for (const file of readdirSync(folder)) {
      const kept = readItf(readFileSync(new URL(file, folder), 'utf8'));
      const columns = kept.vars.filter((name) => /^[A-E]$/.test(name));
      const words = new Set(wordsOf(lines({ columns }, kept)));
      expect(Math.max(...[...words].map((word) => word.length)), file).toBeLessThan(24);
      for (const width of [30, 40, 60, 80, 100, 120]) {
        const broken = wordsOf(lines({ columns, width }, kept)).filter((word) => !words.has(word));
        expect(broken, `${file} at ${width}`).toEqual([]);
      }
    }
  });

  it('puts the steps one below the other where columns would be too narrow', () => {
    expect(lines({ width: 30 }).slice(4)).toEqual([
      '   timeouts  0',
      '1  Send(heardBy={B}, source=A)',
      '   A broadcasts slot 0; C',
      '   loses it.',
      '   A  {log: [{slot: 0, source:',
      '      A}], seq: 1}',
      '   B  {log: [{slot: 0, source:',
      '      A}], seq: 1}',
      '2  Timeout(C)',
      '   C  {log: [{slot: 0, source:',
      '      C}], seq: 1}',
      '   timeouts  1',
    ]);
  });

  it('keeps to any width, one line a line, whatever the trace holds', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 20, max: 120 }), fc.option(fc.nat()), (any, width, step) => {
        const shown = step === null ? {} : { step: step % any.states.length };
        const table = lines({ width, ...shown }, any);
        expect(widest(table)).toBeLessThanOrEqual(width);
        expect(table.filter((line) => /\p{Cc}| $/u.test(line))).toEqual([]);
      }),
    );
  });

  it('ends a cell of more than six lines with an ellipsis', () => {
    const table = lines({ width: 50, columns: ['A'], cell: () => 'word '.repeat(99) });
    expect(table.slice(2, 8)).toHaveLength(6);
    expect(table[7]).toMatch(/ word.*…$/);
    expect(table[8]).toMatch(/^ +1 /);
  });

  it('says where a lasso goes on', () => {
    expect(lines({}, { ...trace, loop: 1 }).at(-1)).toBe('↻ then again from step 1');
  });

  it('names the columns that there are when asked for another', () => {
    const ask = (): unknown => lines({ columns: ['A', 'Z'] });
    expect(ask).toThrow(
      new TraceError('EXO205', { path: 'columns', found: '"Z"', accepted: 'A, B, C, timeouts' }),
    );
  });
});

describe('renderTable of one step', () => {
  it('shows action, summary, messages and every variable in full', () => {
    const heading = (name: string): string => (name.length === 1 ? `host ${name}` : name);
    expect(lines({ ...hosts, heading, step: 1 })).toEqual([
      'step 1 of 2  Send(heardBy={B}, source=A)',
      '             A broadcasts slot 0; C loses it.',
      '             host A → host B  0: A',
      '             host A ⇢ host C  0: A  (lost)',
      '',
      '*host A    {log: [{slot: 0, source: A}], seq: 1}',
      '*host B    {log: [{slot: 0, source: A}], seq: 1}',
      ' host C    {log: [], seq: 0}',
      ' timeouts  0',
    ]);
  });

  it('marks nothing in the first state', () => {
    expect(lines({ step: 0 }).join('')).not.toContain('*');
  });

  it.each([3, -1, 0.5])('rejects step %d, which does not exist', (step) => {
    expect(() => lines({ step })).toThrow(`step: found ${step}; accepted: 0 to 2`);
  });
});
