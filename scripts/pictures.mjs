/**
 * Makes the pictures of the documents anew, in docs/pictures: `node scripts/pictures.mjs`. Needs Chromium. With a folder, pictures of six
 * traces in all of their forms go there instead, to be looked at: exits with 1 where labels lie on each other.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TRACES = path.join(ROOT, 'traces', 'counterexamples');
const KINDS = path.join(ROOT, 'viewer', 'testing', 'traces');
const COUNTEREXAMPLE = path.join(TRACES, 'recovery-longest-n5-Agreement.itf.json');
/** What `exo demo` finds. */
const DEMO = path.join(TRACES, 'recovery-frequent-n5-Agreement.itf.json');
/** Files, and what of them is looked at. */
const LOOKED_AT = [
  [COUNTEREXAMPLE, '#chart=C'],
  [path.join(TRACES, 'offload-resubmit-blindly-n3-Integrity.itf.json'), ''],
  [path.join(KINDS, 'lasso.itf.json'), ''],
  [path.join(KINDS, 'split-vote.itf.json'), ''],
  [path.join(KINDS, 'real-run.ndjson.gz'), '#step=60&axis=time'],
  [path.join(KINDS, 'simulated-crashes.ndjson'), '#step=100'],
];
const FORMS = {
  large: { width: 1600, height: 900 },
  small: { width: 1280, height: 720 },
  dark: { width: 1600, height: 900, dark: true },
  print: { width: 1600, height: 900, media: 'print' },
};

if (!(await build())) process.exit(255);
const { Chromium, chromiumPath } = await import('../dist/viewer/testing/chromium.js');
const { OVERLAPS } = await import('../dist/viewer/testing/overlaps.js');
const { viewerPage } = await import('../dist/viewer/index.js');
const { filmOfFiles } = await import('../dist/cli/view/film-file.js');
const binary = chromiumPath();
if (binary === null) throw new Error('there is no Chromium here');
const browser = Chromium.start(binary);
try {
  const folder = process.argv[2];
  if (folder === undefined) {
    await take(
      COUNTEREXAMPLE,
      { width: 1400, height: 800 },
      path.join(ROOT, 'docs/pictures/counterexample.png'),
    );
    await take(DEMO, { width: 1400, height: 800 }, path.join(ROOT, 'docs/pictures/demo.png'));
    drawClient(path.join(ROOT, 'docs/pictures/retrying-client.svg'));
    await takeExplored(path.join(ROOT, 'docs/pictures/explore.png'));
  } else {
    for (const [file, fragment] of LOOKED_AT) {
      const name = path.basename(file).replace(/\..*/, '');
      for (const [form, options] of Object.entries(FORMS)) {
        await take(file, options, path.join(folder, `${name}-${form}.png`), fragment);
      }
    }
  }
} finally {
  await browser.close();
}

async function take(file, options, out, fragment = '') {
  const page = await browser.page(options);
  fs.mkdirSync(path.dirname(out), { recursive: true });
  const html = `${out}.html`;
  fs.writeFileSync(html, viewerPage(await filmOfFiles([file])));
  await page.open(`${pathToFileURL(html).href}${fragment}`);
  fs.writeFileSync(out, await page.picture());
  fs.rmSync(html);
  const overlaps = await page.ask(OVERLAPS);
  if (overlaps.length > 0) process.exitCode = 1;
  console.log(
    [path.relative(process.cwd(), out), ...overlaps.map((pair) => `  on each other: ${pair}`)].join('\n'),
  );
}

/** The first example of README, as `exo export --to svg` draws what is found in it. */
function drawClient(out) {
  const trace = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'exo-pictures-')), 'client.itf.json');
  const exo = (...words) =>
    spawnSync(process.execPath, [path.join(ROOT, 'dist/cli/exo.js'), ...words]).status;
  const found = exo('check', path.join(ROOT, 'docs/examples/retrying-client.ts'), '--trace-out', trace);
  const drawn = exo('export', trace, '--to', 'svg', '--out', out);
  fs.rmSync(path.dirname(trace), { recursive: true });
  if (found !== 12 || drawn !== 0) throw new Error(`exo check ended with ${found}, exo export with ${drawn}`);
  console.log(path.relative(process.cwd(), out));
}

/** The page of `exo explore`, one step before the end of a shortest way to a violation. */
async function takeExplored(out) {
  const { servedPage } = await import('../dist/viewer/index.js');
  const { serve } = await import('../dist/cli/serve/server.js');
  const { exploreService } = await import('../dist/cli/explore/service.js');
  const { publishedSource } = await import('../dist/cli/models/published-source.js');
  const { checkFlagsOf, defaultFlags } = await import('../dist/cli/check/flags.js');
  const bounds = { hosts: 5, slots: 4, timeouts: 1, losses: 2, set: { recovery: 'frequent' } };
  const flags = checkFlagsOf({ ...defaultFlags(), ...bounds });
  const command = 'exo explore published --hosts 5 --timeouts 1 --losses 2 --set recovery=frequent';
  const answer = exploreService({ source: publishedSource(flags), flags, command });
  const served = await serve({ page: servedPage('published: explore', 'explore'), answer });
  const page = await browser.page({ width: 1500, height: 860 });
  const until = (expression) =>
    page.ask(
      `new Promise((done) => { const look = () => (${expression}) ? done(true) : setTimeout(look, 20); look(); })`,
    );
  await page.open(served.address);
  await page.key('f');
  await until(`document.querySelector('#told').textContent.includes('fewest')`);
  await page.key('ArrowLeft');
  await until(
    `document.querySelector('.refused') !== null && document.querySelector('.badge.broken') !== null`,
  );
  fs.writeFileSync(out, await page.picture());
  await served.close();
  console.log(path.relative(process.cwd(), out));
}
