import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll } from 'vitest';
import { readItf, RunReader, type RunEvent } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import { filmOfRun } from '../film/film-of-run.js';
import type { Film } from '../film/film.js';
import { viewerPage } from '../html.js';
import { Chromium, chromiumPath, type Page, type PageOptions } from './chromium.js';

const FOLDERS = ['traces', '../../traces/counterexamples'].map((one) => path.join(import.meta.dirname, one));

/** Whether there is a browser in which pages can be looked at. */
export const HAS_CHROMIUM = chromiumPath() !== null;

/** Opens pages in one browser, which is closed after the tests of the file. */
export interface Pages {
  readonly open: (film: Film, options?: PageOptions, fragment?: string) => Promise<Page>;
}

/** Pages for the tests of a file, which calls this once. */
export function pagesOfTests(): Pages {
  let browser: Chromium | null = null;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-pages-'));
  let count = 0;
  beforeAll(() => {
    browser = Chromium.start(chromiumPath() ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });
  return {
    open: async (film, options = {}, fragment = '') => {
      if (browser === null) throw new Error('there is no browser');
      const file = path.join(scratch, `${count++}.html`);
      fs.writeFileSync(file, viewerPage(film));
      const page = await browser.page(options);
      await page.open(`${pathToFileURL(file).href}${fragment}`);
      return page;
    },
  };
}

/** The text of a committed trace: one that the viewer is tested on, or a counterexample. */
export function textOfTrace(name: string): string {
  const file = FOLDERS.map((folder) => path.join(folder, name)).find((one) => fs.existsSync(one));
  if (file === undefined) throw new Error(`there is no trace ${name}`);
  const bytes = fs.readFileSync(file);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** A committed trace as a film. */
export function filmOfTrace(name: string): Film {
  const text = textOfTrace(name);
  if (!name.includes('.ndjson')) return filmOf(readItf(text, name));
  const reader = new RunReader(name);
  const events: RunEvent[] = [];
  for (const line of text.split('\n')) {
    const read = reader.read(line);
    if (read?.kind === 'event') events.push(read.event);
  }
  if (reader.header === null) throw new Error('a run begins with a header');
  return filmOfRun(reader.header, events);
}
