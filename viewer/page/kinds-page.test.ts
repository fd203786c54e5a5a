/**
 * The page of runs of other kinds than counterexamples of Exo, held against a reading of their files by JSON alone: a lasso, a split vote, and a
 * run of real hosts of which one goes down. Without Chromium, all of this is skipped.
 */
import { describe, expect, test } from 'vitest';
import { readItf } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import { filmOfTrace, HAS_CHROMIUM, pagesOfTests, textOfTrace } from '../testing/pages.js';

/** Every row of the table of actors, as the page shows it, in several tables if it is wide: its cells by the names of their columns. */
const ROWS = `(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const own = (cell) => [...cell.childNodes].filter(({ className }) => className !== 'was').map((node) => node.textContent).join('');
  const rowsOf = (table) => {
    const columns = all('thead th', table).map((head) => head.textContent);
    return all('tbody tr', table).map((row) => Object.fromEntries(all('th, td', row).map((cell, i) => [columns[i], own(cell)])));
  };
  const [first, ...more] = all('#actors, table.more').map(rowsOf);
  return first.map((row, i) => Object.assign(row, ...more.map((rows) => rows[i])));
})()`;

type Row = Readonly<Record<string, string>>;

describe.skipIf(!HAS_CHROMIUM)('the page of', () => {
  const pages = pagesOfTests();

  test.each(['lasso', 'split-vote', 'system'])(
    '%s shows the states of its machines at every step',
    async (name) => {
      const file = `${name}.itf.json`;
      const raw = JSON.parse(textOfTrace(file)) as {
        readonly vars: readonly string[];
        readonly states: readonly Readonly<Record<string, { readonly state: unknown }>>[];
      };
      const actors = raw.vars.filter((one) => !/^(_|mbt::)/.test(one));
      const page = await pages.open(filmOfTrace(file), {}, '#step=0');
      for (const [step, state] of raw.states.entries()) {
        if (step > 0) await page.key('ArrowRight');
        const rows = await page.ask<readonly Row[]>(ROWS);
        expect(rows.map(({ actor, state: at }) => [actor, at])).toEqual(
          actors.map((actor) => {
            const at = state[actor]?.state;
            return [actor, typeof at === 'string' ? at : '{}'];
          }),
        );
      }
      expect([page.console, page.requests.length]).toEqual([[], 1]);
    },
  );

  test('a trace without actors is a table, and draws nothing in a picture that has no width', async () => {
    const states = [1, 2].map((x) => ({ x, __proto__x: '</script>' }));
    const film = filmOf(readItf(JSON.stringify({ vars: ['x', '__proto__x'], states })));
    const page = await pages.open(film, { width: 1280, height: 720 });
    for (const key of ['ArrowLeft', '0', '+', 'w']) await page.key(key);
    expect(await page.ask(`document.querySelector('#panel').innerText`)).toContain('</script>');
    expect([page.console, page.requests.length]).toEqual([[], 1]);
  });

  test('the panel has timers and channels in the words of tables', async () => {
    const page = await pages.open(filmOfTrace('split-vote.itf.json'), {}, '#step=3');
    const text = await page.ask<string>(`document.querySelector('#panel').innerText`);
    for (const words of ['⏲ 150 ms', '→A', 'ASK(from: B), VOTE']) expect(text).toContain(words);
    for (const raw of ['xstate.after', '_A', 'type: ASK']) expect(text).not.toContain(raw);
  });

  test.each([
    [
      'recovery-longest-n5-Agreement.itf.json',
      ['clock', 'thick border', 'struck through'],
      ['✕ on', '▲', 'tick'],
    ],
    [
      'simulated-crashes.ndjson',
      ['✕ on', 'dashed lane', '▲', 'tick', 'small number'],
      ['clock', 'struck through'],
    ],
    ['offload-resubmit-blindly-n3-Integrity.itf.json', ['✕ in a circle', 'flag', 'bar'], ['✕ on', '▲']],
    ['lasso.itf.json', ['clock', '× at the end'], ['✕ on', 'thick border', 'tick', '□ on']],
  ])('the legend of %s explains the marks that are there, and no others', async (name, there, absent) => {
    const page = await pages.open(filmOfTrace(name));
    const shown = await page.ask<readonly string[]>(
      `[...document.querySelectorAll('#legend li')].filter((line) => !line.hidden).map((line) => line.textContent.trim())`,
    );
    const has = (word: string): boolean => shown.some((line) => line.startsWith(word));
    expect([there.filter((word) => !has(word)), absent.filter(has)]).toEqual([[], []]);
  });

  test('a lasso says what is wrong, and where it goes on', async () => {
    const page = await pages.open(filmOfTrace('lasso.itf.json'));
    expect(await page.ask('document.querySelector(\'#legend [data-of="loop"]\').hidden')).toBe(false);
    const text = (selector: string): Promise<string> =>
      page.ask(`document.querySelector(${JSON.stringify(selector)}).textContent`);
    expect(await text('#why')).toBe('The client asks for ever, and every question is lost.');
    expect(await text('.loop-words')).toBe('and again from step 2');
  });

  test('a run of real hosts shows what each of its lines has set', async () => {
    const name = 'real-run.ndjson.gz';
    const [header, ...events] = textOfTrace(name)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { actor: string; set?: object; actors: string[]; action: string });
    const page = await pages.open(filmOfTrace(name), {}, '#step=0');
    const crash = events.findIndex(({ action }) => action === 'Crash') + 1;
    expect(crash).toBeGreaterThan(0);
    expect(await page.ask('document.querySelector("#headline").textContent')).toBe(
      `A run of exo in ${events.length} steps`,
    );
    for (const step of [0, 1, crash - 1, crash, crash + 1, events.length]) {
      const states = new Map<string, Record<string, unknown>>();
      for (const { actor, action, set = {} } of events.slice(0, step)) {
        const down = action === 'Crash' ? { status: 'down' } : {};
        states.set(actor, { ...states.get(actor), ...set, ...down });
      }
      await page.go(`step=${step}`);
      const rows = await page.ask<readonly Row[]>(ROWS);
      expect(rows.map(({ actor }) => actor)).toEqual(header?.actors);
      for (const row of rows) {
        const { length, agreed, status } = states.get(row['actor'] ?? '') ?? {};
        const shown = [row['length'], row['agreed'], row['status']].map((one) =>
          one === '·' ? undefined : one,
        );
        expect([step, ...shown]).toEqual([
          step,
          ...[length, agreed, status].map((one) => (one === undefined ? one : String(one))),
        ]);
      }
    }
  });

  test('a run by time has its marks in the order of their clocks, and goes there by a key', async () => {
    const name = 'real-run.ndjson.gz';
    const events = textOfTrace(name)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as { atUs?: number });
    const page = await pages.open(filmOfTrace(name), {}, '#step=40');
    await page.key('0');
    await page.key('i');
    const places = await page.ask<readonly (readonly [step: number, x: number])[]>(
      `[...document.querySelectorAll('.mark')].map((mark) => [Number(mark.dataset.step), mark.firstElementChild.getBoundingClientRect().x + mark.firstElementChild.getBoundingClientRect().width / 2])`,
    );
    expect(places.length).toBe(events.length);
    const timed = places.flatMap(([step, x]) => {
      const { atUs } = events[step - 1] ?? {};
      return atUs === undefined ? [] : [{ x, atUs }];
    });
    for (const one of timed)
      for (const other of timed) if (one.atUs < other.atUs) expect(one.x).toBeLessThan(other.x + 14);
    expect(await page.ask('document.querySelectorAll(".idle").length')).toBeGreaterThan(0);
    const hash = 'new Promise((done) => setTimeout(() => done(location.hash), 400))';
    expect(await page.ask(hash)).toContain('axis=time');
    await page.key('i');
    expect(await page.ask(hash)).not.toContain('axis=time');
    expect(page.console).toEqual([]);
  });
});
