import { wordsOfStep } from '../film/film.js';
import type { TimeAxis, TimeStretch } from './axis.js';
import type { Picture } from './picture.js';
import { HEAD_MIN, type Scale } from './scale.js';
import { label, line, path, rect, type Room, type Shape } from './shapes.js';
import { fitted, textWidth } from './text-width.js';
import { timeText } from './time-axis.js';

const TICK_SIZE = 11;
const TICKS_APART = 96;
const WORDS_SIZE = 11.5;

/** Above lanes on which steps stand by time: times, and the chosen step in words. */
export function timeHeads({ film }: Picture, scale: Scale, time: TimeAxis, room: Room): readonly Shape[] {
  const { view, left, right, x } = scale;
  const chosen = film.steps[view.step];
  const words = chosen === undefined ? '' : `${view.step}  ${wordsOfStep(chosen)}`;
  const shown = fitted(words, WORDS_SIZE, right - left);
  const width = textWidth(shown, WORDS_SIZE);
  const at = Math.max(left, Math.min(x(view.step) - width / 2, right - width));
  room.take({ x: at, y: 6, width, height: 14 });
  return [label(at, 17, shown, 'number now'), ...ticksOf(scale, time, room)];
}

/** Where nothing happens for long: shaded across the lanes, with how long that was. */
export function idleBands(scale: Scale, { stretches }: TimeAxis, room: Room): readonly Shape[] {
  return inViewOf(stretches, scale).flatMap((stretch): readonly Shape[] => {
    if (!stretch.isFolded) return [];
    const [x1, x2] = ends(stretch, scale);
    if (x2 - x1 < 1) return [];
    const lengthUs = stretch.toUs - stretch.fromUs;
    const text = `${timeText(lengthUs, roundUp(lengthUs / 20))} idle`;
    const width = textWidth(text, TICK_SIZE);
    const middle = (x1 + x2) / 2;
    const box = { x: middle - width / 2, y: 26, width, height: 13 };
    const isInside = box.x >= scale.left - 10 && box.x + width <= scale.right + 60;
    return [
      rect({ x: x1, y: HEAD_MIN, width: x2 - x1, height: scale.bottom - HEAD_MIN }, 'idle'),
      path(zigzag(x1, x2), 'idle-edge'),
      ...(isInside && room.take(box) ? [label(middle, 36, text, 'idle-label', 'middle')] : []),
    ];
  });
}

function zigzag(x1: number, x2: number): string {
  const middle = (x1 + x2) / 2;
  return `M${x1.toFixed(1)} ${HEAD_MIN}L${((x1 + middle) / 2).toFixed(1)} ${HEAD_MIN - 5}L${middle.toFixed(1)} ${HEAD_MIN + 5}L${((middle + x2) / 2).toFixed(1)} ${HEAD_MIN - 5}L${x2.toFixed(1)} ${HEAD_MIN}`;
}

function ticksOf(scale: Scale, { stretches }: TimeAxis, room: Room): readonly Shape[] {
  return inViewOf(stretches, scale).flatMap((stretch): readonly Shape[] => {
    if (stretch.isFolded) return [];
    const { fromUs, toUs, from, to } = stretch;
    const usOfPixel = (toUs - fromUs) / ((to - from) * scale.column);
    const apart = roundUp(usOfPixel * TICKS_APART);
    const [x1, x2] = ends(stretch, scale);
    const [first, last] = [x1, x2].map((x) => fromUs + (x - placeX(from, scale)) * usOfPixel);
    const shapes: Shape[] = [];
    for (let us = Math.ceil((first ?? 0) / apart) * apart; us <= (last ?? 0); us += apart) {
      const x = placeX(from, scale) + (us - fromUs) / usOfPixel;
      const text = timeText(us, apart);
      const width = textWidth(text, TICK_SIZE);
      if (!room.take({ x: x - width / 2, y: 40, width, height: 13 })) continue;
      shapes.push(
        label(x, 50, text, 'number', 'middle'),
        line(x, HEAD_MIN - 8, x, HEAD_MIN - 2, 'tick-mark'),
      );
    }
    return shapes;
  });
}

/** The nearest of 1, 2, 5, 10, 20 and so on that is not smaller. */
function roundUp(us: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(us, 1e-3)));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= us) ?? us;
}

/** In the middle of a column, as steps are. */
function placeX(column: number, scale: Scale): number {
  return scale.left + (column - scale.view.first + 0.5) * scale.column;
}

function ends({ from, to }: TimeStretch, scale: Scale): readonly [number, number] {
  return [Math.max(scale.left - 6, placeX(from, scale)), Math.min(scale.right, placeX(to, scale))];
}

function inViewOf(
  stretches: readonly TimeStretch[],
  { view: { first, count } }: Scale,
): readonly TimeStretch[] {
  return stretches.filter(({ from, to }) => to >= first - 1 && from <= first + count + 1);
}
