import type { Picture } from '../picture/picture.js';
import { orderedLanes } from '../picture/folding.js';
import { element } from './dom.js';
import type { Place } from './place.js';

/** What the list of lanes can do to them. */
export interface LaneCalls {
  readonly hide: (lane: number) => void;
  readonly move: (name: string, by: 1 | -1) => void;
}

/** A list of all lanes: which are shown, and in which order. */
export class LanesPanel {
  private told = '';

  constructor(
    private picture: Picture,
    private readonly list: HTMLElement,
    private readonly calls: LaneCalls,
  ) {}

  replace(picture: Picture): void {
    this.picture = picture;
    this.told = '';
  }

  show({ hidden, order }: Place): void {
    const told = JSON.stringify([hidden, order]);
    if (told === this.told || this.list.parentElement?.hidden !== false) return;
    this.told = told;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['does'] : undefined;
    const { lanes } = this.picture;
    this.list.replaceChildren(
      ...orderedLanes(this.picture, order).map((lane) => {
        const { name, label, beside } = lanes[lane] ?? { name: '', label: '', beside: null };
        const box = element('input', { type: 'checkbox', 'data-does': `show ${name}` });
        box.checked = !hidden.includes(name);
        box.addEventListener('change', () => this.calls.hide(lane));
        const moves = beside === null ? [this.mover(name, -1), this.mover(name, 1)] : [];
        return element('li', {}, element('label', {}, box, ` ${label}`), ...moves);
      }),
    );
    if (focused === undefined) return;
    [...this.list.querySelectorAll<HTMLElement>('[data-does]')]
      .find(({ dataset }) => dataset['does'] === focused)
      ?.focus();
  }

  private mover(name: string, by: 1 | -1): HTMLElement {
    const where = by < 0 ? 'up' : 'down';
    const button = element(
      'button',
      { type: 'button', 'aria-label': `Move ${name} ${where}`, 'data-does': `${where} ${name}` },
      by < 0 ? '↑' : '↓',
    );
    button.addEventListener('click', () => this.calls.move(name, by));
    return button;
  }
}
