import type { Film } from '../film/film.js';
import type { Lane } from './picture.js';

/** The lanes of a film in the order in which they are drawn, the other half of an actor right under it. */
export function lanesOf({ lens }: Film): readonly Lane[] {
  const given = lens?.lanes ?? [];
  const names = new Set(given.map(({ name }) => name));
  const main = given.filter(({ beside }) => beside === undefined || !names.has(beside));
  const lanes: Lane[] = [];
  for (const [colour, { name, label = name }] of main.entries()) {
    const place = lanes.length;
    lanes.push({ name, label, colour, beside: null });
    for (const other of given) {
      if (other.beside !== name || main.includes(other)) continue;
      lanes.push({ name: other.name, label: other.label ?? other.name, colour, beside: place });
    }
  }
  return lanes;
}

/** By the name of a variable, the place of its lane. */
export function placesOf(lanes: readonly Lane[]): ReadonlyMap<string, number> {
  return new Map(lanes.map(({ name }, place) => [name, place]));
}

/** The lane whose name an entry begins with, the longest such name; null where there is none. */
export function sourceOf(entry: string, lanes: readonly Lane[]): number | null {
  let found: number | null = null;
  for (const [place, { name, beside }] of lanes.entries()) {
    if (beside !== null || !entry.startsWith(name)) continue;
    if (found === null || name.length > (lanes[found]?.name.length ?? 0)) found = place;
  }
  return found;
}
