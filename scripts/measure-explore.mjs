/**
 * Measures how long a step takes in the page of `exo explore`, from the click until it is shown, which is before what may happen next is: five hosts of the published protocol,
 * with 5 slots, 2 time-outs, 6 losses, a partition and a crash. `npm run measure:explore [steps]`, 40 when left out. By the clock, of this machine
 * under whatever else it does: its load is printed beside it.
 */
import os from 'node:os';
import { build } from './build.mjs';
import { bareWords, expectFlags, wholeNumber } from './words.mjs';

expectFlags([], { bareMax: 1 });
const steps = wholeNumber('the number of steps', bareWords([])[0] ?? '40', 1);

if (!(await build())) process.exit(255);
const { Chromium, chromiumPath } = await import('../dist/viewer/testing/chromium.js');
const { servedPage } = await import('../dist/viewer/index.js');
const { serve } = await import('../dist/cli/serve/server.js');
const { exploreService } = await import('../dist/cli/explore/service.js');
const { publishedSource } = await import('../dist/cli/models/published-source.js');
const { checkFlagsOf, defaultFlags } = await import('../dist/cli/check/flags.js');

const binary = chromiumPath();
if (binary === null) throw new Error('there is no Chromium here');
const bounds = { hosts: 5, slots: 5, timeouts: 2, losses: 6, partitions: 1, crashes: 1 };
const flags = checkFlagsOf({ ...defaultFlags(), ...bounds });
const answer = exploreService({ source: publishedSource(flags), flags, command: 'exo explore published' });
const served = await serve({ page: servedPage('published: explore', 'explore'), answer });
const browser = Chromium.start(binary);
try {
  const page = await browser.page();
  await page.open(served.address);
  await page.ask(`new Promise((done) => {
    const look = () => document.querySelector('.refused') === null ? setTimeout(look, 20) : done(true);
    look();
  })`);
  await page.ask(`document.getElementById('walk-steps').value = '1'`);
  const [first, ...times] = await page.ask(clicks(steps));
  const sorted = times.sort((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(0);
  console.log(
    `${sorted.length + 1} steps: first ${first.toFixed(0)} ms, then median ${at(0.5)} ms, p95 ${at(0.95)}, worst ${at(1)}; load ${os.loadavg()[0].toFixed(1)}`,
  );
} finally {
  await browser.close();
  await served.close();
}

/** Takes random steps one by one, going back to the beginning where a run ends, and returns how long each took until it was shown. */
function clicks(count) {
  return `(async () => {
    const head = () => document.querySelector('.board-head')?.textContent ?? '';
    const isEnd = () => document.querySelector('.offer') === null;
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    while (times.length < ${count}) {
      while (isEnd() && !head().includes('step 0')) {
        document.getElementById('undo').click();
        await frame();
        await new Promise((done) => setTimeout(done, 200));
      }
      const before = head();
      const begun = performance.now();
      document.getElementById('random').click();
      while (head() === before && performance.now() - begun < 10_000) await frame();
      times.push(performance.now() - begun);
      await new Promise((done) => setTimeout(done, 60));
    }
    return times;
  })()`;
}
