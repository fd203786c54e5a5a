/**
 * Two runs on one page: where they part, and what differs at each step, held against a reading of both files by JSON alone. Without Chromium, the
 * page is not looked at.
 */
import { describe, expect, test } from 'vitest';
import type { Film } from '../film/film.js';
import { comparisonOf, partingWords } from '../picture/compare.js';
import { axeSource } from '../testing/axe.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests, textOfTrace } from '../testing/pages.js';

const PAIR = ['match-off-n3-Agreement.itf.json', 'recovery-frequent-n3-Agreement.itf.json'] as const;
const HOSTS = ['A', 'B', 'C'];

type RawState = Readonly<Record<string, unknown>>;

function statesIn(name: string): readonly RawState[] {
  return (JSON.parse(textOfTrace(name)) as { readonly states: readonly RawState[] }).states;
}

function compared(one: string, two: string): Film {
  return { ...filmOfTrace(one), compared: { names: [one, two], other: filmOfTrace(two) } };
}

const [own, other] = PAIR.map(statesIn) as [readonly RawState[], readonly RawState[]];
const told = (state: RawState): string => JSON.stringify({ ...state, '#meta': null });
const longest = Math.max(own.length, other.length);
const parting = own.findIndex(
  (state, step) => other[step] === undefined || told(state) !== told(other[step]),
);

/** Hosts whose variables differ at a step; a run that has ended stays where it is. */
function differingAt(step: number): readonly string[] {
  const [mine, its] = [own, other].map((states) => states[Math.min(step, states.length - 1)] ?? {});
  return HOSTS.filter((host) => JSON.stringify(mine?.[host]) !== JSON.stringify(its?.[host]));
}

test('two runs are the same up to where their files differ', () => {
  const film = compared(...PAIR);
  const comparison = comparisonOf(film);
  if (comparison === null) throw new Error('there are two');
  expect(comparison.common).toBe(parting);
  expect(parting).toBeGreaterThan(0);
  expect(partingWords(film, comparison)).toMatch(
    new RegExp(`^The two runs are the same up to step ${parting - 1}; then above: .*, and below: `),
  );
});

test('a run is the same as itself, and parts from its own beginning where that ends', () => {
  const film = compared(PAIR[0], PAIR[0]);
  const same = comparisonOf(film);
  if (same === null) throw new Error('there are two');
  expect(partingWords(film, same)).toMatch(/ are the same in all steps\.$/);
  const short: Film = { ...film, steps: film.steps.slice(0, 3) };
  const cut = comparisonOf(short);
  if (cut === null) throw new Error('there are two');
  expect([cut.common, partingWords(short, cut)]).toEqual([3, expect.stringContaining('ends there')]);
  expect(comparisonOf(filmOfTrace(PAIR[0]))).toBe(null);
});

describe.skipIf(!HAS_CHROMIUM)('the page of two runs', () => {
  const pages = pagesOfTests();

  test('marks what differs at every step, as far as the longer one goes', async () => {
    const page = await pages.open(compared(...PAIR), {}, '#step=0');
    await page.key('0');
    for (let step = 0; step < longest; step++) {
      if (step > 0) await page.key('ArrowRight');
      const count = differingAt(step).length;
      expect(
        await page.ask(
          `['#picture', '#other'].map((id) => document.querySelectorAll(id + ' .differing').length)`,
        ),
      ).toEqual([count, count]);
      const rows = await page.ask<readonly string[]>(
        `[...document.querySelectorAll('#actors tbody tr')].filter((row) => row.querySelector('.differs')).map((row) => row.querySelector('th').textContent)`,
      );
      expect(rows).toEqual(differingAt(step));
    }
    expect(await page.ask('document.querySelectorAll("#picture .parting, #other .parting").length')).toBe(2);
    await page.key('Home');
    await page.key('d');
    const hash = 'new Promise((done) => setTimeout(() => done(location.hash), 400))';
    expect(await page.ask(hash)).toContain(`step=${parting}`);
    expect(await page.ask('document.querySelector("#compared").textContent')).toContain('; then above: ');
    expect([page.console, page.requests.length]).toEqual([[], 1]);
  });

  const axe = axeSource();
  test.skipIf(axe === null).each([false, true])(
    'has nothing that axe objects to (dark: %s)',
    async (dark) => {
      const page = await pages.open(compared(...PAIR), { dark });
      await page.ask(`${axe ?? ''}; true`);
      const objections = await page.ask<readonly string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))',
      );
      expect(objections).toEqual([]);
    },
  );
});
