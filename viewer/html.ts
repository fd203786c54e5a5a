import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { assert } from '../errors/index.js';
import type { Film } from './film/film.js';
import { escaped } from './picture/svg.js';

/**
 * A film as one page that needs nothing else: no request leaves it, and it works from a file. Its policy allows its own script and
 * its own styles, by their hashes, and nothing besides.
 *
 * @example
 * fs.writeFileSync('run.html', viewerPage(filmOf(trace)));
 */
export function viewerPage(film: Film): string {
  const { script, style, body } = pageParts();
  const policy = [
    `default-src 'none'`,
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const packed = gzipSync(JSON.stringify(film), { level: 9 }).toString('base64');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(film.title.model)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    body,
    `<script type="application/octet-stream" id="film">${packed}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

interface Parts {
  readonly script: string;
  readonly style: string;
  readonly body: string;
}

/** What the build has made of `viewer/page`; the same for every film. */
export function pageParts(): Parts {
  const folder = path.join(distFolder(), 'viewer', 'page');
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
  const [script, style] = [read('page.js'), read('style.css')];
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
