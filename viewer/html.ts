import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { assert } from '../errors/index.js';
import type { Film } from './film/film.js';
import { packedFilm, unpackedFilm, type PackedFilm } from './film/packed-film.js';
import { escaped } from './picture/svg.js';

/**
 * A film as one page that needs nothing else: no request leaves it, and it works from a file. Its policy allows its own script and
 * its own styles, by their hashes, and nothing besides.
 *
 * @example
 * fs.writeFileSync('run.html', viewerPage(filmOf(trace)));
 */
export function viewerPage(film: Film): string {
  const packed = gzipSync(JSON.stringify(packedFilm(film)), { level: 9 }).toString('base64');
  const data = `${FILM_BEGINS}${packed}</script>`;
  return page({ title: film.title.model, script: 'page.js', data, policy: [] });
}

/** The film that stands in a page of `viewerPage`; null in another text. */
export function filmInPage(page: string): Film | null {
  const [, behind] = page.split(FILM_BEGINS);
  if (behind === undefined) return null;
  const packed = gunzipSync(Buffer.from(behind.slice(0, behind.indexOf('<')), 'base64'));
  return unpackedFilm(JSON.parse(packed.toString('utf8')) as PackedFilm);
}

const FILM_BEGINS = '<script type="application/octet-stream" id="film">';

/**
 * The page that asks its server: for a model to be explored, or for a run that grows. It may ask the server that it comes from, and
 * nobody else.
 */
export function servedPage(title: string, serves: 'explore' | 'live'): string {
  const data = `<script type="application/octet-stream" id="serves" data-what="${serves}"></script>`;
  return page({ title, script: 'served.js', data, policy: [`connect-src 'self'`] });
}

interface Page {
  readonly title: string;
  readonly script: Script;
  /** What stands before the script. */
  readonly data: string;
  /** What is allowed besides its own script and styles. */
  readonly policy: readonly string[];
}

function page({ title, script: name, data, policy }: Page): string {
  const { script, style, body } = pageParts(name);
  const allowed = [
    `default-src 'none'`,
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    ...policy,
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${allowed}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    body,
    data,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

type Script = 'page.js' | 'served.js';

interface Parts {
  readonly script: string;
  readonly style: string;
  readonly body: string;
}

/** What the build has made of `viewer/page`; the same for every film. */
export function pageParts(name: Script = 'page.js'): Parts {
  const folder = path.join(distFolder(), 'viewer', 'page');
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
  const [script, style] = [read(name), read('style.css')];
  assert(!/<\/(script|style)/i.test(script + style), 'neither script nor styles end before their end');
  return { script, style, body: read('body.html') };
}

/** This file runs from dist, or from its source beside dist. */
function distFolder(): string {
  const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  return path.basename(here) === 'dist' ? here : path.join(here, 'dist');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
