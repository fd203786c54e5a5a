/**
 * The colours of the page as they are seen by those who lack one kind of cone: contrast to what they lie on, by WCAG's formula, of the simulated
 * colours. The matrices are those of Machado, Oliveira and Fernandes (2009) at full severity, for linear RGB.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Film } from '../film/film.js';
import { pictureOf } from '../picture/picture-of.js';
import { sceneOf } from '../picture/scene.js';
import { svgText } from '../picture/svg.js';

type Rgb = readonly [number, number, number];

const IDENTITY = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

const SIGHTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'full sight': IDENTITY,
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const LANES = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'cx'];
/** What marks and lines are drawn in, and what they lie on. */
const MARKS = {
  of: [...LANES, 'soft', 'wrong', 'warn', 'ink'],
  on: ['paper', 'e0', 'e1', 'e2', 'e3', 'chosen'],
};
/** What is written, and what it is written on. */
const TEXTS = [
  { of: ['ink', 'soft', 'wrong', 'warn', ...LANES], on: ['paper', 'sheet'] },
  { of: ['ink', 'soft', 'wrong'], on: ['chosen'] },
  { of: ['ink'], on: ['changed', 'e0', 'e1', 'e2', 'e3'] },
  // The text of an entry that is agreed stands on the colour of its source.
  { of: ['sheet'], on: LANES },
];

const style = fs.readFileSync(path.join(import.meta.dirname, 'style.css'), 'utf8');
const PAIRS = new Map(
  [...style.matchAll(/--(\w+): light-dark\((#\w+), (#\w+)\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function colour(name: string, theme: 'light' | 'dark'): Rgb {
  const hex = PAIRS.get(name)?.[theme] ?? '';
  if (!/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`--${name} has no colour: '${hex}'`);
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return [linear(r), linear(g), linear(b)];
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function seen([r, g, b]: Rgb, rows: readonly (readonly number[])[]): Rgb {
  const [x = 0, y = 0, z = 0] = rows.map(([p = 0, q = 0, s = 0]) =>
    Math.min(1, Math.max(0, p * r + q * g + s * b)),
  );
  return [x, y, z];
}

function contrast(one: Rgb, other: Rgb): number {
  const light = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function tooFaint(
  { of, on }: { readonly of: readonly string[]; readonly on: readonly string[] },
  theme: 'light' | 'dark',
  sight: string,
  least: number,
): readonly string[] {
  const rows = SIGHTS[sight] ?? IDENTITY;
  return of.flatMap((name) =>
    on.flatMap((under) => {
      const ratio = contrast(seen(colour(name, theme), rows), seen(colour(under, theme), rows));
      return ratio >= least ? [] : [`${name} on ${under}: ${ratio.toFixed(2)}`];
    }),
  );
}

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  test.each(Object.keys(SIGHTS))('with %s has marks of at least 3:1, and texts of 4.5:1', (sight) => {
    expect(tooFaint(MARKS, theme, sight, 3)).toEqual([]);
    expect(TEXTS.flatMap((texts) => tooFaint(texts, theme, sight, 4.5))).toEqual([]);
  });
});

test.each(['light', 'dark'] as const)(
  'on %s paper the first seven lanes are told apart, and none is near red',
  (theme) => {
    const seven = LANES.slice(0, 7).map((name) => ({ name, lab: labOf(colour(name, theme)) }));
    const wrong = { name: 'wrong', lab: labOf(colour('wrong', theme)) };
    const near = [...seven, wrong].flatMap((one, i, all) =>
      all.slice(i + 1).flatMap((other) => {
        const apart = Math.hypot(...one.lab.map((part, k) => part - (other.lab[k] ?? 0)));
        return apart >= 25 ? [] : [`${one.name} and ${other.name}: ${apart.toFixed(0)}`];
      }),
    );
    expect(near).toEqual([]);
  },
);

test('a lane whose colour another one has as well is told apart by its name', () => {
  expect(style).toMatch(/\.name\.again \{[^}]*underline/);
  const lanes = Array.from({ length: 9 }, (_, i) => ({ name: `h${i}`, kind: 'host' }));
  const film: Film = {
    title: { model: 'm', property: null, verdict: '', command: '', evidence: null },
    ...{ lens: { lanes, kinds: { host: {} } }, notices: [], vars: lanes.map(({ name }) => name) },
    steps: [{ action: 'init', changes: [] }],
  };
  const view = { width: 900, height: 900, first: 0, count: 1, step: 0, hidden: new Set<number>() };
  const { shapes } = sceneOf(pictureOf(film), { ...view, past: null, foldLocal: false });
  expect(svgText(shapes).match(/class="name c\d again[^>]*>h\d/g)).toEqual([
    expect.stringMatching(/name c0 again.*>h8$/),
  ]);
});

/** A colour in CIELAB, where distances are about as large as differences look; more than 20 or so is told apart at a glance. */
function labOf([r, g, b]: Rgb): readonly number[] {
  const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test('each colour stands in the style sheet once', () => {
  const defined = [...style.matchAll(/^\s*--(\w+): (?:#|light-dark)/gm)].map(([, name]) => name);
  const again = defined.filter((name, i) => defined.indexOf(name) !== i);
  // On paper that is printed on, two of them are another.
  expect([PAIRS.size, again.sort()]).toEqual([23, ['chosen', 'paper']]);
});
