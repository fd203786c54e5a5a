import type { Picture } from './picture.js';
import type { Scale } from './scale.js';
import { label, textWidth, type Room, type Shape } from './shapes.js';

const SIZE = 11;
const ROW = 13;
const ROWS = 2;

/** Under the lanes, where it is known: the steps at which properties are first broken, and witnesses first reached. */
export function judgedOf({ film }: Picture, scale: Scale, room: Room): readonly Shape[] {
  const shapes: Shape[] = [];
  for (let step = scale.from; step <= scale.to; step++) {
    const { judged } = film.steps[step] ?? {};
    if (judged === undefined) continue;
    const before = film.steps[step - 1]?.judged ?? NONE_YET;
    const isNew = (names: readonly string[]) => (name: string) => !names.includes(name);
    shapes.push(
      ...judged.broken
        .filter(isNew(before.broken))
        .flatMap((name) => word(`✗ ${name}`, 'judged broken', step, scale, room)),
      ...judged.reached
        .filter(isNew(before.reached))
        .flatMap((name) => word(`★ ${name}`, 'judged', step, scale, room)),
    );
  }
  return shapes;
}

const NONE_YET = { broken: [], reached: [] };

/** In the lowest row where there is room; a mark alone where there is none for the name. */
function word(text: string, className: string, step: number, scale: Scale, room: Room): readonly Shape[] {
  const x = scale.x(step);
  if (x < scale.left || x > scale.right) return [];
  for (const shown of [text, text.slice(0, 1)]) {
    const width = textWidth(shown, SIZE);
    const left = Math.min(x - width / 2, scale.right + 60 - width);
    for (let row = 0; row < ROWS; row++) {
      const y = scale.bottom + 2 - row * ROW;
      if (room.take({ x: left, y: y - 10, width, height: 12 })) return [label(left, y, shown, className)];
    }
  }
  return [];
}
