import type { Leads, Offer, Offers, Refused } from '../explore/protocol.js';
import type { Picture } from '../picture/picture.js';
import type { Scale } from '../picture/scale.js';
import { badges } from './badges.js';
import { directionOf, keyOfButton, moveFocus } from './board-keys.js';
import { actorChips, choiceOf, receiverChips, type Choice, type Choosing } from './choice.js';
import { element } from './dom.js';

/** What may happen next, on the lanes: actions of each actor, and those that are refused, with the reason. */
export class Board {
  private offers: Offers | null = null;
  private refused: readonly Refused[] = [];
  private here: Leads = { violates: [], reaches: [], seen: null };
  private choice: Choice | null = null;
  private scale: Scale | null = null;
  private picture: Picture | null = null;
  private step = 0;
  private why = '';
  private readonly choosing: Choosing;

  constructor(
    private readonly box: HTMLElement,
    private readonly take: (place: number) => void,
  ) {
    this.choosing = {
      take,
      choose: (choice, focus) => this.choose(choice, focus),
      leave: () => this.leave(),
    };
    box.addEventListener('keydown', (event) => this.onKey(event));
    for (const kind of ['mouseover', 'focusin']) box.addEventListener(kind, (event) => this.explain(event));
  }

  /** Another state is looked at, of which nothing is known yet. */
  begin(step: number, here: Leads): void {
    this.step = step;
    this.here = here;
    this.offers = null;
    this.refused = [];
    this.choice = null;
    this.why = '';
    this.show();
  }

  offer(offers: Offers): void {
    this.offers = offers;
    this.show();
  }

  refuse(refused: readonly Refused[]): void {
    this.refused = refused;
    this.show();
  }

  /** The lanes are drawn in other places. */
  place(picture: Picture, scale: Scale): void {
    const isMoved =
      this.picture !== picture || laneHeights(picture, this.scale) !== laneHeights(picture, scale);
    this.picture = picture;
    this.scale = scale;
    if (isMoved) this.show();
  }

  /** Puts the focus on the first action of an actor, or of any. */
  focus(actor?: string): void {
    const own = [...this.box.querySelectorAll<HTMLElement>('.offer')];
    const same = own.find(
      (button) => button.closest<HTMLElement>('.lane-offers')?.dataset['actor'] === actor,
    );
    (same ?? own[0])?.focus();
  }

  get hasFocus(): boolean {
    return this.box.contains(document.activeElement);
  }

  private show(): void {
    const { picture, scale, offers } = this;
    if (picture === null || scale === null) return;
    const focused = this.hasFocus ? keyOfButton(document.activeElement) : null;
    const lanes = picture.lanes.map(({ name }) => name);
    const rows = picture.lanes.flatMap(({ name, label, colour }, lane) => {
      const y = scale.y(lane);
      if (y === null) return [];
      const row = element(
        'div',
        {
          class: `lane-offers c${colour % 8}${label.length > 2 ? ' wide' : ''}`,
          role: 'group',
          'aria-label': label,
        },
        element('b', {}, label.length > 8 ? `${label.slice(0, 7)}…` : label),
        element('div', { class: 'chips' }, ...this.chips(name)),
      );
      row.dataset['actor'] = name;
      row.style.top = `${y - 1}px`;
      row.style.height = `${Math.max(26, nextY(scale, lanes.length, lane) - y - 4)}px`;
      return [row];
    });
    const nobody = this.chips(null);
    const others = element('div', {
      class: 'lane-offers nobody',
      role: 'group',
      'aria-label': 'of no actor',
    });
    others.append(element('div', { class: 'chips' }, ...nobody));
    const count = offers?.offers.reduce((sum, { outcomes }) => sum + outcomes.length, 0) ?? 0;
    const head = element('p', { class: 'board-head' }, ...headOf(this.step, offers, count));
    const refusal = element('p', { id: 'refusal', role: 'status' }, this.why);
    refusal.hidden = this.why === '';
    this.box.replaceChildren(head, ...rows, ...(nobody.length === 0 ? [] : [others]), refusal);
    if (focused !== null) this.refocus(focused);
  }

  private refocus(key: string): void {
    const buttons = [...this.box.querySelectorAll<HTMLElement>('button')];
    (buttons.find((button) => keyOfButton(button) === key) ?? buttons[0])?.focus();
  }

