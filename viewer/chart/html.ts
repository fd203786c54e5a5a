/** Charts as a page. */
import { CHART_STYLE } from './svg.js';
import { escapeMarkup } from './markup.js';

/** A page of its own with a picture in it: no script, and no request of any kind. `notes` stand above the picture. */
export function chartPage(title: string, svg: string, notes: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${PAGE_STYLE}${CHART_STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeMarkup(title)}</h1>`,
    ...notes.map((note) => `<p>${escapeMarkup(note)}</p>`),
    `<main>${svg.trim()}</main>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const PAGE_STYLE = `
:root { color-scheme: light dark; }
body { margin: 20px; font-family: system-ui, 'DejaVu Sans', sans-serif; background: #fbfbf9; color: #1a1c22; }
h1 { font-size: 18px; margin: 0 0 6px; }
p { margin: 0 0 6px; font-size: 13px; }
main { overflow: auto; }
@media (prefers-color-scheme: dark) { body { background: #101216; color: #eceef4; } }
`;
