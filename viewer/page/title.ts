/** What stands above the picture: what the run is of, and what it shows. */
import { whyWords } from '../picture/cause-words.js';
import { headlineOf } from '../picture/headline.js';
import type { Picture } from '../picture/picture.js';
import { byId, element } from './dom.js';
import { showLegend } from './legend.js';

/** The buttons that a run has no use for are not shown. */
export interface UsefulButtons {
  readonly alike: boolean;
  readonly timed: boolean;
  readonly charted: boolean;
  readonly properties: boolean;
}

export function showTitle(picture: Picture, useful: UsefulButtons): void {
  const { title, notices } = picture.film;
  const { isBroken, sign, what, rest } = headlineOf(picture.film);
  document.title = `${what} ${rest}`;
  const name = element('strong', { class: isBroken ? 'broken' : '' }, what);
  byId('headline').replaceChildren(sign, name, ` ${rest}`);
  byId('why').replaceChildren(
    ...whyWords(picture).map(({ text, isValue }) =>
      isValue ? element('strong', { class: 'broken' }, text) : text,
    ),
  );
  byId('command').textContent = title.command;
  for (const [id, isUseful] of Object.entries(useful)) byId(id).hidden = !isUseful;
  byId('copy').hidden = title.command === '';
  byId('notices').replaceChildren(...notices.map((notice) => element('p', {}, notice)));
  byId('notices').hidden = notices.length === 0;
  byId('picture').hidden = picture.lanes.length === 0;
  showLegend(picture);
}

/** Buttons say what is on, each by its id. */
export function showPressed(buttons: Readonly<Record<string, boolean>>): void {
  for (const [id, isOn] of Object.entries(buttons)) {
    const button = byId(id);
    if (button.getAttribute('aria-pressed') !== String(isOn))
      button.setAttribute('aria-pressed', String(isOn));
  }
}
