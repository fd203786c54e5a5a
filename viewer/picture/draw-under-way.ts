import { textAbove } from './draw-lines.js';
import type { Picture, UnderWay } from './picture.js';
import { between, type Scale } from './scale.js';
import { circle, group, line, type Room, type Shape } from './shapes.js';

/** How much lower the stub ends that is for the next lane but one, so that those of one step do not lie on each other. */
const APART = 8;

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
    const length = Math.min(11, scale.column / 3);
    const classes = `c${(lanes[from]?.colour ?? 0) % 8} under-way${isFaded ? ' faded' : ''}`;
    const [endX, endY] = [x + length, y + length * 1.2 * stubDirection(one, lanes.length) + stubFan(one)];
    const receiver = to === null ? '' : ` to ${lanes[to]?.label ?? ''}`;
    const words = `${text}${receiver}: met by nobody until the end of the run`;
    const stub = group(
      [
        { tag: 'title', attributes: {}, text: words },
        line(x, y, endX, endY, `line ${classes}`),
        circle(endX, endY, Math.max(1, length / 7), `open ${classes}`),
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

function stubFan({ from, to }: UnderWay): number {
  if (to === null || to === from) return 0;
  return Math.sign(to - from) * Math.min(3, Math.abs(to - from) - 1) * APART;
}
