/** The legend beside the marks that the page can draw. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { MARK_KINDS } from '../../traces/index.js';

/** Of these the fate of the message is the mark. */
const EXPLAINED_BY_FATES = ['broadcast', 'receive', 'lose'];

test('every kind of mark is explained', () => {
  const body = fs.readFileSync(new URL('body.html', import.meta.url), 'utf8');
  const explained = new Set([...body.matchAll(/data-of="([^"]*)"/g)].flatMap(([, of = '']) => of.split(' ')));
  expect(explained.has('fate-sent')).toBe(true);
  expect(
    MARK_KINDS.filter((kind) => !explained.has(`mark-${kind}`) && !EXPLAINED_BY_FATES.includes(kind)),
  ).toEqual([]);
});
