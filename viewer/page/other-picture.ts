import type { Film } from '../film/film.js';
import { comparisonOf, Differences, partingWords, type Comparison } from '../picture/compare.js';
import { pictureOf } from '../picture/picture-of.js';
import type { Picture } from '../picture/picture.js';
import type { View } from '../picture/scale.js';
import { sceneOf } from '../picture/scene.js';
import { byId, element, svgElement, svgRoot } from './dom.js';

const ROOM = 120;
const LANE_ROOM = 44;

/** Another run under the one that is shown, step by step below each other. */
export class OtherPicture {
  readonly comparison: Comparison;
  private readonly picture: Picture;
  private readonly differences: Differences;
  private readonly svg = svgRoot();

  private constructor(film: Film, comparison: Comparison) {
    this.comparison = comparison;
    this.picture = pictureOf(comparison.other);
    this.differences = new Differences(film, comparison);
    const box = byId('other');
    const [one, two] = comparison.names;
    box.hidden = false;
    box.replaceChildren(element('h2', {}, two), this.svg);
    this.svg.setAttribute('aria-label', `The other run, ${two}`);
    // As many lanes as there are need some room each, and what does not fit is scrolled.
    const both = byId('pictures');
    both.tabIndex = 0;
    both.setAttribute('role', 'region');
    both.setAttribute('aria-label', 'Both runs');
    const lanes = Math.min(12, Math.max(this.picture.lanes.length, film.lens?.lanes.length ?? 0));
    for (const id of ['picture', 'other']) byId(id).style.minHeight = `${ROOM + LANE_ROOM * lanes}px`;
    document.body.classList.add('compares');
    byId('own-name').hidden = false;
    byId('own-name').textContent = one;
    byId('compared').hidden = false;
    byId('compared').textContent = partingWords(film, comparison);
  }

  /** Null where a run is shown alone. */
  static of(film: Film): OtherPicture | null {
    const comparison = comparisonOf(film);
    return comparison === null ? null : new OtherPicture(film, comparison);
  }

  /** The number of its steps. */
  get length(): number {
    return this.comparison.other.steps.length;
  }

  /** What both pictures are given besides: where they part, and which lanes differ at a step. */
  marks(picture: Picture, step: number): Pick<View, 'parting' | 'differing'> {
    const names = this.differences.namesAt(step);
    const differing = picture.lanes.flatMap(({ name }, lane) => (names.has(name) ? [lane] : []));
    return { parting: this.comparison.common, differing: new Set(differing) };
  }

  otherAt(step: number): ReturnType<Differences['otherAt']> {
    return this.differences.otherAt(step);
  }

  draw(view: View): void {
    const step = Math.min(view.step, this.length - 1);
    const height = Math.max(
      120,
      byId('other').clientHeight -
        this.svg.getBoundingClientRect().top +
        byId('other').getBoundingClientRect().top,
    );
    const hidden = new Set(
      this.picture.lanes.flatMap(({ name }, lane) => (this.hiddenNames.has(name) ? [lane] : [])),
    );
    const scene = sceneOf(this.picture, {
      ...this.sharedOf(view),
      isOther: true,
      step,
      height,
      hidden,
      past: null,
      ...this.marks(this.picture, view.step),
    });
    this.svg.setAttribute('width', String(view.width));
    this.svg.setAttribute('height', String(height));
    this.svg.replaceChildren(...scene.shapes.map(svgElement));
    // The marks of the first run take the focus; these are read with their steps.
    for (const mark of this.svg.querySelectorAll('.mark')) mark.setAttribute('role', 'img');
  }

  /** What holds for both; lanes are counted in each run by itself. */
  private sharedOf({
    first,
    count,
    width,
    foldLocal,
  }: View): Pick<View, 'first' | 'count' | 'width' | 'foldLocal'> {
    return { first, count, width, foldLocal };
  }

  hiddenNames: ReadonlySet<string> = new Set();
}
