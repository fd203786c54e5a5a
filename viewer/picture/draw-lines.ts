import type { Line, Picture } from './picture.js';
import { between, type Scale } from './scale.js';
import { circle, group, label, line, path, type Room, type Shape } from './shapes.js';
import { monospacedWidth } from './text-width.js';

/** Messages from where they leave to what becomes of them; what is sent stands above its sender, and is put down in `texts`. */
export function drawnLines(picture: Picture, scale: Scale, room: Room, texts: Set<string>): readonly Shape[] {
  const { lines } = picture;
  const met = between(lines, ({ step }) => step, scale.from, scale.to);
  const leaving = between(bySending(picture), ({ sent }) => sent, scale.from, scale.to).filter(
    ({ step }) => step > scale.to,
  );
  return [...met, ...leaving].flatMap((one) => {
    const drawn = lineShapes(one, picture, scale);
    const { step, to, fate } = one;
    const data = {
      ...{ class: 'flight', 'data-step': step, 'data-to': to, 'data-fate': fate },
      ...(isBackward(one, scale) && { 'data-backward': 'true' }),
      ...(one.equalsUnderWay !== undefined && { 'data-equals': one.equalsUnderWay }),
    };
    const shapes = drawn.length === 0 ? [] : [group([...drawn, ...equalsMark(one, scale, room)], data)];
    const key = `${one.from} ${one.sent} ${one.text}`;
    if (shapes.length === 0 || texts.has(key)) return shapes;
    texts.add(key);
    return [...shapes, ...textAbove(one, scale, room)];
  });
}

const sendings = new WeakMap<Picture, readonly Line[]>();

/** The lines that are met in a later step than that in which they were sent, by the latter. */
function bySending(picture: Picture): readonly Line[] {
  const known = sendings.get(picture);
  if (known !== undefined) return known;
  const made = picture.lines.filter(({ sent, step }) => sent < step).sort((a, b) => a.sent - b.sent);
  sendings.set(picture, made);
  return made;
}

function lineShapes(one: Line, { lanes }: Picture, scale: Scale): readonly Shape[] {
  const [y1, y2] = [scale.endY(one.from), scale.endY(one.to)];
  // Between two lanes that are folded into one, there is no way to be drawn.
  if (y1 === null || y2 === null || (y1 === y2 && one.from !== one.to)) return [];
  const colour = `c${(lanes[one.from]?.colour ?? 0) % 8}`;
  const faded = isFaded(one, scale) ? ' faded' : '';
  const [x1, x2] = pointsOf(one, scale);
  const classes = `${colour} ${viaOf(one)} ${one.fate}${faded}`;
  const size = Math.max(1.6, Math.min(4, scale.column / 9));
  if (one.fate === 'lost') {
    // Cut before the lane.
    const [x, y] = [x1 + (x2 - x1) * CUT_AT, y1 + (y2 - y1) * CUT_AT];
    return [line(x1, y1, x, y, `line ${classes}`), cross(x, y, size, `fate ${classes}`)];
  }
  if (one.from === one.to) return [fateShape(one, x2, y2, size, classes)];
  if (isBackward(one, scale)) {
    const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2];
    return [
      line(x1, y1, x2, y2, `line backward ${classes}`),
      path(chevrons(middleX, middleY), 'backward-mark'),
      fateShape(one, x2, y2, size, classes),
    ];
  }
  const curve = isCurved(one) ? curved(x1, y1, x2, y2, classes) : line(x1, y1, x2, y2, `line ${classes}`);
  return [curve, fateShape(one, x2, y2, size, classes)];
}

/** By the clocks, it was met before it was sent: they differ, and order nothing. */
function isBackward({ sent, step }: Line, { axis: { time } }: Scale): boolean {
  return time !== null && time.timeOf(step) < time.timeOf(sent);
}

