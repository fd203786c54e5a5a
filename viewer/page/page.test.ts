/**
 * The page in a real browser: what it shows at every step of every committed trace is what a naive reading of the file says, it asks for
 * nothing, takes nothing for markup, and can be used without a mouse and without eyes. Without Chromium, all of this is skipped.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readItf, type Trace } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import { viewerPage } from '../html.js';
import { axeSource } from '../testing/axe.js';
import { Chromium, chromiumPath, type Page, type PageOptions } from '../testing/chromium.js';

const FOLDER = path.join(import.meta.dirname, '../../traces/counterexamples');
const NAMES = fs.readdirSync(FOLDER).map((file) => file.replace('.itf.json', ''));
const binary = chromiumPath();
if (binary === null) console.warn('There is no Chromium here: the page is not looked at.');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-page-'));

describe.skipIf(binary === null)('the page', () => {
  let browser: Chromium;

  beforeAll(() => {
    browser = Chromium.start(binary ?? '');
  });

  afterAll(async () => {
    await browser.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  async function opened(trace: Trace, options: PageOptions = {}, fragment = ''): Promise<Page> {
    const file = path.join(scratch, `${Math.random().toString(36).slice(2)}.html`);
    fs.writeFileSync(file, viewerPage(filmOf(trace)));
    const page = await browser.page(options);
    await page.open(`${pathToFileURL(file).href}${fragment}`);
    return page;
  }

  test.each(NAMES)('%s shows at every step what its file says', { tags: 'long' }, async (name) => {
    const raw = rawTrace(name);
    const page = await opened(traceNamed(name), {}, '#step=0');
    await page.key('0');
    for (const step of raw.states.keys()) {
      if (step > 0) await page.key('ArrowRight');
      const shown = await page.ask<Shown>(SHOWN);
      expect(shown.marks).toEqual(marksIn(raw));
      expect([...shown.flights].sort()).toEqual([...flightsIn(raw)].sort());
      expect(shown.rows).toEqual(logsAt(raw, step));
      for (const { at, lane, texts, agreed } of shown.strips) {
        const { log, agreed: known } = logOf(raw, at, lane);
        expect(texts).toEqual(log.slice(log.length - texts.length));
        expect(agreed).toBe(Math.max(0, Math.min(known, log.length) - (log.length - texts.length)));
      }
    }
    expect(page.console).toEqual([]);
    expect(page.requests).toHaveLength(1);
  });

  test.each([false, true])('saves what is in view in the colours that it has, dark: %s', async (dark) => {
    const page = await opened(traceNamed('recovery-longest-n5-Agreement'), { dark });
    await page.ask(`(() => {
      URL.createObjectURL = (blob) => { globalThis.saved = blob.text(); return 'about:blank#saved'; };
      HTMLAnchorElement.prototype.click = () => undefined;
    })()`);
    await page.key('s');
    const saved = await page.ask<string>('globalThis.saved');
    expect(saved).toMatch(
      /^<svg xmlns="[^"]*"[^>]*>\n<title>[^<]*Agreement[^<]*<\/title>\n<style>[^]*<\/svg>\n$/,
    );
    expect(saved).not.toMatch(/light-dark|var\(/);
    expect(saved).toContain(dark ? 'fill:#15181c' : 'fill:#fcfcfa');
  });

  test('says what is wrong, and where it is in its address', async () => {
    const page = await opened(traceNamed('recovery-longest-n5-Agreement'));
    expect(await page.ask('document.querySelector("#headline").textContent')).toBe(
      '✗ Agreement is violated in 10 steps',
    );
    expect(await page.ask('document.querySelector("#why").textContent')).toBe(
      'Slot 0 is agreed as D0 at A, E and as A0 at C. ' +
        'A sent A0 in step 1, lost on the way to D, E, cut off at A in step 7; D sent D0 in step 3, disputed at A, B, C. ' +
        'In this reading a host in error takes the longest log that it is told of.',
    );
    expect(await page.ask('document.querySelectorAll(".entry.broken").length')).toBe(5);
    await page.key('[');
    expect(await page.ask(HASH)).toBe('#step=5');
    for (const letter of ['w', 'c']) await page.key(letter);
    expect(await page.ask(HASH)).toBe('#step=5&past=1&changed=1');
    expect(await page.ask('document.querySelectorAll(".mark.faded").length')).toBeGreaterThan(0);
  });

  test('explains what the run has, and nothing else', async () => {
    const legend = `[...document.querySelectorAll('#legend li:not([hidden])')].map((line) => line.dataset.of)`;
    const asked = await opened(traceNamed('recovery-longest-n5-Agreement'));
    const ofAsked = await asked.ask<readonly string[]>(legend);
    expect(ofAsked).toEqual(expect.arrayContaining(['agreed', 'log length', 'token', 'disputed', 'broken']));
    for (const other of ['fate-down', 'loop']) expect(ofAsked).not.toContain(other);
    const foreign = await opened(readItf(JSON.stringify({ vars: ['x'], states: [{ x: 1 }, { x: 2 }] })));
    expect(await foreign.ask(legend)).toEqual([]);
    const placeholder = 'document.querySelector("#find").placeholder';
    expect(await asked.ask(placeholder)).toContain('slot');
    expect(await foreign.ask(placeholder)).not.toContain('slot');
  });

  test('leads from mark to mark by keys alone, and says each', async () => {
    const page = await opened(traceNamed('match-off-n3-Agreement'), {}, '#step=0');
    await page.key('m');
    await page.key('ArrowRight');
    await page.key('m');
    await page.key('ArrowRight');
    expect(await page.ask('document.activeElement.getAttribute("aria-label")')).toBe(
      'Step 2, C, time-out: C waits too long and assumes the token',
    );
    expect(await page.ask('document.querySelector("#spoken").textContent')).toContain('Step 2');
  });

  test('takes nothing for markup, whatever a trace holds', async () => {
    const evil = '</script><script>window.taken=1</script><img src=x onerror="window.taken=1">\u202e';
    const page = await opened(hostile(evil));
    expect(await page.ask('document.documentElement.dataset.ready')).toBe('true');
    expect(await page.ask('String(window.taken)')).toBe('undefined');
    expect(await page.ask('String({}.taken)')).toBe('undefined');
    expect(await page.ask('document.querySelector("#headline").textContent')).toContain('<img src=x');
    expect(await page.ask('document.querySelectorAll("img, script:not([id])").length')).toBe(1);
    expect([page.console, page.requests.length]).toEqual([[], 1]);
  });

  test('shows a trace of another tool as a table, and says so', async () => {
    const foreign = JSON.stringify({
      vars: ['x', 'y'],
      states: [
        { x: 1, y: [] },
        { x: 2, y: ['a'] },
      ],
    });
    const page = await opened(readItf(foreign));
    expect(await page.ask('document.querySelector("#notices").textContent')).toContain(
      'its states are shown as a table',
    );
    expect(await page.ask('document.querySelector("#besides").textContent')).toBe('x2 was 1ya was nothing');
  });

  const axe = axeSource();
  test.skipIf(axe === null).each([false, true])(
    'has nothing that axe objects to (dark: %s)',
    async (dark) => {
      const page = await opened(traceNamed('recovery-longest-n5-Agreement'), { dark });
      await page.ask(`${axe ?? ''}; true`);
      const objections = await page.ask<readonly string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`))',
      );
      expect(objections).toEqual([]);
    },
  );
});

function traceNamed(name: string): Trace {
  return readItf(fs.readFileSync(path.join(FOLDER, `${name}.itf.json`), 'utf8'), name);
}

/** The fragment, once the page has written it. */
const HASH = 'new Promise((done) => setTimeout(() => done(location.hash), 400))';

