import type { Picture } from './picture.js';
import type { Scale } from './scale.js';
import { group, label, line, rect, type Room, type Shape } from './shapes.js';
import { fitted, textWidth } from './text-width.js';
import { judgedRows, JUDGED_ROW, type JudgedRow } from './judged-rows.js';

const SIZE = 10.5;
/** The bar lies under the words. */
const BAR = 4;
const UNDER = 6;

/**
 * Under the lanes, a row for each property that is broken somewhere, and each witness that is reached: a thin line where it is not so, a bar
 * where it is, nothing where nobody has looked. The name stands before the row, and where that begins to be so.
 */
export function judgedOf(picture: Picture, scale: Scale, room: Room): readonly Shape[] {
  return judgedRows(picture.film).flatMap((row, i): readonly Shape[] => {
    const y = scale.bottom + 8 + i * JUDGED_ROW;
    const shapes = [
      label(12, y + 3.5, fitted(row.name, SIZE, scale.left - 24), 'judged-name'),
      ...stretches(row, y, scale),
      ...begins(row, y, scale, room),
    ];
    return [group(shapes, { class: 'judged-row', role: 'img', 'aria-label': spokenRow(row) })];
  });
}

function stretches({ spans, isBroken }: JudgedRow, y: number, scale: Scale): readonly Shape[] {
  return spans.flatMap(({ from, to, is }): readonly Shape[] => {
    const [x1, x2] = [Math.max(scale.left - 6, edge(from, scale)), Math.min(scale.end, edge(to, scale))];
    if (x2 <= x1) return [];
    if (!is) return [line(x1, y + UNDER, x2, y + UNDER, 'judged-not')];
    const box = { x: x1, y: y + UNDER - BAR / 2, width: x2 - x1, height: BAR };
    return [rect(box, `judged-is${isBroken ? ' broken' : ''}`, 1.5)];
  });
}

/** A step begins at the left of its column; one by time, when it happens. */
function edge(step: number, { x, half }: Scale): number {
  return x(step) - half;
}

function begins({ name, spans, isBroken }: JudgedRow, y: number, scale: Scale, room: Room): readonly Shape[] {
  return spans.flatMap(({ from, is }): readonly Shape[] => {
    const x = scale.x(from);
    if (!is || x < scale.left || x > scale.right) return [];
    const sign = isBroken ? '✗' : '★';
    for (const text of [`${sign} ${name}`, sign]) {
      const width = textWidth(text, SIZE, 'bold');
      const left = Math.max(scale.left, Math.min(edge(from, scale) + 4, scale.view.width - width - 4));
      if (room.take({ x: left, y: y - 6, width, height: 12 })) {
        return [label(left, y + 3.5, text, `judged${isBroken ? ' broken' : ''}`)];
      }
    }
    return [];
  });
}

function spokenRow({ name, spans, isBroken }: JudgedRow): string {
  const said = spans.flatMap(({ from, to, is }) =>
    is ? [from === to - 1 ? `at step ${from}` : `from step ${from} to ${to - 1}`] : [],
  );
  return `${name} is ${isBroken ? 'broken' : 'reached'} ${said.join(', ')}`;
}
