/**
 * Measures the page of a long run in Chromium: `node scripts/measure-view.mjs [events...]`, 210,000 when left out. How large it is, when it is ready
 * and what that time is spent on, what a jump to another step costs, and how far apart frames are while it is panned and zoomed, by turns with a bare
 * page that only pans; `--jumps` leaves the frames out. Times by the clock are of this machine under whatever else it does: its load is printed beside
 * them. Of each frame also the processor time is told, of the page's thread and of the threads that paint beside it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { bareWords, expectFlags, isGiven, wholeNumber } from './words.mjs';

expectFlags([], { switches: ['--jumps'], bareMax: Infinity });
const sizes = bareWords([]).map((text) => wholeNumber('the number of events', text, 1));

if (!(await build())) process.exit(255);
const { Chromium, chromiumPath } = await import('../dist/viewer/testing/chromium.js');
const { filmOfRun, viewerPage } = await import('../dist/viewer/index.js');
const { Simulation } = await import('../dist/impl/index.js');

/** A page that does nothing but move what it has. */
const BARE = `<!doctype html><html data-ready="true"><body><div id="picture" style="width:1400px;height:600px;overflow:hidden"><div style="width:4000px;height:600px;background:repeating-linear-gradient(90deg,#ccc 0 20px,#fff 20px 40px)"></div></div><script>let x = 0; document.querySelector("#picture").addEventListener("wheel", (e) => { e.preventDefault(); x += 7; e.currentTarget.firstElementChild.style.transform = "translateX(-" + (x % 2000) + "px)"; });</script></body></html>`;

const binary = chromiumPath();
if (binary === null) throw new Error('there is no Chromium here');
const isShort = isGiven('--jumps');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-measure-'));
const browser = Chromium.start(binary);
try {
  for (const events of sizes.length === 0 ? [210_000] : sizes) await measure(events);
} finally {
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function measure(events) {
  const file = path.join(folder, `${events}.html`);
  const { header, lines } = runOf(events);
  fs.writeFileSync(file, viewerPage(filmOfRun(header, lines)));
  const bare = path.join(folder, 'bare.html');
  fs.writeFileSync(bare, BARE);
  console.log(
    `${events} events, load ${os.loadavg()[0].toFixed(1)}: ${(fs.statSync(file).size / 1e6).toFixed(2)} MB`,
  );
  const page = await browser.page();
  // Of the thread's own time: what else the machine does is not in it.
  await page.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.open(pathToFileURL(file).href);
  const ready = await page.ask(`performance.getEntriesByName('exo-ready')[0].startTime`);
  const begun = await metrics(page);
  const heap = await page.ask('performance.memory.usedJSHeapSize');
  const spent = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration', 'TaskDuration'];
  console.log(
    `  ready after ${ready.toFixed(0)} ms (${spent.map((name) => `${name} ${(begun[name] * 1000).toFixed(0)}`).join(', ')}), heap ${(heap / 1e6).toFixed(0)} MB`,
  );
  await jumps(page, events);
  if (isShort) return;
  const other = await browser.page();
  await other.open(pathToFileURL(bare).href);
  await page.send('Page.bringToFront');
  for (const [what, act] of [
    ['panned', `new WheelEvent('wheel', { deltaX: 37, cancelable: true, bubbles: true })`],
    [
      'zoomed',
      `new WheelEvent('wheel', { deltaY: i % 60 < 30 ? 40 : -40, clientX: 700, cancelable: true, bubbles: true })`,
    ],
  ]) {
    for (const width of ['close', 'whole']) {
      await page.key('0');
      if (width === 'close')
        await page.ask(
          `for (let i = 0; i < 60; i++) document.querySelector('#picture').dispatchEvent(new WheelEvent('wheel', { deltaY: -40, clientX: 700, cancelable: true }))`,
        );
      const [own, empty, spent] = [[], [], []];
      for (let turn = 0; turn < 3; turn++) {
        spent.push(...(await spentOf(page, act, own)));
        empty.push(...(await framesOf(other, act)));
        await page.send('Page.bringToFront');
      }
      console.log(
        `  ${what}, ${width}: ${told(own)}; bare page: ${told(empty)}; load ${os.loadavg()[0].toFixed(1)}`,
      );
      console.log(
        `    processor time: ${told(spent.map((one) => one.page))}; painting beside it: ${told(spent.map((one) => one.paint))}`,
      );
    }
  }
}

/** Jumps to drawn steps, each alone; what they cost in script, style and layout. */
async function jumps(page, events) {
  const costs = [];
  for (let i = 0; i < 40; i++) {
    const before = await metrics(page);
    await page.ask(
      `location.hash = '#step=${Math.floor(((i * 0.618) % 1) * events)}'; new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true), 30)))`,
    );
    const after = await metrics(page);
    costs.push(
      ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].map(
        (name) => (after[name] - before[name]) * 1000,
      ),
    );
  }
  const sums = costs.map(([script, layout, style]) => script + layout + style);
  const of = (place) => median(costs.map((one) => one[place])).toFixed(1);
  console.log(
    `  a jump: median ${median(sums).toFixed(1)} ms, worst ${Math.max(...sums).toFixed(1)} (script ${of(0)}, layout ${of(1)}, style ${of(2)})`,
  );
}

