import type { MarkKind } from '../../traces/index.js';
import { faultsOf } from '../picture/find.js';
import type { Axis } from '../picture/axis.js';
import type { Picture } from '../picture/picture.js';
import type { View } from '../picture/scale.js';
import { group, label, line, rect, type Shape } from '../picture/shapes.js';
import { textWidth } from '../picture/text-width.js';
import { svgElement, svgRoot } from './dom.js';
import { Patched } from './patch.js';

const OVERVIEW_HEIGHT = 46;
/** Names stand above what is in view, which is framed. */
const NAMES_HEIGHT = 14;
const NAME_SIZE = 11;
const BIN = 3;
/** Where this part of a run is in view, the picture itself shows where in the run that is. */
const NEARLY_ALL = 0.8;
/** Above so long a run the overview stays: the whole page would be laid out anew in the frame of zooming in which it comes or goes. */
const LONG = 2_000;
/** Of its box, to the left and to the right. */
const PADDING = 32;
/** Marks that stand by name in the overview. */
const NAMED: readonly MarkKind[] = ['crash', 'reset', 'takeover', 'start', 'partition'];

/** The whole run above the picture, where a good part of it does not fit into it or it is a long one: how much happens when, faults, and what is in view. */
export class Overview {
  private readonly svg = svgRoot();
  /** Drawn once for a width; what is in view is drawn over it. */
  private readonly background = svgElement(group([], {}));
  private readonly inView = svgElement(group([], {}));
  private readonly brush = new Patched(this.inView);
  private width = 0;
  private axis: Axis | null = null;

  constructor(
    private picture: Picture,
    private readonly box: HTMLElement,
    private readonly look: (first: number, count: number) => void,
  ) {
    this.svg.append(this.background, this.inView);
    box.append(this.svg);
    this.svg.setAttribute('role', 'img');
    this.svg.setAttribute('aria-label', 'The whole run, and what part of it is in view');
    this.listen();
  }

  replace(picture: Picture): void {
    this.picture = picture;
    this.width = 0;
  }

  show({ first, count }: Pick<View, 'first' | 'count'>, step: number, axis: Axis, room: () => number): void {
    const all = this.picture.film.steps.length;
    const isWithin = count >= all * NEARLY_ALL && all < LONG;
    this.box.hidden = isWithin || this.picture.lanes.length === 0;
    if (this.box.hidden) return;
    const width = Math.max(100, room() - PADDING);
    if (this.width !== width || this.axis?.time !== axis.time) {
      this.width = width;
      this.axis = axis;
      this.svg.setAttribute('width', String(width));
      this.svg.setAttribute('height', String(OVERVIEW_HEIGHT));
      this.background.replaceChildren(...this.drawn(width, axis).map(svgElement));
    }
    const x = (at: number): number => (at / all) * width;
    const top = NAMES_HEIGHT + 1;
    const brush = { x: x(first), y: top, width: Math.max(6, x(count)), height: OVERVIEW_HEIGHT - top - 1 };
    const here = x(axis.at(step));
    const shapes = [line(here, top, here, OVERVIEW_HEIGHT, 'here'), rect(brush, 'brush', 4)];
    this.brush.draw(shapes);
  }

  /** Broadcasts of the whole run by time, faults under them, and the rarer marks by name where there is room. */
  private drawn(width: number, { at }: Axis): readonly Shape[] {
    const { marks, film } = this.picture;
    const all = film.steps.length;
    const bins = new Uint32Array(Math.ceil(width / BIN));
    const binOf = (step: number): number =>
      Math.min(bins.length - 1, Math.floor(((at(step) / all) * width) / BIN));
    for (const { step } of marks) bins[binOf(step)] = (bins[binOf(step)] ?? 0) + 1;
    const most = Math.max(1, ...bins);
    const bars = [...bins].flatMap((count, bin): readonly Shape[] => {
      const height = (count / most) * (OVERVIEW_HEIGHT - NAMES_HEIGHT - 11);
      return count === 0
        ? []
        : [rect({ x: bin * BIN, y: OVERVIEW_HEIGHT - 8 - height, width: BIN - 1, height }, 'bar')];
    });
    const faulty = new Set(faultsOf(this.picture).map(binOf));
    const faults = [...faulty].map((bin) =>
      rect({ x: bin * BIN, y: OVERVIEW_HEIGHT - 6, width: BIN - 1, height: 4 }, 'fault'),
    );
    let free = 0;
    const words = marks.flatMap(({ step, kind, lane }): readonly Shape[] => {
      const x = (at(step) / all) * width;
      if (!NAMED.includes(kind) || x < free) return [];
      const text = `${kind} ${this.picture.lanes[lane]?.label ?? ''}`;
      free = x + textWidth(text, NAME_SIZE, 'bold') + 8;
      return free > width ? [] : [label(x, 11, text, 'word')];
    });
    return [...bars, ...faults, ...words];
  }

  private listen(): void {
    let from: number | null = null;
    const stepAt = ({ clientX }: PointerEvent): number => {
      const { left, width } = this.svg.getBoundingClientRect();
      return ((clientX - left) / Math.max(1, width)) * this.picture.film.steps.length;
    };
    this.svg.addEventListener('pointerdown', (event) => {
      from = stepAt(event);
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener('pointermove', (event) => {
      if (from === null) return;
      const to = stepAt(event);
      if (Math.abs(to - from) >= 1) this.look(Math.min(from, to), Math.abs(to - from));
    });
    this.svg.addEventListener('pointerup', (event) => {
      const to = stepAt(event);
      const count = 24;
      if (from !== null && Math.abs(to - from) < 1) this.look(to - count / 2, count);
      from = null;
    });
  }
}
