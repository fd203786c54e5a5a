/** Runs as pictures of their own. */
import { describe, expect, test } from 'vitest';
import type { Film } from './film/film.js';
import { pictureOf } from './picture/picture-of.js';
import { filmOfTrace } from './testing/pages.js';
import { runSvg } from './svg-file.js';

const TRACES = [
  ...(['recovery-longest-n5-Agreement.itf.json', 'offload-resubmit-blindly-n3-Integrity.itf.json'] as const),
  ...(['lasso.itf.json', 'split-vote.itf.json', 'simulated-crashes.ndjson'] as const),
];

/** The names of elements and attributes, in pairs, must close as they open. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, isEnd, name = '', isEmpty] of svg.matchAll(/<(\/?)(\w+)(?: [\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (isEnd === '/') {
      if (open.pop() !== name) return false;
    } else if (isEmpty !== '/') open.push(name);
  }
  return open.length === 0 && (svg.match(/</g) ?? []).length === (svg.match(/>/g) ?? []).length;
}

describe.each(TRACES)('%s as a picture', (name) => {
  const film = filmOfTrace(name);
  const svg = runSvg(film);

  test('is whole, and needs nothing else: neither files nor scripts nor variables', () => {
    expect(isWellFormed(svg.replace(/<style>[^]*<\/style>/, ''))).toBe(true);
    expect(svg).not.toMatch(/var\(|light-dark|@import|url\((?!#)|href|<script/);
    expect(svg.endsWith('</svg>\n')).toBe(true);
  });

  test('has every actor, and a rule for the colour of each that is drawn', () => {
    for (const { label, colour } of pictureOf(film).lanes) {
      expect(svg).toContain(`>${label}</text>`);
      expect(svg).toMatch(new RegExp(`\\.name\\.c${colour % 8},[^{]*{fill: #`));
    }
  });

  test('is light, or dark where that is asked for', () => {
    expect(svg).toContain('.paper{fill:#fcfcfa}');
    expect(runSvg(film, { isDark: true })).toContain('.paper{fill:#15181c}');
  });
});

test('a part of a run has the steps of that part, and others are refused', () => {
  const film = filmOfTrace('recovery-longest-n5-Agreement.itf.json');
  const numbers = (svg: string): readonly string[] =>
    [...svg.matchAll(/class="number[^"]*"[^>]*>(\d+)</g)].map(([, number = '']) => number);
  expect([...numbers(runSvg(film, { steps: [2, 8] }))].sort()).toEqual(['2', '3', '4', '5', '6', '7', '8']);
  for (const steps of [
    [3, 2],
    [0, 11],
    [-1, 3],
    [0.5, 3],
  ] as const)
    expect(() => runSvg(film, { steps })).toThrow('steps from 0 to 10');
});

test('the headline and the evidence stand above it', () => {
  const svg = runSvg(filmOfTrace('recovery-longest-n5-Agreement.itf.json'));
  expect(svg).toContain('>✗ Agreement is violated in 10 steps</text>');
  expect(svg).toContain(
    '>Slot 0 is agreed as D0 at A, E and as A0 at C. A sent A0 in step 1, lost on the way to D, E,',
  );
});

test('a long run is as wide as a page, and texts of strangers stay texts', () => {
  const first = { action: 'init', changes: [[['A'], {}]] } as const;
  const film: Film = {
    title: { model: '</style><script>', property: null, verdict: 'a run', command: '', evidence: null },
    lens: { lanes: [{ name: 'A', kind: 'host' }], kinds: { host: {} } },
    ...{ notices: [], vars: ['A'] },
    steps: [first, ...Array.from({ length: 5000 }, () => ({ action: 'Step', actor: 'A', changes: [] }))],
  };
  const svg = runSvg(film);
  expect(svg).toMatch(/^<svg [^>]*width="1600"/);
  expect(svg).not.toContain('<script>');
  expect(isWellFormed(svg.replace(/<style>[^]*?<\/style>/, ''))).toBe(true);
});
