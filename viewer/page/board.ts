import type { Leads, Offer, Offers, Outcome, Refused } from '../explore/protocol.js';
import type { Picture } from '../picture/picture.js';
import type { Scale } from '../picture/scale.js';
import { element } from './dom.js';

/** What is being chosen: an action of an actor, one of its calls, and who does not get it. */
interface Choice {
  readonly actor: string | null;
  readonly action: string;
  offer: Offer;
  lost: readonly string[];
}

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

  constructor(
    private readonly box: HTMLElement,
    private readonly take: (place: number) => void,
  ) {
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
    if (choice !== null && choice.actor === actor) return this.chosen(choice);
    if (choice !== null) return this.receiver(choice, actor);
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
    chip.append(
      ...badges(
        outcomes.map(({ leads }) => leads),
        this.here,
      ),
    );
    chip.title = outcomes.length === 1 ? (outcomes[0]?.words ?? '') : `${outcomes.length} outcomes`;
    chip.addEventListener('click', () => {
      const [only] = outcomes;
      if (outcomes.length === 1 && only !== undefined) this.take(only.place);
      else if (first !== undefined) this.choose(first);
    });
    return chip;
  }

  private choose(offer: Offer): void {
    this.choice = { actor: offer.actor, action: offer.action, offer, lost: fewestLost(offer) };
    this.show();
    this.box.querySelector<HTMLElement>('.taking')?.focus();
  }

  /** On the lane of the actor: which call of the action, and what comes of it. */
  private chosen(choice: Choice): readonly HTMLElement[] {
    const calls = this.offers?.offers.filter(
      ({ actor, action }) => actor === choice.actor && action === choice.action,
    );
    const fitting = choice.offer.outcomes.filter(({ lost }) => sameNames(lost, choice.lost));
    const takes = fitting.map((outcome) => this.takeChip(outcome, choice, fitting.length > 1));
    const none = element('span', { class: 'badge' }, 'not with these losses');
    const leave = element(
      'button',
      { type: 'button', class: 'leave', 'aria-label': 'Leave the choice' },
      '×',
    );
    leave.addEventListener('click', () => this.leave());
    return [
      ...((calls?.length ?? 0) > 1 ? [this.callSelect(calls ?? [], choice)] : []),
      ...(takes.length === 0 ? [none] : takes),
      // What an actor sends it may have to hear itself.
      ...(choice.offer.outcomes.some(({ lost }) => lost.includes(choice.actor ?? ''))
        ? this.receiver(choice, choice.actor)
        : []),
      leave,
    ];
  }

  private takeChip({ place, words, leads }: Outcome, { offer }: Choice, isOneOfMany: boolean): HTMLElement {
    const text = isOneOfMany ? words : offer.call;
    const chip = element(
      'button',
      { type: 'button', class: 'offer taking' },
      text,
      ...badges([leads], this.here),
    );
    chip.title = words;
    chip.addEventListener('click', () => this.take(place));
    return chip;
  }

  private callSelect(calls: readonly Offer[], choice: Choice): HTMLElement {
    const select = element('select', { 'aria-label': `Which ${choice.action}` });
    for (const [i, { call, outcomes }] of calls.entries()) {
      const option = element(
        'option',
        { value: String(i) },
        call,
        ...badges(
          outcomes.map(({ leads }) => leads),
          this.here,
        ),
      );
      option.selected = calls[i] === choice.offer;
      select.append(option);
    }
    select.addEventListener('change', () => {
      const offer = calls[Number(select.value)];
      if (offer === undefined) return;
      choice.offer = offer;
      choice.lost = fewestLost(offer);
      this.show();
      this.box.querySelector<HTMLElement>('select')?.focus();
    });
    return select;
  }

  /** On the lane of one who may not get it. */
  private receiver(choice: Choice, actor: string | null): readonly HTMLElement[] {
    const { outcomes } = choice.offer;
    if (actor === null || !outcomes.some(({ to, lost }) => to.includes(actor) || lost.includes(actor)))
      return [];
    const mayLose = outcomes.some(({ lost }) => lost.includes(actor));
    const isLost = choice.lost.includes(actor);
    const text = isLost ? '✕ does not get it' : '● gets it';
    const toggle = element(
      'button',
      { type: 'button', class: 'receiver', 'aria-pressed': String(isLost) },
      text,
    );
    toggle.setAttribute('aria-label', `${choice.action} is lost to ${actor}`);
    if (!mayLose) toggle.setAttribute('aria-disabled', 'true');
    toggle.addEventListener('click', () => {
      if (!mayLose) return;
      choice.lost = isLost ? choice.lost.filter((one) => one !== actor) : [...choice.lost, actor];
      this.show();
    });
    return [toggle];
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
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined && down === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    const rows = [...this.box.querySelectorAll<HTMLElement>('.lane-offers')]
      .map((row) => [...row.querySelectorAll<HTMLElement>('button, select')])
      .filter((buttons) => buttons.length > 0);
    const row = rows.findIndex((buttons) => buttons.some((button) => button === document.activeElement));
    const all = rows.flat();
    const at = all.findIndex((button) => button === document.activeElement);
    const next = by === undefined ? rows[row + (down ?? 0)]?.[0] : all[at + by];
    next?.focus();
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

/** What outcomes lead to, in short; of several, how many. */
function badges(leads: readonly Leads[], here: Leads): readonly HTMLElement[] {
  const counted = (names: readonly string[]): string => {
    const [first = ''] = names;
    const different = new Set(names).size;
    return different > 1 ? `${first} +${different - 1}` : first;
  };
  const broken = leads.flatMap(({ violates }) => violates.filter((name) => !here.violates.includes(name)));
  const reached = leads.flatMap(({ reaches }) => reaches.filter((name) => !here.reaches.includes(name)));
  const seen = leads.flatMap(({ seen: step }) => (step === null ? [] : [`step ${step}`]));
  return [
    ...(broken.length === 0 ? [] : [element('span', { class: 'badge broken' }, ` ✗ ${counted(broken)}`)]),
    ...(reached.length === 0 ? [] : [element('span', { class: 'badge reached' }, ` ★ ${counted(reached)}`)]),
    ...(seen.length === 0 ? [] : [element('span', { class: 'badge' }, ` ↺ ${counted(seen)}`)]),
  ];
}

function fewestLost({ outcomes }: Offer): readonly string[] {
  const [first, ...others] = outcomes.map(({ lost }) => lost);
  return others.reduce((fewest, lost) => (lost.length < fewest.length ? lost : fewest), first ?? []);
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
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

function keyOfButton(button: Element | null): string {
  const row = button?.closest<HTMLElement>('.lane-offers')?.dataset['actor'] ?? '';
  return `${row} ${button?.className ?? ''} ${button?.className === 'receiver' ? '' : (button?.textContent ?? '')}`;
}
