import { FOLDED_ABOVE, foldedAt, movedOrder, orderedLanes } from '../picture/folding.js';
import type { Picture } from '../picture/picture.js';
import type { View } from '../picture/scale.js';
import type { Place } from './place.js';

/** Which lanes are seen, and in what order. */
export class Arrangement {
  constructor(
    private readonly place: Place,
    private readonly picture: () => Picture,
    private readonly changed: () => void,
  ) {}

  /** Whether lanes that look the same are folded. */
  get isAlikeFolded(): boolean {
    return this.place.foldAlike ?? this.picture().lanes.length > FOLDED_ABOVE;
  }

  toggleAlike(): void {
    this.place.foldAlike = !this.isAlikeFolded;
    this.changed();
  }

  /** Hides a lane, or shows it again; the last one stays. */
  hide(lane: number): void {
    const { lanes } = this.picture();
    const name = lanes[lane]?.name;
    if (name === undefined) return;
    const { hidden } = this.place;
    const others = hidden.filter((one) => one !== name);
    const isLast = others.length + 1 >= lanes.length;
    if (others.length < hidden.length) this.place.hidden = others;
    else if (!isLast) this.place.hidden = [...hidden, name];
    this.changed();
  }

  move(name: string, by: 1 | -1): void {
    this.place.order = movedOrder(this.picture(), this.place.order, name, by);
    this.changed();
  }

  /** What a view is given of it, at one of the steps of the run. */
  at(step: number): Pick<View, 'hidden' | 'order' | 'folded'> {
    const picture = this.picture();
    const { hidden, order } = this.place;
    return {
      hidden: new Set(picture.lanes.flatMap(({ name }, lane) => (hidden.includes(name) ? [lane] : []))),
      order: orderedLanes(picture, order),
      ...(this.isAlikeFolded && { folded: foldedAt(picture, step) }),
    };
  }
}
