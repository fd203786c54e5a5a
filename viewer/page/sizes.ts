import { byId } from './dom.js';

/** How large the picture and the overview are. */
export class Sizes {
  readonly picture: BoxSize;
  readonly overview: BoxSize;

  constructor(changed: () => void) {
    this.picture = new BoxSize(byId('picture'), changed);
    this.overview = new BoxSize(byId('overview'), changed);
  }

  private beside = '';

  /** Chart and overview take room from the picture, or give it back: where one of them has come or gone, the size is asked for anew. */
  settle(): void {
    const beside = ['chart', 'overview'].map((id) => byId(id).hidden).join();
    if (beside !== this.beside) this.picture.forget();
    this.beside = beside;
  }
}

/**
 * The size of an element, as it was when the page was last laid out. To ask the browser while something is being changed would have all of the page
 * laid out at once, and again afterwards.
 */
class BoxSize {
  private known: { readonly width: number; readonly height: number } | null = null;

  /** `changed` is called once the element has got another size. */
  constructor(
    private readonly box: HTMLElement,
    changed: () => void,
  ) {
    new ResizeObserver(() => {
      // What is hidden will be as large again as it was.
      if (box.hidden) return;
      const before = this.known;
      const now = (this.known = this.asked());
      if (before !== null && (before.width !== now.width || before.height !== now.height)) changed();
    }).observe(box);
  }

  forget(): void {
    this.known = null;
  }

  get width(): number {
    return (this.known ??= this.asked()).width;
  }

  get height(): number {
    return (this.known ??= this.asked()).height;
  }

  private asked(): { readonly width: number; readonly height: number } {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }
}
