import type { MarkKind } from '../../traces/index.js';
import { pointsOf } from './draw-lines.js';
import { drawnMarks } from './draw-marks.js';
import type { Line, Mark, Picture } from './picture.js';
import { between, type Scale } from './scale.js';
import { path, r, type Room, type Shape } from './shapes.js';

/** Columns are at least this number of pixels wide where each mark is a shape of its own. */
export const MERGED_BELOW = 7;

/** Marks that are drawn by themselves however narrow the columns are: they are rare, and matter. */
const BY_ITSELF: readonly MarkKind[] = [
  ...(['crash', 'reset', 'restart', 'timeout', 'takeover', 'promise', 'start', 'install'] as const),
  ...(['partition', 'heal'] as const),
];
const CUT_BEFORE = 0.88;

/**
 * Lines and marks where columns are narrow: all of one look as one path, so that a thousand of them cost no more than a dozen. What is
 * rare, and the chosen step, is drawn by itself.
 */
export function mergedOf(picture: Picture, scale: Scale, room: Room): readonly Shape[] {
  const { marks, lines, lanes } = picture;
  const paths = new Paths();
  for (const one of between(lines, ({ step }) => step, scale.from, scale.to))
    addLine(paths, one, picture, scale);
  const inView = between(marks, ({ step }) => step, scale.from, scale.to);
  const isSingle = ({ kind, step }: Mark): boolean => step === scale.view.step || BY_ITSELF.includes(kind);
  for (const mark of inView) {
    const y = scale.y(mark.lane);
    if (y === null || isSingle(mark) || (scale.view.foldLocal && mark.kind === 'local')) continue;
    const colour = `c${(lanes[mark.lane]?.colour ?? 0) % 8}`;
    paths.add(
      `dots ${mark.kind === 'local' ? 'small ' : ''}${colour}`,
      dot(scale.aheadX(mark.step, mark.ahead), y),
    );
  }
  return [...paths.shapes(), ...drawnMarks({ ...picture, marks: inView.filter(isSingle) }, scale, room)];
}

function addLine(paths: Paths, one: Line, { lanes }: Picture, scale: Scale): void {
  const [y1, y2] = [scale.endY(one.from), scale.endY(one.to)];
  if (y1 === null || y2 === null || (y1 === y2 && one.from !== one.to)) return;
  const { past } = scale.view;
  const isFaded =
    past !== null && !(past.has(`${one.step} ${one.from}`) && past.has(`${one.step} ${one.to}`));
  const via = one.via === 'oob' ? 'oob' : 'air';
  const colour = `c${(lanes[one.from]?.colour ?? 0) % 8}`;
  const classes = `${colour} ${via} ${one.fate}${isFaded ? ' faded' : ''}`;
  const [x1, x2] = pointsOf(one, scale);
  const end = one.fate === 'lost' ? CUT_BEFORE : 1;
  const [x, y] = [x1 + (x2 - x1) * end, y1 + (y2 - y1) * end];
  paths.add(`line ${classes}`, `M${r(x1)} ${r(y1)}L${r(x)} ${r(y)}`);
  paths.add(`dots ${classes}`, dot(x, y));
}

/** A dot is a line of no length with round ends. */
function dot(x: number, y: number): string {
  return `M${r(x)} ${r(y)}h0`;
}

/** Paths by their classes, in the order in which they came up. */
class Paths {
  private readonly parts = new Map<string, string[]>();

  add(classes: string, part: string): void {
    const known = this.parts.get(classes);
    if (known === undefined) this.parts.set(classes, [part]);
    else known.push(part);
  }

  /** Lines first: dots lie over them. */
  shapes(): readonly Shape[] {
    const all = [...this.parts].map(([classes, parts]) => path(parts.join(''), classes));
    const isLine = ({ attributes }: Shape): boolean => String(attributes['class']).startsWith('line');
    return [...all.filter(isLine), ...all.filter((shape) => !isLine(shape))];
  }
}
