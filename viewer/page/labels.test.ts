/** Labels as a browser draws them: none lies on another, in any form of the page. Without Chromium, this is skipped. */
import { describe, expect, test } from 'vitest';
import { textWidth } from '../picture/text-width.js';
import { OVERLAPS } from '../testing/overlaps.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';

const LOOKED_AT = [
  ['recovery-longest-n5-Agreement.itf.json', ''],
  ['recovery-longest-n5-Agreement.itf.json', '#chart=C'],
  ['offload-resubmit-blindly-n3-Integrity.itf.json', ''],
  ['lasso.itf.json', ''],
  ['split-vote.itf.json', '#step=3'],
  ['split-vote.itf.json', '#step=12'],
  ['system.itf.json', '#step=2'],
  ['real-run.ndjson.gz', '#step=60&axis=time'],
  ['simulated-crashes.ndjson', '#step=100'],
] as const;

/** Wide ones, narrow ones, and one between them; a machine has some. */
const FONTS = ['DejaVu Sans', 'Liberation Sans', 'Noto Sans', 'Verdana', 'Arial'] as const;

/** Whether a font is there: letters of one that is not are those of whatever stands behind it. */
function hasFont(font: string): string {
  return `(() => {
    const drawn = document.createElement('canvas').getContext('2d');
    const width = (family) => ((drawn.font = '80px ' + family), drawn.measureText('mWi l@QR').width);
    return ['monospace', 'serif'].every((other) => width('"${font}", ' + other) !== width(other));
  })()`;
}

function inFont(font: string): string {
  return `document.styleSheets[0].insertRule('body, svg, svg text { font-family: "${font}" !important }'); new Promise(requestAnimationFrame)`;
}

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

  test.each(FONTS)('all of these do not lie on each other in %s either', { tags: 'long' }, async (font) => {
    for (const [name, fragment] of LOOKED_AT) {
      const page = await pages.open(filmOfTrace(name), { width: 1280, height: 720 }, fragment);
      if (!(await page.ask<boolean>(hasFont(font)))) {
        console.warn(`skipped: there is no ${font} here`);
        return;
      }
      await page.ask(inFont(font));
      expect([name, await page.ask(OVERLAPS)]).toEqual([name, []]);
    }
  });

  test.each(FONTS)('have the room that they take in %s', async (font) => {
    const page = await pages.open(filmOfTrace('lasso.itf.json'));
    if (!(await page.ask<boolean>(hasFont(font)))) {
      console.warn(`skipped: there is no ${font} here`);
      return;
    }
    const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    for (const [weight, css] of [
      ['regular', 400],
      ['bold', 700],
    ] as const) {
      const widths = await page.ask<readonly number[]>(`(() => {
        const drawn = document.createElement('canvas').getContext('2d');
        drawn.font = '${css} 100px "${font}"';
        return ${JSON.stringify(letters)}.map((letter) => drawn.measureText(letter).width);
      })()`);
      const tooWide = letters.filter((letter, i) => (widths[i] ?? 0) > textWidth(letter, 100, weight));
      expect([weight, tooWide]).toEqual([weight, []]);
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

  test('ends of stubs that lie on each other or on a box, and messages that are cut, are found', async () => {
    const page = await pages.open(filmOfTrace('split-vote.itf.json'), { width: 1280, height: 720 });
    expect(await page.ask(OVERLAPS)).toEqual([]);
    await page.ask(`(() => {
      const [one, two] = document.querySelectorAll('#picture .stub circle');
      two.setAttribute('cx', one.getAttribute('cx'));
      two.setAttribute('cy', one.getAttribute('cy'));
      document.querySelector('#picture .message').setAttribute('x', '20');
    })()`);
    expect(await page.ask(OVERLAPS)).toEqual(['the end of a stub / the end of a stub', 'ASK is cut']);
  });

  test('a frame of the overview on a name, and a cell that ends behind the panel, are found', async () => {
    const page = await pages.open(
      filmOfTrace('simulated-crashes.ndjson'),
      { width: 1280, height: 720 },
      '#step=100',
    );
    expect(await page.ask(OVERLAPS)).toEqual([]);
    await page.ask(`(() => {
      document.querySelector('#overview .brush').setAttribute('y', '1');
      document.querySelector('#overview .brush').setAttribute('x', '300');
      document.querySelector('#overview .brush').setAttribute('width', '200');
      document.querySelector('#actors th:last-child').style.paddingLeft = '1200px';
    })()`);
    const found = await page.ask<readonly string[]>(OVERLAPS);
    expect(found).toContain('crash B / the frame of the overview');
    expect(found.some((one) => one.endsWith(' is cut in the table'))).toBe(true);
  });

  test('states of many variables are all in the panel, in tables below each other', async () => {
    const film = filmOfTrace('offload-resubmit-blindly-n3-Integrity.itf.json');
    const page = await pages.open(film, { width: 1280, height: 720 });
    const heads = `[...document.querySelectorAll('#panel table:not([hidden])')].map((table) => [...table.querySelectorAll('thead th')].map((head) => head.textContent))`;
    const [first = [], second = []] = await page.ask<readonly (readonly string[])[]>(heads);
    expect([first[0], second[0]]).toEqual(['actor', 'actor']);
    const names = [...first.slice(1), ...second.slice(1)];
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['agreed', 'log', 'state', 'put']) expect(names).toContain(name);
    await page.key('c');
    expect((await page.ask<readonly unknown[]>(heads)).length).toBe(1);
  });
});
