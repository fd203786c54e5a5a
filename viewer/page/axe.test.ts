/** The page as those use it who listen or see little: the rules of axe, in every state of the page, light and dark. Without Chromium or axe, this is skipped. */
import { describe, expect, test } from 'vitest';
import type { Film } from '../film/film.js';
import { axeSource } from '../testing/axe.js';
import type { Page } from '../testing/chromium.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';

const axe = axeSource();

function compared(one: string, two: string): Film {
  return { ...filmOfTrace(one), compared: { names: [one, two], other: filmOfTrace(two) } };
}

/** Many hosts that look the same, so that most of them are folded. */
function manyHosts(): Film {
  const names = Array.from({ length: 40 }, (_, i) => `h${i}`);
  const steps = names.slice(0, 12).map((actor) => ({ action: 'Append', actor, changes: [] }));
  const first = {
    ...{ action: 'init', call: 'start', words: 'start' },
    changes: names.map((name) => [[name], { length: 0, status: 'up' }] as const),
  };
  return {
    title: { model: 'run', property: null, verdict: 'a run', command: '', evidence: null },
    ...{ notices: ['Nobody has observed h3.'], vars: names, steps: [first, ...steps] },
    lens: {
      lanes: names.map((name) => ({ name, kind: 'host' })),
      kinds: { host: { length: 'length', state: 'status' } },
      actions: { Append: 'local' },
    },
  };
}

/** More steps than are drawn one by one: marks are counted. */
function longRun(): Film {
  const film = manyHosts();
  const [first] = film.steps;
  if (first === undefined) throw new Error('the film has steps');
  const steps = Array.from({ length: 9000 }, (_, i) => {
    const [actor, from] = [`h${i % 5}`, `h${(i + 1) % 5}`];
    const fate = i % 7 === 0 ? ('lost' as const) : ('taken' as const);
    return { action: 'Append', actor, changes: [], messages: [{ from, to: actor, text: 'm', fate }] };
  });
  return { ...film, steps: [first, ...steps] };
}

/** Properties that hold, are broken, and are not judged, more than there is room for. */
function judgedRun(): Film {
  const film = filmOfTrace(COUNTEREXAMPLE);
  const names = Array.from({ length: 12 }, (_, i) => `Property${i}`);
  return {
    ...film,
    properties: names.map((name, i) => ({ name, isWitness: i % 3 === 0 })),
    steps: film.steps.map((step, i) => {
      if (i === 2) return step;
      const judged = { broken: names.slice(i, i + 1), reached: names.slice(0, i), unknown: names.slice(11) };
      return { ...step, judged };
    }),
  };
}

const RUN = 'simulated-crashes.ndjson';
const COUNTEREXAMPLE = 'recovery-longest-n5-Agreement.itf.json';

/** What is shown, keys that are pressed then, and what has to be there after. */
const STATES: Readonly<Record<string, readonly [Film, string, readonly string[], string]>> = {
  'the list of lanes': [filmOfTrace(COUNTEREXAMPLE), '', ['o'], '#lanes'],
  'the list of lanes, one of them hidden': [filmOfTrace(COUNTEREXAMPLE), '#step=3&hide=B', ['o'], '#lanes'],
  'the axis of time': [filmOfTrace(RUN), '#step=100&axis=time', [], '#picture svg'],
  'lanes that are folded': [manyHosts(), '#step=4&alike=1', [], '#picture .like-it'],
  'a search': [filmOfTrace(COUNTEREXAMPLE), '#step=2&find=slot+0', ['/'], '#find'],
  'a search that finds nothing': [filmOfTrace(COUNTEREXAMPLE), '#find=nonesuch', ['/'], '#find'],
  'the causal past alone': [filmOfTrace(COUNTEREXAMPLE), '#past=1&changed=1', [], '#picture svg'],
  'the list of keys': [filmOfTrace(COUNTEREXAMPLE), '', ['?'], '#help'],
  'two runs': [
    compared('match-off-n3-Agreement.itf.json', 'recovery-frequent-n3-Agreement.itf.json'),
    '#step=4',
    ['o'],
    '#other svg',
  ],
  'narrow columns': [filmOfTrace(RUN), '#step=100&first=0&count=271', ['c', 'l'], '#picture svg'],
  'a row for each property': [judgedRun(), '#step=3&rows=all', ['ArrowRight'], '.judged-row'],
  'a long run, of which marks are counted': [
    longRun(),
    '#step=4000&first=0&count=9001',
    ['+', '<'],
    '.bins .bin',
  ],
  'the end of a long run, its charts and keys': [longRun(), '#step=9000', ['?'], '#help'],
};

/** What axe objects to, a rule a line. */
async function objections(page: Page): Promise<readonly string[]> {
  await page.ask(`${axe ?? ''}; true`);
  return page.ask(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))',
  );
}

describe.skipIf(!HAS_CHROMIUM || axe === null)('axe objects to nothing in', { tags: 'long' }, () => {
  const pages = pagesOfTests();

  test.each(Object.keys(STATES))('%s, light and dark', async (name) => {
    const [film, fragment, keys, shown] = STATES[name] ?? [];
    if (film === undefined || keys === undefined) throw new Error('the state is listed');
    for (const dark of [false, true]) {
      const page = await pages.open(film, { dark }, fragment);
      for (const key of keys) await page.key(key);
      expect(await page.ask(`document.querySelector('${shown}')?.checkVisibility()`)).toBe(true);
      expect([dark, await objections(page)]).toEqual([dark, []]);
      expect(page.console).toEqual([]);
    }
  });
});
