/** The picture in the page: its shapes, and the marks in it that can be focused. */
import type { Scene } from '../picture/scene.js';
import type { View } from '../picture/scale.js';
import { svgRoot } from './dom.js';
import { Patched } from './patch.js';

/** An SVG in which what has changed is drawn anew, and which keeps the focus where it was. */
export class Drawing {
  private readonly svg = svgRoot();
  private readonly shapes = new Patched(this.svg);
  private size = '';
  private stop: SVGElement | undefined;

  constructor(box: HTMLElement) {
    box.append(this.svg);
    this.svg.setAttribute('aria-label', 'The run: actors as lanes, steps from left to right');
  }

  /** Where the picture begins in the window, in pixels. */
  get left(): number {
    return this.svg.getBoundingClientRect().left;
  }

  /** Draws a scene in place of the one before. */
  draw({ shapes }: Scene, view: View): void {
    const size = `0 0 ${view.width} ${view.height}`;
    if (size !== this.size) {
      this.size = size;
      this.svg.setAttribute('width', String(view.width));
      this.svg.setAttribute('height', String(view.height));
      this.svg.setAttribute('viewBox', size);
    }
    this.shapes.draw(shapes);
  }

  /** The mark that has the focus, as a selector; null where none has it. */
  focused(): string | null {
    const mark = document.activeElement?.closest('.mark');
    if (!(mark instanceof SVGElement)) return null;
    return `[data-step="${mark.dataset['step']}"][data-lane="${mark.dataset['lane']}"]`;
  }

  focus(selector: string): void {
    this.svg.querySelector<SVGElement>(`.mark${selector}`)?.focus();
  }

  /** The marks that can be focused, as they stand in the picture. */
  marks(): readonly SVGElement[] {
    return [...this.svg.querySelectorAll<SVGElement>('.mark')];
  }

  /** One of the marks takes the focus: that of the chosen step, or the first one. */
  tabStop(step: number): void {
    const marks = this.marks();
    const chosen = marks.find((mark) => Number(mark.dataset['step']) === step) ?? marks[0];
    if (chosen !== this.stop) this.stop?.setAttribute('tabindex', '-1');
    this.stop = chosen;
    if (chosen?.getAttribute('tabindex') !== '0') chosen?.setAttribute('tabindex', '0');
  }
}
