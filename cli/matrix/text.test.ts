import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_KNOBS } from '../../spec/index.js';
import type { MatrixLine } from '../../spec/published/matrix.js';
import { publishedEntry, splitVote } from './matrix.js';
import { matrixJson } from './json.js';
import { checkEntry, type MatrixRow } from './row.js';
import { closingText, counterexampleText, rowText, stuckText } from './text.js';
import { paintOf, type Terminal } from '../terminal/terminal.js';

const SCREEN: Terminal = { columns: 100, colour: false, paint: paintOf(false) };
const NEVER = new AbortController().signal;
const BOUNDS = {
  hosts: 3,
  slots: 3,
  timeouts: 1,
  partitions: 0,
  crashes: 0,
  medium: 'bus',
  literal: false,
} as const;
const DEFAULTS: MatrixLine = { knob: null, options: { ...BOUNDS, losses: 2, knobs: DEFAULT_KNOBS } };
const HEAR: MatrixLine = {
  knob: { name: 'ownCopy', value: 'hear' },
  options: { ...BOUNDS, losses: 'inf', knobs: { ...DEFAULT_KNOBS, ownCopy: 'hear' } },
};

const rows: MatrixRow[] = [];
beforeAll(async () => {
  const { signal } = new AbortController();
  for (const line of [DEFAULTS, HEAR]) rows.push(await checkEntry(publishedEntry(line), true, signal));
});

function row(i: number): MatrixRow {
  const found = rows[i];
  if (found === undefined) throw new Error('both lines are checked');
  return found;
}

describe('a row of the matrix', () => {
  it('stands under its reading, with its bounds, verdict and counts', () => {
    const [title, line] = rowText(row(0), undefined, SCREEN).split('\n');
    expect(title).toMatch(/^defaults /);
    expect(line).toMatch(/^ {2}3 {2}L3 T1 D2 +holds +[\d,]+ +[\d,]+ +\d+\.\d s$/);
  });

  it('names the property that breaks first, and how soon Agreement breaks', () => {
    const [title, first, second] = rowText(row(1), row(0), SCREEN).split('\n');
    expect(title).toMatch(/^ownCopy=hear {2}A1: /);
    expect(first).toMatch(/^ {2}3 {2}L3 T1 D∞ +BROKEN MinorityHalt, 2 steps /);
    expect(second).toMatch(/^ +Agreement, 3 steps$/);
  });

  it('is not headed again by the same reading', () => {
    expect(rowText(row(1), row(1), SCREEN)).not.toContain('A1:');
  });
});

describe('below the matrix', () => {
  it('stands a shortest violation of Agreement, and the commands that find and replay it', () => {
    const text = counterexampleText(rows, SCREEN).join('\n');
    expect(text).toContain('ownCopy=hear: how Agreement breaks in 3 steps, the fewest possible');
    expect(text).toMatch(/\n {3}3 {3}\w/);
    expect(text).toContain(
      'check published --hosts 3 --slots 3 --timeouts 1 --losses inf --set ownCopy=hear --property Agreement --trace-out',
    );
    expect(text).toContain('replay ownCopy-hear.itf.json');
  });

  it('stands in plain words which readings hold and which break', async () => {
    const text = closingText(rows, await splitVote(NEVER), SCREEN).join('\n');
    expect(text).toContain('  hold: defaults (all states within the bounds were visited');
    expect(text).toContain('  break: ownCopy=hear (');
    expect(text).toContain('  stuck: defaults (safe, and yet');
    expect(text).not.toContain('not finished');
  });

  it('stands the split vote, with what lies behind it', async () => {
    const text = stuckText(await splitVote(NEVER), SCREEN).join('\n');
    expect(text).toContain('defaults: a split vote, after 3 steps');
    expect(text).toMatch(/stuck for ever: .* 3 states can be reached by 14 transitions/);
    expect(text).toContain('--property CanAgreeFirst');
  });

  it('is nothing where nothing breaks', () => {
    expect(counterexampleText([row(0)], SCREEN)).toEqual([]);
  });
});

it('the matrix as JSON tells of the split vote in a few words', async () => {
  expect(JSON.parse(matrixJson([], await splitVote(NEVER)))).toMatchObject({
    stuck: { verdict: 'violated', property: 'CanAgreeFirst', steps: 3 },
  });
});

it('the matrix as JSON has a line for each row', () => {
  expect(JSON.parse(matrixJson(rows, null))).toMatchObject({
    lines: [
      { reading: 'defaults', verdict: 'exhausted', violations: [] },
      {
        reading: 'ownCopy=hear',
        verdict: 'violated',
        violations: [
          { property: 'MinorityHalt', steps: 2 },
          { property: 'Agreement', steps: 3 },
        ],
      },
    ],
    stuck: null,
  });
});
