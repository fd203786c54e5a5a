/** Films that are packed come out as they were: those of all committed traces, and any others. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filmOfTrace } from '../testing/pages.js';
import type { Film, FilmStep, Plain } from './film.js';
import { packedFilm, unpackedFilm } from './packed-film.js';

/** As a page has it: through JSON. */
function throughPage(film: Film): Film {
  return unpackedFilm(JSON.parse(JSON.stringify(packedFilm(film))) as ReturnType<typeof packedFilm>);
}

const words = fc.string({ unit: 'binary', maxLength: 4 });
const number = fc.oneof(fc.nat(3), fc.constant(0), fc.constant(-1));
const plain = fc.jsonValue({ depthSize: 'small' }) as fc.Arbitrary<Plain>;
const places = fc.array(fc.oneof(words, fc.nat(3)), { maxLength: 3 });
const change = fc.oneof(
  fc.tuple(places),
  fc.tuple(places, plain),
  fc.tuple(places, fc.nat(3), fc.array(plain, { maxLength: 2 })),
);
const message = fc.record(
  {
    ...{ from: words, to: words, text: words, fate: fc.constantFrom('sent', 'lost', 'appended') },
    ...{ id: words, towards: words, via: words, why: words, slot: number },
  },
  { requiredKeys: ['from', 'to', 'text', 'fate'] },
);
const about = fc.record(
  { slot: number, source: words, payloads: fc.tuple(number, number) },
  { requiredKeys: [] },
);
const judged = fc.record({ broken: fc.array(words), reached: fc.array(words) });
const step = fc.record(
  {
    ...{ action: words, call: words, words, actor: words, atUs: number, about, judged },
    ...{ changes: fc.array(change, { maxLength: 3 }), messages: fc.array(message, { maxLength: 2 }) },
  },
  { requiredKeys: ['action', 'changes'] },
) as fc.Arbitrary<FilmStep>;

const TRACES = fs.readdirSync(path.join(import.meta.dirname, '../testing/traces'));

const EMPTY: Film = { ...filmOfTrace('offload.ndjson'), steps: [] };

describe('a film that is packed', () => {
  test.each(TRACES)('is unpacked as it was: %s', (name) => {
    const film = filmOfTrace(name);
    expect(throughPage(film)).toEqual(film);
  });

  test('is unpacked as it was, whatever its steps are, and those of one beside it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), fc.array(step, { maxLength: 2 }), (steps, others) => {
        const other = { ...EMPTY, steps: others };
        const film = { ...EMPTY, steps, compared: { names: ['one', 'other'] as const, other } };
        expect(throughPage(film)).toEqual(JSON.parse(JSON.stringify(film)));
        expect(throughPage(other)).toEqual(JSON.parse(JSON.stringify(other)));
      }),
    );
  });
});
