import type { Axis } from './axis.js';
import { axisOf } from './axis-of.js';
import type { Picture } from './picture.js';
import { firstAt, type Scale } from './scale.js';
import { group, path, r, type Shape } from './shapes.js';

const BIN_PIXELS = 4;

/**
 * Where more is in view than can be told apart: how much happens on each lane, and how much is lost, a bar for every few pixels.
 * Null where there is little enough to draw it.
 */
export function binsOf(picture: Picture, scale: Scale, drawnMax: number): readonly Shape[] | null {
  const { marks, lines } = picture;
  const { from, to } = scale;
  const inView = (list: readonly { readonly step: number }[]): number =>
    firstAt(list, ({ step }) => step, to + 1) - firstAt(list, ({ step }) => step, from);
  if (inView(marks) + inView(lines) <= drawnMax) return null;
  const sums = sumsOf(picture, scale.axis);
  const all = sums.marks.map((counts) => barsOf(counts, scale));
  const lost = sums.lost.map((counts) => barsOf(counts, scale));
  const most = Math.max(1, ...all.flat(), ...lost.flat());
  return picture.lanes.flatMap(({ colour, label }, lane) => {
    const y = scale.y(lane);
    if (y === null) return [];
    // What happens rises from the lane, what is lost hangs from it.
    const drawn = [
      ...bars(all[lane] ?? [], most, scale, `bin c${colour % 8}`, (height) => y - 1 - height),
      ...bars(lost[lane] ?? [], most, scale, 'bin lost', () => y + 2),
    ];
    const words = `${label}: ${sumOf(all[lane])} in view, ${sumOf(lost[lane])} lost; + shows fewer steps, one by one`;
    return drawn.length === 0 ? [] : [group(drawn, { class: 'bins', role: 'img', 'aria-label': words })];
  });
}

function sumOf(counts: readonly number[] = []): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Counts what there is, ahead of the first drawing that needs it. */
export function prepareBins(picture: Picture): void {
  sumsOf(picture, axisOf(picture.film, false));
}

/** By lane, how many there are before each step, as they stand from left to right. */
interface Sums {
  readonly marks: readonly Uint32Array[];
  readonly lost: readonly Uint32Array[];
}

const known = { steps: new WeakMap<Picture, Sums>(), times: new WeakMap<Picture, Sums>() };

function sumsOf(picture: Picture, axis: Axis): Sums {
  const ofAxis = axis.time === null ? known.steps : known.times;
  const made = ofAxis.get(picture) ?? {
    marks: sumsBy(picture, axis, picture.marks, ({ lane }) => lane),
    lost: sumsBy(
      picture,
      axis,
      picture.lines.filter(({ fate }) => fate === 'lost'),
      ({ to }) => to,
    ),
  };
  ofAxis.set(picture, made);
  return made;
}

function sumsBy<T extends { readonly step: number }>(
  { lanes, film }: Picture,
  { rank }: Axis,
  items: readonly T[],
  laneOf: (item: T) => number,
): readonly Uint32Array[] {
  const sums = lanes.map(() => new Uint32Array(film.steps.length + 1));
  for (const item of items) {
    const counts = sums[laneOf(item)];
    const at = rank(item.step) + 1;
    if (counts !== undefined) counts[at] = (counts[at] ?? 0) + 1;
  }
  for (const counts of sums) {
    for (let step = 1; step < counts.length; step++)
      counts[step] = (counts[step] ?? 0) + (counts[step - 1] ?? 0);
  }
  return sums;
}

/** How many there are in each bar that is in view. */
function barsOf(counts: Uint32Array, { left, right, column, view, axis }: Scale): readonly number[] {
  // By time, a step is a moment in the middle of where its column would be.
  const shift = axis.time === null ? 0 : 0.5;
  const before = (x: number): number => counts[axis.before(view.first + (x - left) / column - shift)] ?? 0;
  const bins = Math.ceil((right - left) / BIN_PIXELS);
  return Array.from({ length: bins }, (_, bin) => {
    return before(left + (bin + 1) * BIN_PIXELS) - before(left + bin * BIN_PIXELS);
  });
}

function bars(
  counts: readonly number[],
  most: number,
  { left, pitch }: Scale,
  className: string,
  top: (height: number) => number,
): readonly Shape[] {
  // All bars of a lane are one shape.
  const drawn = counts.flatMap((count, bin) => {
    if (count === 0) return [];
    const height = r(Math.max(1, (count / most) * pitch * 0.4));
    const width = BIN_PIXELS - 1;
    return [`M${r(left + bin * BIN_PIXELS)} ${r(top(height))}h${width}v${height}h${-width}z`];
  });
  return drawn.length === 0 ? [] : [path(drawn.join(''), className)];
}
