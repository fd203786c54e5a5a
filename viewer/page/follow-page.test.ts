/** One slot, followed through the page by keys, by search, by its squares, and by address. */
import { describe, expect, test } from 'vitest';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests } from '../testing/pages.js';
import type { Page } from '../testing/chromium.js';

describe.runIf(HAS_CHROMIUM)('what is followed', () => {
  const pages = pagesOfTests();
  const film = filmOfTrace('recovery-longest-n5-Agreement.itf.json');
  const text = (page: Page, id: string): Promise<string> =>
    page.ask(`document.getElementById('${id}').hidden ? '' : document.getElementById('${id}').textContent`);
  const bright = (page: Page): Promise<readonly string[]> =>
    page.ask(
      `[...document.querySelectorAll('.mark:not(.faded)')].map(({ dataset }) => dataset.step + ' ' + dataset.lane)`,
    );

  test('is marked, and all else fades: by key, with who has not got it yet, and said', async () => {
    const page = await pages.open(film, {}, '#step=3');
    expect(await text(page, 'followed')).toBe('');
    expect((await text(page, 'follow')).trim()).toMatch(/^follow slot 0\s+g$/);
    await page.key('g');
    expect(await text(page, 'followed')).toBe(
      'Slot 0: submitted at D; sent by D; disputed at A, B, C; appended at D, E; not yet agreed at A, B, C, D, E.',
    );
    // A's broadcast, D's, three that ask, and who agrees it; not the time-out, nor what is sent for other slots.
    expect(await bright(page)).not.toContain('2 3');
    expect(await bright(page)).toContain('1 0');
    expect(await page.ask(`document.querySelectorAll('.entry.followed').length`)).toBeGreaterThan(4);
    expect(await page.ask(`document.querySelectorAll('.step.beside').length`)).toBeGreaterThan(0);
    await page.key('n');
    expect(await text(page, 'now')).toMatch(/^Step 4: /);
    expect(await page.ask(`document.getElementById('spoken').textContent`)).toMatch(
      /^Step 4: .*Slot 0: .*not yet agreed at/,
    );
    await page.key('N');
    await page.key('N');
    expect(await text(page, 'now')).toMatch(/^Step 1: /);
    await page.key('g');
    expect(await text(page, 'followed')).toBe('');
    expect(await page.ask(`document.querySelectorAll('.mark.faded').length`)).toBe(0);
  });

  test('stands in the address, and is found again from there', async () => {
    const page = await pages.open(film, {}, '#step=10&find=slot%3A0');
    expect(await text(page, 'followed')).toBe('Slot 0: agreed at C; not yet agreed at B, D.');
    await page.key('g');
    // The address follows what is shown some time later.
    expect(
      await page.ask(`new Promise((done) => {
        const look = () => (location.hash.includes('slot') ? requestAnimationFrame(look) : done(location.hash));
        look();
      })`),
    ).toContain('step=10');
  });

  test('is chosen by its square, and a payload by a search', async () => {
    const page = await pages.open(film, {}, '#step=10');
    await page.ask(`(() => {
      const square = document.querySelector('.strip[data-lane="1"][data-step="10"] [data-slot="1"]');
      const { left, top } = square.getBoundingClientRect();
      for (const type of ['pointerdown', 'pointerup'])
        square.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: left + 3, clientY: top + 3 }));
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))));
    })()`);
    expect(await text(page, 'followed')).toMatch(/^Slot 1: /);
    await page.ask(`(() => {
      const find = document.getElementById('find');
      find.value = 'payload:C0';
      find.dispatchEvent(new Event('input'));
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))));
    })()`);
    expect(await text(page, 'followed')).toMatch(/^Payload C0: .*not yet agreed at A, B, C, D, E\.$/);
  });

  test('that there is not is said', async () => {
    const page = await pages.open(film, {}, '#find=payload%3AZ9');
    expect(await text(page, 'followed')).toBe('Payload Z9: nothing in this run is about it.');
  });
});
