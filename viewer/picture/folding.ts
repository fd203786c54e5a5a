import type { LensPaths } from '../../traces/index.js';
import type { Film, Plain } from '../film/film.js';
import type { Picture } from './picture.js';
import { StateReader, valueAt } from './state-reader.js';

/** More lanes than this are folded unless somebody wants them all. */
export const FOLDED_ABOVE = 24;
/** Fewer lanes than this that look the same are not worth folding. */
const ALIKE_MIN = 3;

const readers = new WeakMap<Film, StateReader>();

/**
 * Lanes that look the same at a step as another one does, which stands for them all: by the folded lane, the one that is drawn. A lane that the
 * evidence is about, that of the step's actor, and the halves of a host that has two, stand for themselves.
 */
export function foldedAt(picture: Picture, step: number): ReadonlyMap<number, number> {
  const { film, lanes } = picture;
  const reader = readers.get(film) ?? new StateReader(film);
  readers.set(film, reader);
  const state = reader.stateAt(step);
  const alone = standingAlone(picture, step);
  const groups = new Map<string, number[]>();
  for (const [lane, { name }] of lanes.entries()) {
    if (alone.has(lane)) continue;
    const look = lookOf(state[name], film, name);
    groups.set(look, [...(groups.get(look) ?? []), lane]);
  }
  const folded = new Map<number, number>();
  for (const [first, ...others] of groups.values()) {
    if (first === undefined || others.length + 1 < ALIKE_MIN) continue;
    for (const lane of others) folded.set(lane, first);
  }
  return folded;
}

function standingAlone({ film, lanes, evidence }: Picture, step: number): ReadonlySet<number> {
  const named = new Set([...(evidence?.hosts.flat() ?? []), film.steps[step]?.actor ?? '']);
  return new Set(
    lanes.flatMap(({ name, label, beside }, lane) => {
      const isHalf = beside !== null || lanes.some((other) => other.beside === lane);
      return isHalf || named.has(name) || named.has(label) ? [lane] : [];
    }),
  );
}

/** What is drawn of the state of an actor. */
function lookOf(state: Plain | undefined, { lens }: Film, name: string): string {
  const kind = lens?.lanes.find((lane) => lane.name === name)?.kind ?? '';
  const paths: LensPaths = lens?.kinds[kind] ?? {};
  const shown = Object.values(paths).map((path: string | { readonly path: string }) =>
    valueAt(state, typeof path === 'string' ? path : path.path),
  );
  return JSON.stringify([kind, shown.map((value) => value ?? null)]);
}

/** Lanes in an order that names some of them first; the others follow as they are. A half follows the other one. */
export function orderedLanes({ lanes }: Picture, names: readonly string[]): readonly number[] {
  const wanted = new Map(names.map((name, at) => [name, at]));
  const placeOf = (lane: number): number => {
    const { name, beside } = lanes[lane] ?? { name: '', beside: null };
    return wanted.get(beside === null ? name : (lanes[beside]?.name ?? '')) ?? names.length;
  };
  return [...lanes.keys()].sort((a, b) => placeOf(a) - placeOf(b) || a - b);
}

/** The order after a lane was moved up or down by one, as names of all lanes that are no second halves. */
export function movedOrder(
  picture: Picture,
  names: readonly string[],
  name: string,
  by: 1 | -1,
): readonly string[] {
  const order = orderedLanes(picture, names).flatMap((lane) => {
    const { name: own, beside } = picture.lanes[lane] ?? { name: '', beside: 0 };
    return beside === null ? [own] : [];
  });
  const at = order.indexOf(name);
  const to = at + by;
  if (at < 0 || to < 0 || to >= order.length) return names;
  const moved = [...order];
  [moved[at], moved[to]] = [order[to] ?? '', name];
  return moved;
}
