import type { Picture } from './picture.js';
import type { Scale } from './scale.js';
import { label, line, type Room, type Shape } from './shapes.js';
import { textWidth } from './text-width.js';

/** A bracket behind the last step, from the first to the last of the actors that the evidence is about. */
export function bracketOf({ evidence, lanes, film }: Picture, scale: Scale, room: Room): readonly Shape[] {
  const last = film.steps.length - 1;
  if (evidence === null || evidence.slot === undefined || last > scale.to) return [];
  const hosts = new Set(evidence.hosts.flat());
  const ys = lanes
    .flatMap(({ name, label: text }, place) => {
      const y = scale.y(place);
      return y !== null && (hosts.has(name) || hosts.has(text)) ? [y + 22] : [];
    })
    .sort((a, b) => a - b);
  const [top, bottom] = [ys[0], ys.at(-1)];
  if (top === undefined || bottom === undefined) return [];
  const x = Math.min(scale.right + 8, scale.x(last) + scale.column / 2 + 4);
  const text = `slot ${evidence.slot}`;
  const middle = ys.length % 2 === 1 ? (ys[(ys.length - 1) / 2] ?? top) : (top + bottom) / 2;
  const box = { x: x + 5, y: middle - 8, width: textWidth(text, 11.5, 'bold'), height: 14 };
  return [
    ...(top === bottom ? [] : [line(x, top, x, bottom, 'bracket')]),
    ...ys.map((y) => line(x - 6, y, x, y, 'bracket')),
    ...(room.take(box) ? [label(box.x, middle + 4, text, 'bracket-label')] : []),
  ];
}
