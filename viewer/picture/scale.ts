import { doneInStep } from '../film/film.js';
import type { Axis } from './axis.js';
import { axisOf } from './axis-of.js';
import { fittedRows, JUDGED_ROW, type FittedRows } from './judged-rows.js';
import type { Picture } from './picture.js';
import type { Subject } from './subject.js';
import { wrapped } from './text-width.js';

/** What part of a picture is drawn, and how large. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** The first step in view; fractions are of a column. */
  readonly first: number;
  /** The number of steps in view. */
  readonly count: number;
  readonly step: number;
  /** Lanes that are left out. */
  readonly hidden: ReadonlySet<number>;
  /** All lanes from above to below, where that is not their own order. */
  readonly order?: readonly number[];
  /** Lanes that are left out as another one looks the same, and stands for them. */
  readonly folded?: ReadonlyMap<number, number>;
  /** Steps and lanes that fade, as they are not in the causal past that was asked for; null if none do. */
  readonly past: ReadonlySet<string> | null;
  /** What is followed through the logs: its squares stand out, and all others fade. */
  readonly followed?: Subject;
  /** Local steps are left out. */
  readonly foldLocal: boolean;
  /** Steps stand by their times, where they have any, and not one by one; `first` and `count` are of columns all the same. */
  readonly isTimed?: boolean;
  /** Each property has a row of its own, whatever room they take. */
  readonly allProperties?: boolean;
  /** The first step in which two runs that are compared differ. */
  readonly parting?: number;
  /** Lanes whose states differ from those of the other run. */
  readonly differing?: ReadonlySet<number>;
  /** It is the second of two pictures on one page. */
  readonly isOther?: boolean;
}

/** Places on the paper. */
export interface Scale {
  readonly view: View;
  readonly axis: Axis;
  /** The width of a column; of the average step, where steps stand by time. */
  readonly column: number;
  /** How far around its middle a step reaches. */
  readonly half: number;
  readonly pitch: number;
  /** The top of the lanes. */
  readonly top: number;
  readonly left: number;
  readonly right: number;
  /** Where the run ends, or what is in view of it. */
  readonly end: number;
  readonly bottom: number;
  /** The rows of properties under the lanes. */
  readonly judged: FittedRows;
  /** The middle of the column of a step. */
  readonly x: (step: number) => number;
  /** A place before the middle of the column of a step, from 0, the middle, to 1; where steps stand by time, all are one. */
  readonly aheadX: (step: number, ahead: number | undefined) => number;
  /** The line of a lane; null where it is hidden. */
  readonly y: (lane: number) => number | null;
  /** Where messages of a lane begin and end: on that which stands for it, where it is folded. */
  readonly endY: (lane: number) => number | null;
  /** The first and the last step of which something is in view. */
  readonly from: number;
  readonly to: number;
}

const LEFT = 84;
const RIGHT = 80;
/** The height of numbers and words above the lanes, of three lines or of more where there is room. */
export const HEAD_MIN = 62;
const HEAD_LINE = 14;
const HEAD_LINES_MAX = 5;
/** The size of the words above a column, how much narrower they are than it, and from which width on it has any. */
export const HEAD_SIZE = 11;
export const HEAD_MARGIN = 6;
export const WORDS_FROM = 60;
const PITCH_MAX = 104;
/** Below the last lane stands its log, and what is disputed. */
const BELOW_MIN = 40;
/** Of very many lanes, or properties, some are out of sight. */
const PITCH_MIN = 1;
/** An engine and its driver are closer to each other than two hosts. */
const BESIDE = 0.62;
/** Properties have a row each where lanes are as far apart as this all the same, and a few rows in any case. */
const PITCH_GOOD = 66;
const JUDGED_MIN = 4;

