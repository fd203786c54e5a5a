import { withTimerWords } from '../../traces/timer-words.js';
import type { Leads, Offer, Outcome } from '../explore/protocol.js';
import { badges } from './badges.js';
import { element } from './dom.js';

/** What is being chosen: an action of an actor, one of its calls, and who does not get it. */
export interface Choice {
  readonly actor: string | null;
  readonly action: string;
  readonly offer: Offer;
  readonly lost: readonly string[];
}

/** What comes of the buttons of a choice. */
export interface Choosing {
  readonly take: (place: number) => void;
  /** The choice is another one now; what is focused then is named by a selector. */
  readonly choose: (choice: Choice, focus?: string) => void;
  readonly leave: () => void;
}

/** The choice that is begun with an offer: as little is lost as may be. */
export function choiceOf(offer: Offer): Choice {
  const { actor, action } = offer;
  return { actor, action, offer, lost: fewestLost(offer) };
}

/** On the lane of the actor: which call of the action, and what comes of it. */
export function actorChips(
  choice: Choice,
  calls: readonly Offer[],
  here: Leads,
  choosing: Choosing,
): readonly HTMLElement[] {
  const { offer, lost, actor } = choice;
  const fitting = offer.outcomes.filter((outcome) => sameNames(outcome.lost, lost));
  const takes = fitting.map((outcome) =>
    takeChip(outcome, fitting.length > 1 ? outcome.words : (callsInWords(calls, [offer])[0] ?? '')),
  );
  const none = element('span', { class: 'badge' }, 'not with these losses');
  // What an actor sends it may have to hear itself.
  const isOwnLost = offer.outcomes.some((outcome) => outcome.lost.includes(actor ?? ''));
  return [
    ...(calls.length > 1 ? [callSelect(calls, choice, here, choosing)] : []),
    ...(takes.length === 0 ? [none] : takes),
    ...(isOwnLost ? receiverChips(choice, actor, choosing) : []),
    leaveChip(choosing),
  ];

  function takeChip({ place, words, leads }: Outcome, text: string): HTMLElement {
    const shown = badges([leads], here);
    const chip = element('button', { type: 'button', class: 'offer taking' }, text, ...shown);
    chip.title = words;
    chip.addEventListener('click', () => choosing.take(place));
    return chip;
  }
}

/** On the lane of one who may not get it. */
export function receiverChips(
  choice: Choice,
  actor: string | null,
  { choose }: Choosing,
): readonly HTMLElement[] {
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
  toggle.setAttribute('aria-label', `${text}: ${actor}, ${choice.action}`);
  if (!mayLose) toggle.setAttribute('aria-disabled', 'true');
  toggle.addEventListener('click', () => {
    if (!mayLose) return;
    const lost = isLost ? choice.lost.filter((one) => one !== actor) : [...choice.lost, actor];
    choose({ ...choice, lost });
  });
  return [toggle];
}

function leaveChip({ leave }: Choosing): HTMLElement {
  const attributes = { type: 'button', class: 'leave', 'aria-label': 'Leave the choice' };
  const chip = element('button', attributes, '×');
  chip.addEventListener('click', leave);
  return chip;
}

function callSelect(
  calls: readonly Offer[],
  { action, offer }: Choice,
  here: Leads,
  { choose }: Choosing,
): HTMLElement {
  const select = element('select', { 'aria-label': `Which ${action}` });
  const texts = callsInWords(calls, calls);
  for (const [i, call] of calls.entries()) {
    const leads = call.outcomes.map((outcome) => outcome.leads);
    const option = element('option', { value: String(i) }, texts[i] ?? call.call, ...badges(leads, here));
    option.selected = call === offer;
    select.append(option);
  }
  select.addEventListener('change', () => {
    const chosen = calls[Number(select.value)];
    if (chosen !== undefined) choose(choiceOf(chosen), 'select');
  });
  return select;
}

/** Some of the calls that there are as people read them, or as they are where two would read alike. */
export function callsInWords(calls: readonly Offer[], shown: readonly Offer[]): readonly string[] {
  const areTold = new Set(calls.map(({ call }) => withTimerWords(call))).size === calls.length;
  return shown.map(({ call }) => (areTold ? withTimerWords(call) : call));
}

function fewestLost({ outcomes }: Offer): readonly string[] {
  const [first, ...others] = outcomes.map(({ lost }) => lost);
  return others.reduce((fewest, lost) => (lost.length < fewest.length ? lost : fewest), first ?? []);
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}
