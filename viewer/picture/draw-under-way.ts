import { textAbove } from './draw-lines.js';
import type { Picture, UnderWay } from './picture.js';
import { between, type Scale } from './scale.js';
import { circle, group, line, type Room, type Shape } from './shapes.js';

/** Stubs stay between their lane and what is written below and above it, and end so far behind where they leave: one that would end on another goes on. */
const RISE = 2.9;
const FALL = 6;
const FIRST = 15;
const APART = 6;
const ENDS_MAX = 8;
const END_SIZE = 1.6;

/**
 * Messages that nobody has met by the end, as they are under way or lost unseen: a stub where each leaves, towards the lane that it is for, with nothing at
 * its end. `texts` are those of messages that stand above their sender already.
 */
export function underWayShapes(
  picture: Picture,
  scale: Scale,
  room: Room,
  texts: Set<string>,
): readonly Shape[] {
  const { lanes } = picture;
  return between(picture.underWay, ({ step }) => step, scale.from, scale.to).flatMap((one) => {
    const { from, to, step, text, leavesAhead } = one;
    const y = scale.endY(from);
    if (y === null) return [];
    const { past } = scale.view;
    const isFaded = past !== null && !past.has(`${step} ${from}`);
    const x = scale.aheadX(step, leavesAhead);
    const classes = `c${(lanes[from]?.colour ?? 0) % 8} under-way${isFaded ? ' faded' : ''}`;
    const { x: endX, y: endY } = stubEnd(x, y, stubDirection(one, lanes.length), scale.column, room);
    const receiver = to === null ? '' : ` to ${lanes[to]?.label ?? ''}`;
    const words = `${text}${receiver}: met by nobody until the end of the run`;
    const stub = group(
      [
        { tag: 'title', attributes: {}, text: words },
        line(x, y, endX, endY, `line ${classes}`),
        circle(endX, endY, END_SIZE, `open ${classes}`),
      ],
      { class: 'stub', 'data-step': step, 'data-from': from, ...(to !== null && { 'data-to': to }) },
    );
    const key = `${from} ${step} ${text}`;
    if (texts.has(key)) return [stub];
    texts.add(key);
    return [stub, ...textAbove({ ...one, sent: step }, scale, room)];
  });
}

/** Down or up: towards its lane, or towards the others, which are above the last one. */
function stubDirection({ from, to }: UnderWay, lanes: number): 1 | -1 {
  if (to === null || to === from) return from === lanes - 1 ? -1 : 1;
  return to > from ? 1 : -1;
}

/** The nearest free place for the end of a stub; the first one where all are taken. */
function stubEnd(
  x: number,
  y: number,
  direction: 1 | -1,
  column: number,
  room: Room,
): { readonly x: number; readonly y: number } {
  const narrow = Math.min(1, column / 40);
  const ends = Array.from({ length: ENDS_MAX }, (_, i) => {
    return { x: x + (FIRST + i * APART) * narrow, y: y + (direction > 0 ? FALL : -RISE) * narrow };
  });
  const free = ends.find((end) => {
    return room.take({ x: end.x - END_SIZE, y: end.y - END_SIZE, width: 2 * END_SIZE, height: 2 * END_SIZE });
  });
  return free ?? { x: x + FIRST * narrow, y: y + (direction > 0 ? FALL : -RISE) * narrow };
}
