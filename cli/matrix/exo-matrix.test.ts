import { beforeAll, describe, expect, it } from 'vitest';
import { type ExoOptions } from '../../spec/index.js';
import { exoLargeLines, exoLines } from '../../spec/exo/matrix.js';
import { exoEntries, exoEntry } from './exo.js';
import { matrixJson } from './json.js';
import { checkEntry, type MatrixRow } from './row.js';
import { closingText, rowText } from './text.js';
import { paintOf, type Terminal } from '../terminal/terminal.js';

const SCREEN: Terminal = { columns: 100, colour: false, paint: paintOf(false) };

const [RECEIVE_ANY, ASYNC] = exoLines() as readonly [ExoOptions, ExoOptions];
const TINY: readonly ExoOptions[] = [
  { ...RECEIVE_ANY, slots: 2, epochs: 2 },
  {
    ...RECEIVE_ANY,
    slots: 2,
    epochs: 2,
    reductions: RECEIVE_ANY.reductions.filter((one) => one !== 'persist'),
  },
  { ...ASYNC, slots: 2, epochs: 2, timeouts: 1, losses: 0 },
];

const rows: MatrixRow[] = [];
beforeAll(async () => {
  const { signal } = new AbortController();
  for (const line of TINY) rows.push(await checkEntry(exoEntry(line), true, signal));
});

function textOf(i: number): string {
  const row = rows[i];
  if (row === undefined) throw new Error('all lines are checked');
  return rowText(row, rows[i - 1], SCREEN);
}

describe('a row of the matrix about Exo completed', () => {
  it('stands under a heading of its own if it is the first, and under its medium', () => {
    const [blank, heading, legend, , title, line] = textOf(0).split('\n');
    expect([blank, heading]).toEqual(['', expect.stringMatching(/^Exo completed: /)]);
    expect(legend).toContain('E epochs');
    expect(title).toMatch(/^receive-any {2}whatever was sent may arrive at any later time/);
    expect(line).toMatch(/^ {2}3 {2}L2 E2 +holds +[\d,]+ +[\d,]+ +\d+\.\d s$/);
  });

  it('says which reductions it goes without', () => {
    const [title, line] = textOf(1).split('\n');
    expect(title).toMatch(/^receive-any without persist {2}/);
    expect(line).toMatch(/^ {2}3 {2}L2 E2 +holds/);
  });

  it('has every budget that its medium counts', () => {
    const [title, line] = textOf(2).split('\n');
    expect(title).toMatch(/^async {2}/);
    expect(line).toMatch(/^ {2}3 {2}L2 E2 T1 C1 K1 +holds/);
  });
});

describe('the lines about Exo completed', () => {
  it('are of every medium, and searched further on demand, with those of one reading together', () => {
    const readings = (full: boolean): readonly string[] => exoEntries(full).map(({ reading }) => reading);
    expect(new Set(readings(false))).toEqual(new Set(['receive-any', 'async', 'bus', 'split host']));
    expect(readings(true)).toHaveLength(
      new Set([...exoLines(), ...exoLargeLines()].map((line) => JSON.stringify(line))).size + 5,
    );
    const changes = readings(true).filter((reading, i, all) => reading !== all[i - 1]);
    expect(changes).toHaveLength(new Set(changes).size);
    expect(changes).toContain('receive-any without persist, deliver, gather');
    const last = ['without disks', 'split host', 'split host c2=early', 'split host without a disk'];
    expect(changes.slice(-4)).toEqual(last);
  });

  it('are summed up after those about the slides', () => {
    const text = closingText(rows, null, SCREEN).join('\n');
    expect(text).toContain(
      '\n  Exo completed holds: receive-any, receive-any without persist, async (all states',
    );
    expect(text).not.toMatch(/^ {2}(hold|break|stuck):/m);
  });

  it('are in JSON with model, medium, bounds and reductions', () => {
    const { lines } = JSON.parse(matrixJson(rows, null)) as { lines: Record<string, unknown>[] };
    expect(lines.map(({ model, medium, verdict }) => [model, medium, verdict])).toEqual([
      ['exo', 'receive-any', 'exhausted'],
      ['exo', 'receive-any', 'exhausted'],
      ['exo', 'async', 'exhausted'],
    ]);
    expect(lines[1]?.['bounds']).toEqual({ hosts: 3, slots: 2, epochs: 2, crashes: 0, payloads: 'inf' });
    expect(lines[1]?.['reductions']).not.toContain('persist');
    expect(lines[0]?.['reductions']).toContain('persist');
  });
});
