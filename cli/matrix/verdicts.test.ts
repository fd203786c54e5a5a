import { beforeAll, expect, test } from 'vitest';
import { matrixLines } from '../../spec/published/matrix.js';
import { exoLines } from '../../spec/exo/matrix.js';
import { exoEntries, exoEntry } from './exo.js';
import { publishedEntry } from './matrix.js';
import { checkEntry, type MatrixEntry, type MatrixRow } from './row.js';
import { isClaimBroken, verdictsOfMatrix } from './verdicts.js';

const [DEFAULTS] = matrixLines();
const [RECEIVE_ANY] = exoLines();
const rows: MatrixRow[] = [];
const entries: MatrixEntry[] = [];
beforeAll(async () => {
  if (DEFAULTS === undefined || RECEIVE_ANY === undefined) throw new Error('there are lines');
  const knob = { name: 'ownCopy', value: 'hear' } as const;
  entries.push(
    publishedEntry({ ...DEFAULTS, knob }),
    exoEntry({ ...RECEIVE_ANY, slots: 2, epochs: 2 }),
    publishedEntry(DEFAULTS),
  );
  const { signal } = new AbortController();
  for (const entry of entries.slice(0, 2)) rows.push(await checkEntry(entry, true, signal));
});

test('a reading that breaks passes, and says how; a line that was not searched is skipped', () => {
  const [broken, holds, left] = verdictsOfMatrix(entries, rows, null);
  expect(broken).toMatchObject({ outcome: 'passed', text: expect.stringMatching(/^BROKEN \w+, \d steps/) });
  expect(broken?.name).toMatch(/^ownCopy=hear, 3 hosts, L\d/);
  expect(holds).toEqual({ name: 'receive-any, 3 hosts, L2 E2', outcome: 'passed', text: 'holds' });
  expect(left).toMatchObject({ outcome: 'skipped', text: 'it was not searched' });
});

test('a line of Exo completed that breaks fails', () => {
  const [broken, holds] = rows as [MatrixRow, MatrixRow];
  const wrong = { ...holds, result: broken.result };
  expect([broken, holds, wrong].map(isClaimBroken)).toEqual([false, false, true]);
  const [, verdict] = verdictsOfMatrix(entries, [broken, wrong], null);
  expect(verdict).toMatchObject({ outcome: 'failed', text: expect.stringMatching(/^BROKEN /) });
});

test('no two lines have the same name', () => {
  const all = [...matrixLines().map(publishedEntry), ...exoEntries(true)];
  const names = verdictsOfMatrix(all, [], null).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
