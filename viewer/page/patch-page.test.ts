/** What the page changes in place, held against a page that is drawn anew where it has come to. */
import { describe, expect, test } from 'vitest';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';
import type { Page } from '../testing/chromium.js';

/** Keys that lead from one place to the next: near and far, with other marks, lanes, rows and widths. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'one by one': ['0', 'Home', 'ArrowRight', 'ArrowRight', 'PageDown', 'ArrowLeft'],
  'panned and zoomed': ['End', '+', '+', '+', '+', '+', '+', '+', '<', '<', '-', '>', '+', '<'],
  'with less in it': ['l', '2', 'c', 'PageUp', 'PageUp', 'w', 'ArrowLeft', '+', '<'],
  'whole again': ['w', '2', 'l', 'c', '0', ']', 'p'],
};

/** Elements with their attributes in the order of the alphabet, and their texts. */
const SEEN = `(() => {
  const of = (node) => node.nodeType === 3 ? node.data : node.hidden ? 'hidden' : [
    node.tagName, [...node.attributes].map(({ name, value }) => name + '=' + value).sort(), [...node.childNodes].map(of),
  ];
  return JSON.stringify(['picture', 'overview', 'actors', 'besides'].map((id) => of(document.getElementById(id))));
})()`;

/** Where two texts begin to differ, and how; null where they do not. */
function difference(one: string, other: string): readonly string[] | null {
  if (one === other) return null;
  const at = [...one].findIndex((letter, i) => letter !== other[i]);
  return [one, other].map((text) => text.slice(Math.max(0, at - 60), at + 60));
}

describe.runIf(HAS_CHROMIUM)('a page that is changed in place', () => {
  const pages = pagesOfTests();
  const film = filmOfTrace('simulated-crashes.ndjson');
  const address = (page: Page): Promise<string> =>
    page.ask(`new Promise((done) => setTimeout(() => done(location.hash), 200))`);

  test.each(Object.keys(WAYS))('%s shows what one shows that begins there', async (last) => {
    const page = await pages.open(film);
    for (const [way, keys] of Object.entries(WAYS)) {
      for (const key of keys) await page.key(key);
      if (way === last) break;
    }
    const hash = await address(page);
    // An address holds hundredths of a column.
    await page.go(`${hash}&`);
    const other = await pages.open(film, {}, hash);
    expect(difference(await page.ask(SEEN), await other.ask(SEEN))).toEqual(null);
  });

  test('keeps the elements of marks that stay in view, and the one that takes the focus is that of the step', async () => {
    const page = await pages.open(film, {}, '#step=40&first=30&count=24');
    await page.ask(`window.kept = document.querySelector('.mark[data-step="40"]'); true`);
    await page.key('>');
    await page.key('ArrowRight');
    expect(await page.ask(`window.kept === document.querySelector('.mark[data-step="40"]')`)).toBe(true);
    const stops = `[...document.querySelectorAll('.mark[tabindex="0"]')].map(({ dataset }) => dataset.step)`;
    expect(await page.ask(stops)).toEqual(['41']);
  });
});