  /** The buttons of a lane. */
  private chips(actor: string | null): readonly HTMLElement[] {
    const { choice, offers } = this;
    if (choice !== null && choice.actor === actor)
      return actorChips(choice, this.callsOf(choice), this.here, this.choosing);
    if (choice !== null) return receiverChips(choice, actor, this.choosing);
    const own = offers?.offers.filter((offer) => offer.actor === actor) ?? [];
    const actions = [...new Set(own.map(({ action }) => action))];
    return [
      ...actions.map((action) => this.actionChip(own.filter((offer) => offer.action === action))),
      ...this.refused.filter((one) => one.actor === actor).map(refusedChip),
    ];
  }

  private actionChip(same: readonly Offer[]): HTMLElement {
    const [first] = same;
    const outcomes = same.flatMap((offer) => offer.outcomes);
    const chip = element('button', { type: 'button', class: 'offer' }, first?.action ?? '');
    if (outcomes.length > 1) chip.append(element('small', {}, ` ${outcomes.length}`));
    const leads = outcomes.map((outcome) => outcome.leads);
    chip.append(...badges(leads, this.here));
    chip.title = outcomes.length === 1 ? (outcomes[0]?.words ?? '') : `${outcomes.length} outcomes`;
    chip.addEventListener('click', () => {
      const [only] = outcomes;
      if (outcomes.length === 1 && only !== undefined) this.take(only.place);
      else if (first !== undefined) this.choose(choiceOf(first), '.taking');
    });
    return chip;
  }

  /** All calls of the action that is being chosen. */
  private callsOf({ actor, action }: Choice): readonly Offer[] {
    const offers = this.offers?.offers ?? [];
    return offers.filter((offer) => offer.actor === actor && offer.action === action);
  }

  private choose(choice: Choice, focus?: string): void {
    this.choice = choice;
    this.show();
    if (focus !== undefined) this.box.querySelector<HTMLElement>(focus)?.focus();
  }

  private leave(): void {
    const { actor } = this.choice ?? {};
    this.choice = null;
    this.show();
    this.focus(actor ?? undefined);
  }

  /** Why an action is refused is told where the focus or the pointer is. */
  private explain({ target }: Event): void {
    const chip = target instanceof Element ? target.closest<HTMLElement>('.refused') : null;
    const why = chip?.title ?? '';
    if (why === this.why) return;
    this.why = why;
    const line = this.box.querySelector<HTMLElement>('#refusal');
    if (line === null) return;
    line.textContent = why;
    line.hidden = why === '';
  }

  /** From button to button by arrows, up and down from lane to lane. */
  private onKey(event: KeyboardEvent): void {
    if (event.target instanceof HTMLSelectElement) {
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape' && this.choice !== null) {
      event.stopPropagation();
      this.leave();
      return;
    }
    const direction = directionOf(event.key);
    if (direction === null) return;
    event.stopPropagation();
    event.preventDefault();
    moveFocus(this.box, direction);
  }
}

function headOf(step: number, offers: Offers | null, count: number): readonly (Node | string)[] {
  if (offers === null) return [`after step ${step} …`];
  if (offers.end === 'accepted')
    return [`after step ${step} nothing is enabled, faults aside, and a run may end`];
  if (offers.end === 'deadlock') {
    return [element('strong', {}, 'Deadlock'), `: after step ${step} nothing is enabled, faults aside`];
  }
  return [
    `after step ${step} `,
    element('strong', {}, String(count)),
    count === 1 ? ' transition' : ' transitions',
  ];
}

function refusedChip({ action, why }: Refused): HTMLElement {
  const chip = element('button', { type: 'button', class: 'refused', 'aria-disabled': 'true' }, action);
  chip.title = `${action}: ${why}`;
  chip.setAttribute('aria-label', `${action} is disabled: ${why}`);
  return chip;
}

function nextY(scale: Scale, lanes: number, lane: number): number {
  const own = scale.y(lane) ?? 0;
  let next = own + scale.pitch;
  // The nearest lane below, in whatever order they are.
  for (let other = 0; other < lanes; other++) {
    const y = scale.y(other);
    if (y !== null && y > own) next = Math.min(next, y);
  }
  return next;
}

function laneHeights({ lanes }: Picture, scale: Scale | null): string {
  return lanes.map((_, lane) => scale?.y(lane) ?? '').join();
}