async function metrics(page) {
  const { metrics: list } = await page.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** How far apart the frames of a page are. One that is not in front has none. */
async function framesOf(page, act) {
  await page.send('Page.bringToFront');
  return page.ask(frames('#picture', act));
}

/** What each frame takes of the processor, in milliseconds; how far apart they are is put behind `times`. */
async function spentOf(page, act, times) {
  await page.send('Page.bringToFront');
  const events = await page.trace(
    ['devtools.timeline', 'blink.user_timing', 'disabled-by-default-devtools.timeline'],
    async () => times.push(...(await page.ask(frames('#picture', act)))),
  );
  const marks = events.filter(({ name }) => name === 'exo-frame').sort((a, b) => a.ts - b.ts);
  const [{ pid, tid }] = marks;
  const isTask = ({ name, ph }) => ph === 'X' && name === 'RunTask';
  const tasks = events.filter((one) => one.pid === pid && one.tid === tid && isTask(one));
  const paints = events.filter(({ name, ph }) => ph === 'X' && name === 'RasterTask');
  // A task that makes a frame may have begun before its mark, which is set within it.
  const sum = (all, from, to) =>
    all.reduce((ms, { ts, dur = 0, tdur = 0 }) => {
      return ts + dur >= from && ts + dur < to ? ms + tdur / 1000 : ms;
    }, 0);
  return marks.slice(1).map(({ ts: to }, i) => {
    return { page: sum(tasks, marks[i].ts, to), paint: sum(paints, marks[i].ts, to) };
  });
}

/** Does something once a frame, and returns how far apart the frames are. */
function frames(selector, act) {
  return `new Promise((done) => {
    const box = document.querySelector('${selector}');
    const times = [];
    let i = 0;
    const next = (now) => {
      times.push(now);
      performance.mark('exo-frame');
      if (times.length > 90) return done(times.slice(1).map((time, k) => time - times[k]));
      i++;
      box.dispatchEvent(${act});
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })`;
}

function told(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return `median ${median(times).toFixed(0)} ms a frame, p95 ${sorted[Math.floor(sorted.length * 0.95)].toFixed(0)}, worst ${sorted.at(-1).toFixed(0)}`;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The beginning of a simulated run with a number of events. */
function runOf(events) {
  const lines = [];
  const runOut = (line) => {
    if (lines.length <= events) lines.push(line);
  };
  const faults = { losses: 0.02, crashes: 2 };
  const simulation = new Simulation({ hosts: 5, seed: 1, durationMs: events, ...faults }, { runOut });
  while (lines.length <= events && simulation.advance(1000) === null);
  if (lines.length <= events) throw new Error(`the run ends after ${lines.length} events`);
  const [header, ...rest] = lines.map((line) => JSON.parse(line));
  return { header, lines: rest };
}
