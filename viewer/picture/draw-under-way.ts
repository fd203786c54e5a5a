import { placesOf } from './lanes.js';
import type { Picture } from './picture.js';
import { between, type Scale } from './scale.js';
import { circle, group, line, type Shape } from './shapes.js';

/** A message that was sent and that nobody has met, or lost, by the end of the run. */
interface UnderWay {
  readonly step: number;
  readonly from: number;
  readonly via: string | null;
  /** As that of a line. */
  readonly leavesAhead?: number;
}

/** Messages that nobody has met by the end, as they are under way or lost unseen: a stub where each leaves, with nothing at its end. */
export function underWayShapes(picture: Picture, scale: Scale): readonly Shape[] {
  const { lanes } = picture;
  return between(messagesUnderWay(picture), ({ step }) => step, scale.from, scale.to).flatMap((one) => {
    const y = scale.endY(one.from);
    if (y === null) return [];
    const { past } = scale.view;
    const isFaded = past !== null && !past.has(`${one.step} ${one.from}`);
    // Towards the other lanes: the last one has them above it.
    const down = one.from === lanes.length - 1 ? -1 : 1;
    const x = scale.aheadX(one.step, one.leavesAhead);
    const length = Math.min(11, scale.column / 3);
    const classes = `c${(lanes[one.from]?.colour ?? 0) % 8} under-way${isFaded ? ' faded' : ''}`;
    const [endX, endY] = [x + length, y + down * length * 1.2];
    const words = 'Met by nobody until the end of the run';
    return [
      group(
        [
          { tag: 'title', attributes: {}, text: words },
          line(x, y, endX, endY, `line ${classes}`),
          circle(endX, endY, Math.max(1, length / 7), `open ${classes}`),
        ],
        { class: 'stub', 'data-step': one.step, 'data-from': one.from },
      ),
    ];
  });
}

const underWayKnown = new WeakMap<Picture, readonly UnderWay[]>();

/** By the step in which they were sent. */
export function messagesUnderWay(picture: Picture): readonly UnderWay[] {
  const made = underWayKnown.get(picture) ?? withoutLines(picture);
  underWayKnown.set(picture, made);
  return made;
}

function withoutLines({ film, lanes, lines }: Picture): readonly UnderWay[] {
  const places = placesOf(lanes);
  const met = new Set(lines.map(({ from, sent, text }) => `${sent} ${from} ${text}`));
  return film.steps.flatMap(({ messages = [] }, step) =>
    messages.flatMap(({ fate, from, text, via = null }) => {
      const place = places.get(from);
      const isMet = place === undefined || met.has(`${step} ${place} ${text}`);
      return fate === 'sent' && !isMet ? [{ step, from: place, via }] : [];
    }),
  );
}
