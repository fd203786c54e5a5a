/** How properties say what shows that they are broken. */
import type { Finding } from '../checker/index.js';

/** The first thing that is found wrong with any of the items; true if nothing is. */
export function firstBroken<T>(
  items: readonly T[],
  look: (item: T, place: number) => Finding | null,
): true | Finding {
  for (const [place, item] of items.entries()) {
    const found = look(item, place);
    if (found !== null) return found;
  }
  return true;
}

/** The places of the views for which something is so. */
export function placesWhere<T>(views: readonly T[], isSo: (view: T) => boolean): readonly number[] {
  return views.flatMap((view, place) => (isSo(view) ? [place] : []));
}