/** Equal messages were under way with it, and nobody can tell which it was: it is drawn from where the last of them was sent. */
function equalsMark(one: Line, scale: Scale, room: Room): readonly Shape[] {
  const { equalsUnderWay: others, from, to } = one;
  const [y1, y2] = [scale.endY(from), scale.endY(to)];
  if (others === undefined || y1 === null || y2 === null || y1 === y2) return [];
  const [x1, x2] = pointsOf(one, scale);
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  if (x < scale.left || !room.take({ x: x - 6, y: y - 6, width: 12, height: 12 })) return [];
  const words = `One of ${others + 1} equal messages that were under way, which are not told apart`;
  return [
    { tag: 'title', attributes: {}, text: words },
    circle(x, y, 6, 'equals-under'),
    label(x, y + 4, '≈', 'equals', 'middle'),
  ];
}

/** Two angles that point to the left. */
function chevrons(x: number, y: number): string {
  const one = (at: number): string => `M${(at + 4).toFixed(1)} ${(y - 5).toFixed(1)}l-5 5l5 5`;
  return `${one(x - 3)}${one(x + 3)}`;
}

const CUT_AT = 0.88;

/** Nothing leaves before what caused it: only what is met in the step in which it is sent has room between the two. */
export function pointsOf(
  { sent, step, leavesAhead, arrivesAhead }: Line,
  { aheadX }: Scale,
): readonly [number, number] {
  return [aheadX(sent, leavesAhead), aheadX(step, arrivesAhead)];
}

function viaOf({ via }: Line): string {
  return via === 'oob' ? 'oob' : via === 'channel' ? 'channel' : 'air';
}

function isCurved({ via, sent, step }: Line): boolean {
  return via === 'oob' && sent === step;
}

function curved(x1: number, y1: number, x2: number, y2: number, classes: string): Shape {
  const bend = (x2 - x1) * 0.9;
  return path(
    `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${(x1 + bend).toFixed(1)} ${y1.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`,
    `line ${classes}`,
  );
}

/** Told apart by shape, not by colour alone: appended, disputed, installed, ignored, down, unknown, anything else. */
function fateShape({ fate }: Line, x: number, y: number, size: number, classes: string): Shape {
  const className = `fate ${classes}`;
  switch (fate) {
    case 'appended':
      return circle(x, y, size, className);
    case 'installed':
      return path(
        `M${x - size} ${y - size * 1.3}L${x + size * 1.4} ${y}L${x - size} ${y + size * 1.3}Z`,
        className,
      );
    case 'disputed':
      return path(
        `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0M${x - size} ${y + size}L${x + size} ${y - size}`,
        className,
      );
    case 'ignored':
      return circle(x, y, size * 0.9, className);
    case 'down':
      return path(`M${x - size * 1.4} ${y - 3}h${size * 2.8}`, className);
    case 'unknown':
      return path(`M${x - size} ${y - size}L${x} ${y}L${x - size} ${y + size}`, className);
    default:
      return circle(x, y, size * 0.6, className);
  }
}

function cross(x: number, y: number, size: number, className: string): Shape {
  const s = size * 1.1;
  return path(`M${x - s} ${y - s}L${x + s} ${y + s}M${x - s} ${y + s}L${x + s} ${y - s}`, className);
}

function isFaded({ step, from, to }: Line, { view: { past } }: Scale): boolean {
  return past !== null && !(past.has(`${step} ${from}`) && past.has(`${step} ${to}`));
}

const TEXT_SIZE = 10;

/** What a message says, once where it leaves, over its sender. */
export function textAbove(
  { from, sent, text, via, leavesAhead }: Pick<Line, 'from' | 'sent' | 'text' | 'via' | 'leavesAhead'>,
  scale: Scale,
  room: Room,
): readonly Shape[] {
  const y = scale.endY(from);
  if (y === null || via === 'oob' || scale.column < 56) return [];
  // The entry itself shows in the log: sequence number and history are what is new here. Of an event, its type is.
  const said = text.split(/[ (]/)[0] ?? text;
  const width = monospacedWidth(said, TEXT_SIZE);
  if (width > scale.column) return [];
  const at = scale.aheadX(sent, leavesAhead);
  // Before the mark, or behind it where the names of the lanes begin.
  const places = [at - width - 4, at + 4].filter((x) => x >= scale.left - 10);
  const free = places.find((x) => room.take({ x, y: y - 20, width, height: 12 }));
  return free === undefined ? [] : [label(free, y - 10.5, said, 'message')];
}
