import type {
  FilmChart,
  FilmChartBox,
  FilmChartLine,
  FilmMachine,
  MachineMoment,
} from '../film/film-chart.js';
import { lastUpTo } from './scale.js';
import { circle, group, label, path, rect, type Shape } from './shapes.js';

/** Where a machine is at a step, and what it did last. */
export interface MachineNow {
  /** Ids of the states in which it is. */
  readonly at: readonly string[];
  /** Places of the transitions that it took last, and the step in which it did; null where it has taken none. */
  readonly last: { readonly step: number; readonly took: readonly string[] } | null;
  /** The step since which nobody knows where it is; null where that is known. */
  readonly unknownSince: number | null;
}

/** What a machine is at, at a step. */
export function machineAt({ moments, until }: FilmMachine, step: number): MachineNow {
  if (until !== undefined && step >= until) return { at: [], last: null, unknownSince: until };
  const stepOf = (moment: MachineMoment): number => moment.step;
  const taking = moments.filter(({ took }) => took.length > 0);
  return {
    at: lastUpTo(moments, stepOf, step)?.at ?? [],
    last: lastUpTo(taking, stepOf, step) ?? null,
    unknownSince: null,
  };
}

const TITLE_BASELINE = 20;
const LINE_HEIGHT = 16;
const TITLE_INSET = 12;
const ARROW = 7;

/**
 * A chart with the states that its machine is in, and the transitions that it took last. States that are folded lie over all that is in them;
 * each state that has others in it folds and unfolds by its name.
 */
export function chartShapes(
  chart: FilmChart,
  { at, last }: MachineNow,
  folded: ReadonlySet<string>,
): readonly Shape[] {
  const current = new Set(at);
  const took = new Set(last?.took ?? []);
  const covers = chart.boxes.filter(({ id }) => id !== null && folded.has(id));
  const isCovered = (box: Rectangle, own: string | null): boolean =>
    covers.some((cover) => cover.id !== own && isWithin(box, cover));
  const boxes = chart.boxes.filter((box) => !isCovered(box, box.id));
  const lines = chart.lines.filter((one) => !isCovered(boundsOf(one), null));
  const open = boxes.filter(({ id }) => id === null || !folded.has(id));
  return [
    ...open.map((box) => boxShape(box, current)),
    ...lines.map((one) => lineShape(one, took)),
    ...lines.flatMap((one) => (isLabelCovered(one, covers) ? [] : labelShapes(one, took))),
    // What is folded covers the lines that lead into it.
    ...boxes.flatMap((box) => (open.includes(box) ? [] : [boxShape(box, current)])),
    ...boxes.flatMap((box) => textShapes(box, folded, took, current)),
  ];
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function isWithin(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function boundsOf({ points }: FilmChartLine): Rectangle {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function isLabelCovered({ label: text }: FilmChartLine, covers: readonly Rectangle[]): boolean {
  return (
    text !== null && covers.some((cover) => isWithin({ x: text.x, y: text.y, width: 1, height: 1 }, cover))
  );
}

function hasStates({ kind }: FilmChartBox): boolean {
  return kind === 'compound' || kind === 'parallel';
}

function boxShape(box: FilmChartBox, current: ReadonlySet<string>): Shape {
  const { id, kind } = box;
  if (id === null) return circle(box.x + box.width / 2, box.y + box.height / 2, box.width / 2, 'chart-dot');
  const isNow = current.has(id);
  if (kind === 'history' || kind === 'deep history') {
    return circle(box.x + box.width / 2, box.y + box.height / 2, box.width / 2, 'chart-state');
  }
  const isInner =
    isNow && ![...current].some((other) => other.startsWith(`${id}.`) || (id === '' && other !== ''));
  const names = [
    'chart-state',
    ...(hasStates(box) ? ['nest'] : []),
    ...(isNow ? [isInner ? 'current' : 'around-current'] : []),
  ];
  const second = kind === 'final' ? [rect(insetOf(box, 3), 'chart-state', 5)] : [];
  return group([rect(box, names.join(' '), 8), ...second], {
    'data-state': id,
    'data-current': String(isNow),
  });
}

function insetOf({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

function textShapes(
  box: FilmChartBox,
  folded: ReadonlySet<string>,
  took: ReadonlySet<string>,
  current: ReadonlySet<string>,
): readonly Shape[] {
  const { id, kind, x, y } = box;
  if (id === null) return [];
  if (kind === 'history' || kind === 'deep history') {
    return [
      label(
        x + box.width / 2,
        y + box.height / 2 + 5,
        kind === 'history' ? 'H' : 'H*',
        'chart-title',
        'middle',
      ),
    ];
  }
  const isFolded = folded.has(id);
  const sign = hasStates(box) ? (isFolded ? '▸ ' : '▾ ') : '';
  const inside = isFolded
    ? [...current].filter((one) => one.startsWith(id === '' ? '' : `${id}.`) && one !== '')
    : [];
  const where =
    inside.length === 0
      ? ''
      : `: ${inside.map((one) => one.slice(id === '' ? 0 : id.length + 1)).join(', ')}`;
  const name = `${sign}${box.label}${kind === 'parallel' ? ' ∥' : ''}${where}`;
  const title = label(x + TITLE_INSET, y + TITLE_BASELINE, name, 'chart-title');
  const texts = isFolded ? [] : box.texts;
  return [
    hasStates(box) ? foldButton(title, box, isFolded, current.has(id)) : title,
    ...texts.map(({ text, place }, i) =>
      label(
        x + TITLE_INSET,
        y + TITLE_BASELINE + LINE_HEIGHT * (i + 1),
        text,
        place !== undefined && took.has(place) ? 'chart-text took' : 'chart-text',
      ),
    ),
  ];
}

function foldButton(
  title: Shape,
  { id, label: name }: FilmChartBox,
  isFolded: boolean,
  isNow: boolean,
): Shape {
  return group([title], {
    class: 'chart-fold',
    role: 'button',
    tabindex: 0,
    'aria-expanded': String(!isFolded),
    'aria-label': `${name}${isNow ? ', the machine is in it' : ''}`,
    'data-fold': id ?? '',
  });
}

function lineShape({ points, place }: FilmChartLine, took: ReadonlySet<string>): Shape {
  const isTaken = place !== null && took.has(place);
  const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const name = `chart-line${isTaken ? ' took' : ''}`;
  return group([path(d, name), arrowHead(points, isTaken)], { 'data-place': place ?? '' });
}

function arrowHead(points: FilmChartLine['points'], isTaken: boolean): Shape {
  const [x, y] = points.at(-1) ?? [0, 0];
  const [fromX, fromY] = points.at(-2) ?? [x - 1, y];
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [((x - fromX) / length) * ARROW, ((y - fromY) / length) * ARROW];
  const d = `M${r1(x)} ${r1(y)}L${r1(x - dx - dy / 2)} ${r1(y - dy + dx / 2)}L${r1(x - dx + dy / 2)} ${r1(y - dy - dx / 2)}Z`;
  return path(d, `chart-head${isTaken ? ' took' : ''}`);
}

function r1(value: number): number {
  return Math.round(value * 10) / 10;
}

function labelShapes({ label: text, place }: FilmChartLine, took: ReadonlySet<string>): readonly Shape[] {
  if (text === null) return [];
  const name = place !== null && took.has(place) ? 'chart-label took' : 'chart-label';
  return text.lines.map((one, i) => label(text.x, text.y + 12 + i * LINE_HEIGHT, one, name));
}