export function scaleOf(picture: Picture, view: View): Scale {
  const { lanes, film } = picture;
  const { hidden, folded, order = [...lanes.keys()] } = view;
  const shown = order.flatMap((place) => {
    const lane = lanes[place];
    return lane === undefined || hidden.has(place) || folded?.has(place) === true ? [] : [{ lane, place }];
  });
  const units = shown.reduce(
    (sum, { lane }, i) => sum + (i === 0 ? 0 : lane.beside === null ? 1 : BESIDE),
    0,
  );
  const right = view.width - RIGHT;
  const column = (right - LEFT) / view.count;
  const axis = axisOf(film, view.isTimed === true);
  const from = Math.max(0, axis.from(view.first) - 1);
  const to = Math.min(film.steps.length - 1, axis.to(view.first + view.count) + 1);
  const spare = view.height - 36 - JUDGED_MIN * JUDGED_ROW - (units + 0.75) * PITCH_GOOD;
  const wantedHead = axis.time === null ? headWanted(film, column, from, to) : HEAD_MIN;
  const top = Math.max(HEAD_MIN, Math.min(wantedHead, spare));
  const whole = view.height - top - 36;
  const most = Math.floor((whole - (units + 0.75) * PITCH_GOOD) / JUDGED_ROW);
  const judged = fittedRows(film, view.allProperties === true ? Infinity : Math.max(JUDGED_MIN, most));
  const judgedLines = judged.rows.length + Math.min(1, judged.more.length);
  const room = whole - (judgedLines === 0 ? 0 : judgedLines * JUDGED_ROW + 8);
  const even = room / Math.max(1, units + 0.75);
  const wanted = even * 0.75 >= BELOW_MIN ? even : (room - BELOW_MIN) / Math.max(1, units);
  const pitch = Math.max(PITCH_MIN, Math.min(PITCH_MAX, wanted));
  const ys = new Map<number, number>();
  let at = top + 30;
  shown.forEach(({ lane, place }, i) => {
    if (i > 0) at += pitch * (lane.beside === null ? 1 : BESIDE);
    ys.set(place, at);
  });
  const x = (step: number): number => LEFT + (axis.at(step) - view.first + 0.5) * column;
  const back = axis.time === null ? Math.min(0.3 * column, 44) : 0;
  const columns = film.steps.length;
  return {
    ...{ view, axis, column, pitch, judged, top, left: LEFT, right, x },
    half: axis.time === null ? column / 2 : 0,
    end: Math.min(right, LEFT + (columns - view.first) * column),
    bottom: at + Math.min(60, Math.max(BELOW_MIN, pitch * 0.75)),
    aheadX: (step, ahead = 0) => x(step) - back * ahead,
    y: (lane) => ys.get(lane) ?? null,
    endY: (lane) => ys.get(folded?.get(lane) ?? lane) ?? null,
    ...{ from, to },
  };
}

/** As high as the words of the columns in view want it. */
function headWanted({ steps }: Picture['film'], column: number, from: number, to: number): number {
  if (column < WORDS_FROM) return HEAD_MIN;
  const wrapping = {
    size: HEAD_SIZE,
    width: column - HEAD_MARGIN,
    linesMax: HEAD_LINES_MAX,
    weight: 'bold',
  } as const;
  const lines = steps.slice(from, to + 1).map((step) => wrapped(doneInStep(step), wrapping).length);
  return HEAD_MIN + Math.max(0, Math.max(...lines) - 3) * HEAD_LINE;
}

/** The part of a list that lies between two steps, the list being in the order of its steps. */
export function between<T>(
  list: readonly T[],
  stepOf: (item: T) => number,
  from: number,
  to: number,
): readonly T[] {
  return list.slice(firstAt(list, stepOf, from), firstAt(list, stepOf, to + 1));
}

/** The place of the first item that is at a step or behind it. */
export function firstAt<T>(list: readonly T[], stepOf: (item: T) => number, step: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stepOf(list[middle] as T) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last item that is at a step or before it. */
export function lastUpTo<T>(list: readonly T[], stepOf: (item: T) => number, step: number): T | undefined {
  return list[firstAt(list, stepOf, step + 1) - 1];
}
