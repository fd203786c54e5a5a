import type { Lane, Picture, Span, Track } from './picture.js';
import { firstAt, type Scale } from './scale.js';
import { label, line, rect, type Room, type Shape } from './shapes.js';
import { textWidth } from './text-width.js';

const LABEL_SIZE = 11;

/** The lanes, and along them who holds the token, is in error, or down, and of which epoch it is. */
export function bandsOf(picture: Picture, scale: Scale, room: Room): readonly Shape[] {
  return [
    ...gapsOf(picture, scale),
    ...picture.lanes.flatMap((lane, place) => {
      const y = scale.y(place);
      const track = picture.tracks[place];
      return y === null || track === undefined ? [] : laneBands(lane, track, y, scale, room);
    }),
  ];
}

/** In which states the actors are that have neither a log nor an epoch: small flags, which stand over the lines that cross them. */
export function statesOf({ lanes, tracks }: Picture, scale: Scale, room: Room): readonly Shape[] {
  return lanes.flatMap((_, place) => {
    const y = scale.y(place);
    const track = tracks[place];
    if (y === null || track === undefined || track.logs.length > 0 || track.epochs.length > 0) return [];
    return stateLabels(track.states, y, scale, room);
  });
}

function laneBands(lane: Lane, track: Track, y: number, scale: Scale, room: Room): readonly Shape[] {
  const { left, end } = scale;
  const colour = `c${lane.colour % 8}`;
  const height = Math.min(28, scale.pitch * 0.42);
  const tints = within(track.epochs, scale).flatMap((span): readonly Shape[] => {
    const [x1, x2] = stretchOf(span, scale);
    const box = { x: x1, y: y - height / 2, width: x2 - x1, height };
    return [rect(box, `epoch e${Math.abs(span.number ?? 0) % 4}`)];
  });
  const thick = within(track.token, scale).map((span) => {
    const [x1, x2] = stretchOf(span, scale);
    return rect({ x: x1, y: y - 4, width: x2 - x1, height: 8 }, `token ${colour}`, 2);
  });
  return [
    ...tints,
    ...thick,
    line(left - 6, y, end, y, lane.beside === null ? 'lane' : 'lane other'),
    ...within(track.down, scale).map((span) => stretch(span, y, scale, 'down-lane')),
    ...within(track.error, scale).map((span) => stretch(span, y, scale, 'error-lane')),
    ...spanLabels(track.epochs, (span) => `e${span.text}`, 'epoch-label', y - height / 2 + 2, scale, room),
    ...spanLabels(track.down, () => 'down', 'down-label', y - 5, scale, room),
  ];
}

function stretch(span: Span, y: number, scale: Scale, className: string): Shape {
  const [x1, x2] = stretchOf(span, scale);
  return line(x1, y, x2, y, className);
}

/** Where a span begins and ends: with its first step, and before the step at which it is no longer so. */
function stretchOf({ from, to }: Span, { x, left, end, column }: Scale): readonly [number, number] {
  // What begins at the edge may begin behind it.
  const begin = Math.min(end, Math.max(left - 6, from === 0 ? x(0) - column / 2 : x(from)));
  return [begin, Math.max(begin, Math.min(end, x(to)))];
}

function within(spans: readonly Span[], { from, to, column }: Scale): readonly Span[] {
  const inView = spans.slice(
    firstAt(spans, (span) => span.to, from),
    firstAt(spans, (span) => span.from, to + 1),
  );
  // What is thinner than a pixel is not seen, and there may be as many as there are steps.
  return inView.length < SPANS_MAX ? inView : inView.filter((span) => (span.to - span.from) * column >= 1);
}

const SPANS_MAX = 400;

function spanLabels(
  spans: readonly Span[],
  textOf: (span: Span) => string,
  className: string,
  y: number,
  scale: Scale,
  room: Room,
): readonly Shape[] {
  return within(spans, scale).flatMap((span) => {
    const [x1, x2] = stretchOf(span, scale);
    const text = textOf(span);
    const width = textWidth(text, LABEL_SIZE, 'bold');
    if (x2 - x1 < width + 6) return [];
    const box = { x: x1 + 4, y: y - 10, width, height: 12 };
    return room.take(box) ? [label(box.x, y, text, className)] : [];
  });
}

/** Without a log, what an actor is in is all that there is to say of it: as a small flag where it changes. */
function stateLabels(spans: readonly Span[], y: number, scale: Scale, room: Room): readonly Shape[] {
  return within(spans, scale).flatMap((span): readonly Shape[] => {
    const [x1, x2] = stretchOf(span, scale);
    const width = textWidth(span.text, LABEL_SIZE) + 10;
    if (x2 - x1 < Math.min(width, 24)) return [];
    const box = { x: x1 + 6, y: y + 8, width, height: 17 };
    if (!room.take(box)) return [];
    return [rect(box, 'state-box', 4), label(box.x + 5, box.y + 12.5, span.text, 'state-label')];
  });
}

/** What lies between the two sides of a partition is shaded, once for each pair of neighbours of different sides. */
function gapsOf({ gaps, lanes }: Picture, scale: Scale): readonly Shape[] {
  const shown = lanes
    .flatMap((_, place) => (scale.y(place) === null ? [] : [place]))
    .sort((a, b) => (scale.y(a) ?? 0) - (scale.y(b) ?? 0));
  return gaps
    .filter(({ from, to }) => to >= scale.from && from <= scale.to)
    .flatMap((gap) => {
      const [x1, x2] = stretchOf({ ...gap, text: '', number: null }, scale);
      return shown.flatMap((place, i): readonly Shape[] => {
        const next = shown[i + 1];
        if (next === undefined || gap.side.includes(place) === gap.side.includes(next)) return [];
        const [top, bottom] = [
          (scale.y(place) ?? 0) + scale.pitch * 0.42,
          (scale.y(next) ?? 0) - scale.pitch * 0.2,
        ];
        return [rect({ x: x1, y: top, width: x2 - x1, height: Math.max(4, bottom - top) }, 'gap', 3)];
      });
    });
}
