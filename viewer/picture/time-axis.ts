import type { Film } from '../film/film.js';
import type { Axis, TimeStretch } from './axis.js';

/** A gap is idle time if it is longer than this part of all shorter ones together, and this number of times as long as they are on average. */
const IDLE_PART = 0.15;
const IDLE_TIMES = 10;
/** The part of all gaps that are no idle time, however long they are. */
const COMMON_PART = 0.8;
/** What is folded is drawn as wide as this part of all that is not. */
const FOLDED_PART = 1 / 30;

/** The axis on which steps stand by their times; null where no two differ. */
export function timeAxisOf({ steps }: Film): Axis | null {
  const times = timesOf(steps);
  const order = Uint32Array.from(times.keys()).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const start = times[order[0] ?? 0] ?? 0;
  for (const [step, time] of times.entries()) times[step] = time - start;
  const sorted = Float64Array.from(order, (step) => times[step] ?? 0);
  const stretches = stretchesOf(sorted, steps.length - 1);
  if (stretches.length === 0) return null;
  const places = Float64Array.from(times, (time) => columnAt(time, stretches));
  return {
    ...sides(places),
    ...ranks(order, places),
    at: (step) => places[step] ?? step,
    time: { stretches, timeOf: (step) => times[step] ?? 0 },
  };
}

/** A step without a time stands where the one before it does. */
function timesOf(steps: Film['steps']): Float64Array {
  const times = new Float64Array(steps.length);
  let last = steps.find(({ atUs }) => atUs !== undefined)?.atUs ?? 0;
  for (const [step, { atUs }] of steps.entries()) {
    last = atUs ?? last;
    times[step] = last;
  }
  return times;
}

function stretchesOf(sorted: Float64Array, columns: number): readonly TimeStretch[] {
  const gaps = Float64Array.from(sorted.subarray(1), (time, i) => time - (sorted[i] ?? 0));
  const { idle, active } = idleOf(gaps);
  if (active === 0 && idle === Infinity) return [];
  const folded = active === 0 ? 1 : active * FOLDED_PART;
  const pieces: { fromUs: number; toUs: number; isFolded: boolean }[] = [];
  let from = 0;
  for (const [i, gap] of gaps.entries()) {
    if (gap < idle) continue;
    const [begin, end] = [sorted[i] ?? 0, sorted[i + 1] ?? 0];
    if (begin > from) pieces.push({ fromUs: from, toUs: begin, isFolded: false });
    pieces.push({ fromUs: begin, toUs: end, isFolded: true });
    from = end;
  }
  const last = sorted.at(-1) ?? 0;
  if (last > from) pieces.push({ fromUs: from, toUs: last, isFolded: false });
  const widthOf = ({ fromUs, toUs, isFolded }: (typeof pieces)[number]): number =>
    isFolded ? folded : toUs - fromUs;
  const whole = pieces.reduce((sum, piece) => sum + widthOf(piece), 0);
  let at = 0;
  return pieces.map((piece) => {
    const begin = at;
    at += (widthOf(piece) / whole) * columns;
    return { ...piece, from: begin, to: at };
  });
}

/** From what length on gaps are idle time, and how long all shorter ones are together. */
function idleOf(gaps: Float64Array): { readonly idle: number; readonly active: number } {
  const sorted = Float64Array.from(gaps.filter((gap) => gap > 0)).sort();
  let active = 0;
  for (const [count, gap] of sorted.entries()) {
    const isRare = count >= sorted.length * COMMON_PART;
    if (isRare && gap > active * IDLE_PART && gap > (active / count) * IDLE_TIMES)
      return { idle: gap, active };
    active += gap;
  }
  return { idle: Infinity, active };
}

function columnAt(time: number, stretches: readonly TimeStretch[]): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.toUs ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  if (found === undefined) return 0;
  const { fromUs, toUs, from, to } = found;
  return from + ((time - fromUs) / (toUs - fromUs)) * (to - from);
}

/** Clocks differ: what stands behind a column may come before it, by a few steps. */
function sides(places: Float64Array): Pick<Axis, 'from' | 'to'> {
  // The farthest place up to each step, and the nearest from each on: both ascend, so that they can be halved.
  const highest = Float64Array.from(places);
  for (let step = 1; step < highest.length; step++)
    highest[step] = Math.max(highest[step] ?? 0, highest[step - 1] ?? 0);
  const lowest = Float64Array.from(places);
  for (let step = lowest.length - 2; step >= 0; step--)
    lowest[step] = Math.min(lowest[step] ?? 0, lowest[step + 1] ?? 0);
  return {
    from: (column) => countBelow(highest, column),
    to: (column) => countBelow(lowest, column, true) - 1,
  };
}

function ranks(order: Uint32Array, places: Float64Array): Pick<Axis, 'rank' | 'before' | 'stepAt'> {
  const rankOf = new Uint32Array(order.length);
  for (const [rank, step] of order.entries()) rankOf[step] = rank;
  const sorted = Float64Array.from(order, (step) => places[step] ?? 0);
  const before = (column: number): number => countBelow(sorted, column);
  return {
    before,
    rank: (step) => rankOf[step] ?? step,
    stepAt: (column) => {
      const behind = Math.min(before(column), sorted.length - 1);
      const near = Math.max(0, behind - 1);
      const isNearer = column - (sorted[near] ?? 0) < (sorted[behind] ?? 0) - column;
      return order[isNearer ? near : behind] ?? 0;
    },
  };
}

/** How many of ascending numbers are below a limit, or at it, too. */
function countBelow(sorted: Float64Array, limit: number, isAlsoAt = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value < limit || (isAlsoAt && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A time in a unit that suits how finely it is told: `1.25 ms`. */
export function timeText(us: number, finenessUs: number): string {
  const [unit, name] = finenessUs >= 1e5 ? [1e6, 's'] : finenessUs >= 100 ? [1e3, 'ms'] : [1, 'µs'];
  const digits = Math.max(0, Math.ceil(-Math.log10(finenessUs / unit) - 1e-9));
  return `${(us / unit).toFixed(Math.min(digits, 3))} ${name}`;
}
