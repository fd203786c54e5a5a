/**
 * The page of `exo explore` in a real browser, by its keys alone. Without Chromium, this is skipped.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servedPage } from '../../viewer/index.js';
import { axeSource } from '../../viewer/testing/axe.js';
import { Chromium, chromiumPath, type Page } from '../../viewer/testing/chromium.js';
import { checkFlagsOf, defaultFlags } from '../check/flags.js';
import { publishedSource } from '../models/published-source.js';
import { serve, type Served } from '../serve/server.js';
import { exploreService } from './service.js';

const FLAGS = checkFlagsOf({ ...defaultFlags(), ...{ timeouts: 1, losses: 2, set: { ownCopy: 'hear' } } });
const binary = chromiumPath();
if (binary === null) console.warn('There is no Chromium here: the page is not looked at.');

describe.skipIf(binary === null)('the page of exo explore', () => {
  let browser: Chromium;
  let served: Served;
  let page: Page;

  beforeAll(async () => {
    const explored = { source: publishedSource(FLAGS), flags: FLAGS, command: 'exo explore published' };
    served = await serve({
      page: servedPage('published: explore', 'explore'),
      answer: exploreService(explored),
    });
    browser = Chromium.start(binary ?? '');
    page = await browser.page();
    await page.open(served.address);
    await offered();
  });

  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  const text = (selector: string): Promise<string> =>
    page.ask(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const count = (selector: string): Promise<number> =>
    page.ask(`document.querySelectorAll(${JSON.stringify(selector)}).length`);

  /** Waits until an expression is true in the page. */
  const until = (expression: string): Promise<unknown> =>
    page.ask(`new Promise((done, failed) => {
      const before = performance.now();
      const look = () => (${expression}) ? done(true) : performance.now() - before > 20000
        ? failed(new Error(${JSON.stringify(expression)})) : setTimeout(look, 10);
      look();
    })`);
  const offeredOrEnded = (): Promise<unknown> =>
    until(`document.querySelector('.offer, .refused, .board-head strong') !== null`);
  const offered = (): Promise<unknown> => until(`document.querySelector('.refused') !== null`);

  async function keys(...pressed: readonly string[]): Promise<void> {
    for (const key of pressed) await page.key(key);
  }

  test('has what may happen next on the lanes, and why the rest may not', async () => {
    expect(await page.ask(ROWS)).toEqual([
      'A: Broadcast 7 ★ MinorityRunsOut | Timeout! Recover!',
      'B: Timeout | Broadcast! Recover!',
      'C: Timeout | Broadcast! Recover!',
    ]);
    expect(await page.ask(`document.querySelector('.refused').title`)).toContain('does not take TIMEOUT');
    const distances = await page.ask<readonly number[]>(APART);
    expect(Math.max(...distances)).toBeLessThan(2);
  });

  test('takes an action, loses it to one of its receivers, and goes back to another branch', async () => {
    await keys('a', 'Enter', 'ArrowDown', 'Enter', 'ArrowUp', 'Enter');
    await until(`document.querySelectorAll('#steps .step').length === 2`);
    expect(await text('#now')).toBe('Step 1: A broadcasts; B misses it');
    expect(await count('.flight[data-fate="lost"]')).toBe(1);
    await offered();
    await keys('u');
    await offered();
    await keys('a', 'ArrowDown', 'Enter');
    await until(`document.querySelectorAll('.fork').length === 1`);
    expect([await text('#now'), await text('.fork')]).toEqual([
      'Step 1: B waits too long and assumes the token',
      'or A broadcasts; B misses it',
    ]);
  });

  test('finds the shortest way from here, and its address leads there again', async () => {
    await keys('f');
    await until(`document.querySelector('#told').textContent.includes('fewest')`);
    expect(await text('#headline')).toMatch(/^✗ Agreement is violated in \d+ steps$/);
    expect(await text('#why')).toMatch(/^Slot 0 is agreed as /);
    expect(await text('.judged.broken')).toBe('✗ Agreement');
    const steps = await count('#steps .step');
    await until(`location.hash.includes('step=${steps - 1}')`);
    const hash = await page.ask<string>('location.hash');
    const again = await browser.page();
    await again.open(`${served.address}${hash}`);
    expect(await again.ask('document.querySelectorAll("#steps .step").length')).toBe(steps);
    expect(await again.ask('document.querySelector("#notices").hidden')).toBe(true);
    const other = await browser.page();
    await other.open(
      `${served.address}${hash.replace('flags=--hosts+3', 'flags=--hosts+4').replace('Timeout', 'Fly')}`,
    );
    const notices = await other.ask<string>('document.querySelector("#notices").textContent');
    expect(notices).toContain('The link is of exo explore published --hosts 4');
    expect(notices).toMatch(/no longer fits: step 1: Fly\(B\) is not enabled there/);
  });

  test('lets everything that can be pressed or filled in be reached by keys', async () => {
    expect(await page.ask(UNREACHABLE)).toEqual([]);
  });

  const axe = axeSource();
  test.skipIf(axe === null)('has nothing that axe objects to, light and dark', async () => {
    // Behind other pages, nothing is drawn.
    await page.send('Page.bringToFront');
    await keys('Home');
    await offered();
    await page.ask(`${axe ?? ''}; true`);
    // What is offered, an action whose receivers are being chosen, the end of a run that breaks a property, and the list of keys.
    const states = { offers: ['Home'], choice: ['a', 'Enter'], end: ['Escape', 'End'], keys: ['?'] };
    for (const [state, pressed] of Object.entries(states)) {
      await keys(...pressed);
      await offeredOrEnded();
      if (state === 'choice') expect(await count('.taking')).toBeGreaterThan(0);
      for (const theme of ['light', 'dark']) {
        await page.ask(`document.documentElement.dataset.theme = '${theme}'`);
        const objections = await page.ask<readonly string[]>(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))',
        );
        expect([state, theme, objections]).toEqual([state, theme, []]);
      }
    }
    await keys('Escape');
    expect(page.console).toEqual([]);
  });
});

/** What stands on each lane: enabled actions, and behind a bar those that are refused. */
const ROWS = `[...document.querySelectorAll('.lane-offers')].map((row) => {
  const texts = (selector) => [...row.querySelectorAll(selector)].map((one) => one.textContent);
  return row.getAttribute('aria-label') + ': ' + texts('.offer').join(' ') + ' | ' + texts('.refused').map((one) => one + '!').join(' ');
})`;

/** What is seen and takes a click, and no focus. */
const UNREACHABLE = `[...document.querySelectorAll('button, input, select, a, summary')]
  .filter((one) => one.checkVisibility() && one.tabIndex < 0)
  .map((one) => one.outerHTML.slice(0, 80))`;

/** How far the line of each row is from that of its lane. */
const APART = `(() => {
  const rows = [...document.querySelectorAll('.lane-offers')].map((row) => row.getBoundingClientRect().top);
  const lanes = [...document.querySelectorAll('line.lane')].map((lane) => lane.getBoundingClientRect().top);
  return rows.map((y, i) => Math.abs(y - lanes[i]));
})()`;
