import { beforeAll, expect, test } from 'vitest';
import { matrixLines } from '../../spec/published/matrix.js';
import { exoLines } from '../../spec/exo/matrix.js';
import { exoEntries, exoEntry } from './exo.js';
import { publishedEntry } from './matrix.js';
import { checkEntry, type MatrixEntry, type MatrixRow } from './row.js';
import { isUnexpected, verdictsOfMatrix } from './verdicts.js';

const [DEFAULTS] = matrixLines();
const [RECEIVE_ANY] = exoLines();
const rows: MatrixRow[] = [];
const entries: MatrixEntry[] = [];
beforeAll(async () => {
  const hear = matrixLines().find(({ knob }) => knob?.value === 'hear');
  if (DEFAULTS === undefined || hear === undefined || RECEIVE_ANY === undefined)
    throw new Error('there are lines');
  entries.push(
    publishedEntry(hear),
    exoEntry({ ...RECEIVE_ANY, slots: 2, epochs: 2 }),
    publishedEntry(DEFAULTS),
  );
  const { signal } = new AbortController();
  for (const entry of entries.slice(0, 2)) rows.push(await checkEntry(entry, true, signal));
});

test('a reading that breaks as known passes, and says so; a line that was not searched is skipped', () => {
  const [broken, holds, left] = verdictsOfMatrix(entries, rows, null);
  expect(broken).toMatchObject({ outcome: 'passed', text: expect.stringMatching(/^BROKEN \w+, \d steps/) });
  expect(broken?.name).toMatch(/^ownCopy=hear, 3 hosts, L4 .*: breaks as known \(MinorityHalt, Agreement\)$/);
  expect(holds).toEqual({ name: 'receive-any, 3 hosts, L2 E2: holds', outcome: 'passed', text: 'holds' });
  expect(left).toMatchObject({ outcome: 'skipped', text: 'it was not searched' });
});

test('a line that breaks otherwise than is known, or holds where it is known to break, fails', () => {
  const [broken, holds] = rows as [MatrixRow, MatrixRow];
  const { breaks, ...unknown } = broken;
  expect(breaks).toEqual(['MinorityHalt', 'Agreement']);
  const wrong: Readonly<Record<string, MatrixRow>> = {
    'Exo completed breaks': { ...holds, result: broken.result },
    'a reading that is known to hold breaks': unknown,
    'it breaks otherwise': { ...broken, breaks: ['Agreement'] },
    'it no longer breaks': { ...broken, result: holds.result, agreement: null },
    'it breaks in one way of two': { ...broken, agreement: holds.result },
    'a deadlock': { ...holds, result: { ...holds.result, verdict: 'deadlocked' } },
  };
  for (const [what, row] of Object.entries(wrong)) {
    expect(isUnexpected(row), what).toBe(true);
    const [verdict] = verdictsOfMatrix([row], [row], null);
    expect(verdict, what).toMatchObject({
      outcome: 'failed',
      text: expect.stringMatching(/^not as known: /),
    });
  }
  expect([broken, holds].map(isUnexpected)).toEqual([false, false]);
});

test('a search that was not finished is skipped, unless what it found is not as known', () => {
  const [broken, holds] = rows as [MatrixRow, MatrixRow];
  const cut = { ...holds.result, verdict: 'bounded', limit: 'timeMaxMs' } as const;
  const outcome = (row: MatrixRow): string | undefined => verdictsOfMatrix([row], [row], null)[0]?.outcome;
  expect(outcome({ ...holds, result: cut })).toBe('skipped');
  expect(outcome({ ...broken, result: cut, agreement: null })).toBe('skipped');
  expect(outcome({ ...broken, agreement: cut })).toBe('skipped');
  expect(outcome({ ...broken, agreement: cut, breaks: ['Agreement'] })).toBe('failed');
});

test('no two lines have the same name', () => {
  const all = [...matrixLines().map(publishedEntry), ...exoEntries(true)];
  const names = verdictsOfMatrix(all, [], null).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('what is known of readings is known of lines that there are', () => {
  expect(matrixLines().filter(({ breaks }) => breaks !== undefined)).toHaveLength(11);
});