function hostile(text: string): Trace {
  const meta = {
    model: text,
    bounds: {},
    knobs: {},
    property: text,
    verdict: 'violated',
    version: text,
    command: text,
  };
  const vars = { a: text, b: JSON.parse(`{"__proto__":{"taken":1}}`) as { readonly [key: string]: string } };
  const messages = [{ from: 'a', to: 'b', text }];
  return {
    meta,
    vars: ['a', 'b'],
    states: [
      { action: 'init', picks: {}, vars },
      {
        action: text,
        picks: { a: 'a' },
        vars: { ...vars, a: 'x'.repeat(1_000_000) },
        messages,
        summary: text,
      },
    ],
  };
}

// ── A naive reading of a file: JSON alone, without any code of traces or of the viewer.

interface Raw {
  readonly hosts: readonly string[];
  readonly lanes: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

interface RawMessage {
  readonly to: string;
  readonly from: string;
  readonly fate: string;
}

function rawTrace(name: string): Raw {
  const json = JSON.parse(fs.readFileSync(path.join(FOLDER, `${name}.itf.json`), 'utf8')) as Raw & {
    readonly vars: readonly string[];
  };
  const hosts = json.vars.filter((one) => /^[A-E]$/.test(one));
  const lanes = hosts.flatMap((host) => [
    host,
    ...(json.vars.includes(`driver${host}`) ? [`driver${host}`] : []),
  ]);
  return { hosts, lanes, states: json.states };
}

/** What drivers do, and not their engines. */
const OF_DRIVERS = ['Offer', 'PutC1', 'TakeC2', 'DeliverToApp', 'Attach', 'CrashDriver', 'ReadPointer'];

function marksIn({ states, lanes }: Raw): readonly string[] {
  return states.flatMap((state, step) => {
    const picks = state['mbt::nondetPicks'] as Readonly<Record<string, unknown>>;
    const pairs = (picks['#map'] ?? []) as readonly (readonly [
      { readonly '#tup': readonly string[] },
      unknown,
    ])[];
    const host = picks['host'] ?? pairs.find(([key]) => key['#tup'][0] === 'host')?.[1];
    if (typeof host !== 'string') return [];
    const isOfDriver = OF_DRIVERS.includes(String(state['mbt::actionTaken']));
    return [`${step} ${lanes.indexOf(isOfDriver ? `driver${host}` : host)}`];
  });
}

function flightsIn({ states, lanes }: Raw): readonly string[] {
  return states.flatMap((state, step) => {
    const { messages = '[]' } = state['#meta'] as { readonly messages?: string };
    return (JSON.parse(messages) as readonly RawMessage[])
      .filter(({ fate }) => fate !== 'sent')
      .map(({ to, fate }) => `${step} ${lanes.indexOf(to)} ${fate}`);
  });
}

function logOf(
  { states, lanes }: Raw,
  step: number,
  lane: number,
): { log: readonly string[]; agreed: number } {
  const state = (states[step]?.[lanes[lane] ?? ''] ?? {}) as Readonly<Record<string, unknown>>;
  const agreed = (state['agreed'] ?? state['pointer']) as { readonly '#bigint': string };
  return { log: (state['log'] ?? state['copy']) as readonly string[], agreed: Number(agreed['#bigint']) };
}

function logsAt(raw: Raw, step: number): readonly string[] {
  return raw.hosts.map((host) => `${host} ${logOf(raw, step, raw.lanes.indexOf(host)).log.join(' ')}`.trim());
}

interface Shown {
  readonly marks: readonly string[];
  readonly flights: readonly string[];
  readonly rows: readonly string[];
  readonly strips: readonly { at: number; lane: number; texts: readonly string[]; agreed: number }[];
}

/** What the page shows, read from its elements. */
const SHOWN = `(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const columnsOf = (table) => all('thead th', table).map((head) => head.textContent);
  // A wide table is several, one below the other.
  const table = all('#actors, table.more').find((one) => columnsOf(one).includes('log'));
  const log = columnsOf(table).indexOf('log');
  const own = (cell) => [...cell.childNodes].filter((node) => node.className !== 'was').map((node) => node.textContent).join('');
  return {
    marks: all('.mark').map(({ dataset: { step, lane } }) => step + ' ' + lane),
    flights: all('.flight').map(({ dataset: { step, to, fate } }) => step + ' ' + to + ' ' + fate),
    rows: all('tbody tr', table)
      .map((row) => all('th, td', row))
      .filter((cells) => /^[A-E]$/.test(cells[0].textContent))
      .map((cells) => (cells[0].textContent + ' ' + own(cells[log]).replace('·', '')).trim()),
    strips: all('.strip').map((strip) => ({
      at: Number(strip.dataset.step),
      lane: Number(strip.dataset.lane),
      texts: all('.entry-text', strip).map((text) => text.textContent),
      agreed: all('.entry.agreed', strip).length,
    })),
  };
})()`;
