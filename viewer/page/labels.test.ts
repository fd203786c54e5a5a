/** Labels as a browser draws them: none lies on another, in any form of the page. Without Chromium, this is skipped. */
import { describe, expect, test } from 'vitest';
import { OVERLAPS } from '../testing/overlaps.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';

const LOOKED_AT = [
  ['recovery-longest-n5-Agreement.itf.json', ''],
  ['offload-resubmit-blindly-n3-Integrity.itf.json', ''],
  ['lasso.itf.json', ''],
  ['split-vote.itf.json', '#step=3'],
  ['real-run.ndjson.gz', '#step=60&axis=time'],
  ['simulated-crashes.ndjson', '#step=100'],
] as const;

describe.skipIf(!HAS_CHROMIUM)('the labels of', () => {
  const pages = pagesOfTests();

  test.each(LOOKED_AT)('%s%s do not lie on each other', async (name, fragment) => {
    const film = filmOfTrace(name);
    const forms = [
      { width: 1600, height: 900 },
      { width: 1280, height: 720, dark: true },
      { media: 'print' },
    ] as const;
    for (const form of forms) {
      const page = await pages.open(film, form, fragment);
      expect(await page.ask('document.querySelectorAll("#picture text").length')).toBeGreaterThan(5);
      expect(await page.ask(OVERLAPS)).toEqual([]);
    }
  });

  test('two that do are found', async () => {
    const page = await pages.open(filmOfTrace('lasso.itf.json'));
    await page.ask(`(() => {
      const [one, two] = document.querySelectorAll('#picture text.name');
      two.setAttribute('y', one.getAttribute('y'));
    })()`);
    expect(await page.ask(OVERLAPS)).toEqual(['client / server']);
  });
});
