import { wordsOfStep } from '../film/film.js';
import type { Picture } from '../picture/picture.js';
import { element } from './dom.js';

/** Of a long run, this many steps around the chosen one are in the list. */
const LISTED = 48;

/** What else was done at a step of a run that is explored. */
export type Forks = (step: number) => readonly { readonly words: string; readonly go: () => void }[];

/** All steps in words, as a list. */
export class StepList {
  private from = -1;
  private rows: readonly ListRow[] = [];
  private scrolling = 0;

  constructor(
    private picture: Picture,
    private readonly list: HTMLElement,
    private readonly choose: (step: number) => void,
    private readonly forks: Forks = () => [],
  ) {
    list.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('.step') : null;
      if (button !== null) this.choose(Number(button.dataset['step']));
    });
  }

  replace(picture: Picture): void {
    this.picture = picture;
    this.from = -1;
  }

  /** Shows the list around a step; of what is followed, steps without a part in it fade. */
  show(step: number, followed?: readonly number[]): void {
    const { steps } = this.picture.film;
    const most = Math.max(0, steps.length - LISTED);
    const isInside = this.from >= 0 && step >= this.from && step < this.from + LISTED;
    if (!isInside) this.fill(Math.min(most, Math.max(0, step - LISTED / 2)));
    const part = followed === undefined ? null : new Set(followed);
    for (const [i, { button }] of this.rows.entries()) {
      const own = this.from + i;
      if (own === step) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
      button.classList.toggle('beside', part !== null && !part.has(own));
      button.classList.toggle('part', part?.has(own) === true);
      if (own === step) this.keepInViewSoon(button);
    }
  }

  /** Once the frame is laid out: to ask for places before that would have it laid out at once, and again afterwards. */
  private keepInViewSoon(button: HTMLElement): void {
    clearTimeout(this.scrolling);
    this.scrolling = setTimeout(() => keepInView(this.list, button));
  }

  /** Of a long run, the rows are the same for every part of it: new ones would be styled anew. */
  private fill(from: number): void {
    this.from = from;
    const steps = this.picture.film.steps.slice(from, from + LISTED);
    this.list.setAttribute('start', String(from));
    const rows = steps.map((_, i) => this.rows[i] ?? rowOfList());
    rows.forEach(({ item, button, number, words }, i) => {
      const step = from + i;
      const shown = steps[i];
      button.dataset['step'] = number.data = String(step);
      words.data = shown === undefined ? '' : ` ${wordsOfStep(shown) || shown.action}`;
      const others = this.forks(step).map(({ words: other, go }) => {
        const fork = element('button', { type: 'button', class: 'fork' }, `or ${other}`);
        fork.addEventListener('click', go);
        return fork;
      });
      if (item.childNodes.length + others.length > 1) item.replaceChildren(button, ...others);
    });
    if (rows.length !== this.rows.length) this.list.replaceChildren(...rows.map(({ item }) => item));
    this.rows = rows;
  }
}

/** A step in the list, and what of it is another one's in its turn. */
interface ListRow {
  readonly item: HTMLElement;
  readonly button: HTMLElement;
  readonly number: Text;
  readonly words: Text;
}

function rowOfList(): ListRow {
  const [number, words] = [new Text(), new Text()];
  const button = element('button', { type: 'button', class: 'step' }, element('b', {}, number), words);
  return { item: element('li', {}, button), button, number, words };
}

/** Scrolls the list, and nothing around it. */
function keepInView(list: HTMLElement, item: HTMLElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
