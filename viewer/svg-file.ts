import type { Film } from './film/film.js';
import { pageParts } from './html.js';
import { whyWords } from './picture/cause-words.js';
import { headlineOf } from './picture/headline.js';
import { JUDGED_ROW } from './picture/judged-rows.js';
import type { Picture } from './picture/picture.js';
import { pictureOf } from './picture/picture-of.js';
import type { View } from './picture/scale.js';
import { sceneOf } from './picture/scene.js';
import { group, label, type Shape } from './picture/shapes.js';
import { wrapped } from './picture/text-width.js';
import { standaloneSvg } from './svg-standalone.js';

export interface SvgOptions {
  /** The first and the last step that are drawn; all of them when left out. */
  readonly steps?: readonly [first: number, last: number];
  /** Light on dark. */
  readonly isDark?: boolean;
}

/** Steps have a column each as long as there are no more than these; a longer run is as wide as a page, and what lies close together is counted. */
const COLUMNS_MAX = 150;
const COLUMN = 86;
const WIDE = 1600;
/** Lanes, what is above and below them, and rows of properties. */
const LANE = 96;
const AROUND = 190;
const ROWS_MAX = 8;
const MARGIN = 16;

/**
 * A run as a picture of its own, an SVG that needs nothing else: the headline, and the lanes as the page draws them, at the last of the steps that
 * are drawn. Ends with a newline.
 *
 * @throws RangeError for steps that the film does not have, and for a film without actors
 *
 * @example
 * fs.writeFileSync('run.svg', runSvg(filmOf(trace), { steps: [0, 10] }));
 */
export function runSvg(film: Film, { steps, isDark = false }: SvgOptions = {}): string {
  const last = film.steps.length - 1;
  const [first, end] = steps ?? [0, last];
  if (!(first in film.steps && end in film.steps && first <= end))
    throw new RangeError(`steps from 0 to ${last}`);
  const picture = pictureOf(film);
  if (picture.lanes.length === 0) throw new RangeError('there are no actors to be drawn');
  const view = viewOf(picture.lanes.length, film.properties?.length ?? 0, first, end);
  const { shapes, scale } = sceneOf(picture, view);
  const words = wordsAbove(picture, view.width);
  const rows = scale.judged.rows.length + Math.min(1, scale.judged.more.length);
  const height = Math.ceil(words.height + scale.bottom + rows * JUDGED_ROW + MARGIN);
  const { style: css } = pageParts();
  const drawn: readonly Shape[] = [
    ...words.shapes,
    group(shapes, { transform: `translate(0 ${words.height})` }),
  ];
  return standaloneSvg({ width: view.width, height, title: words.title, shapes: drawn, css, isDark });
}

function viewOf(lanes: number, properties: number, first: number, end: number): View {
  const count = end - first + 1;
  const columns = Math.max(6, count);
  return {
    ...{ first, count: columns, step: end, hidden: new Set<number>(), past: null, foldLocal: false },
    width: count > COLUMNS_MAX ? WIDE : Math.max(720, columns * COLUMN + 170),
    height: lanes * LANE + AROUND + Math.min(properties, ROWS_MAX) * JUDGED_ROW,
  };
}

/** The headline, what is wrong and how it came to that, in as many lines as they need. */
function wordsAbove(
  picture: Picture,
  width: number,
): { readonly title: string; readonly height: number; readonly shapes: readonly Shape[] } {
  const { isBroken, sign, what, rest } = headlineOf(picture.film);
  const headline = `${sign}${what} ${rest}`;
  const why = whyWords(picture)
    .map(({ text }) => text)
    .join('');
  const lines = wrapped(why, { size: 11, width: width - 2 * MARGIN, linesMax: 4, weight: 'bold' });
  return {
    title: why === '' ? headline : `${headline}. ${why}`,
    height: 34 + lines.length * 18,
    shapes: [
      label(MARGIN, 26, headline, isBroken ? 'chart-title words broken' : 'chart-title'),
      ...lines.map((text, i) => label(MARGIN, 46 + i * 18, text, 'word')),
    ],
  };
}
