import {
  callOfStep,
  wordsOfStep,
  type FilmStep,
  type Leads,
  type Offer,
  type Outcome,
} from '../../viewer/index.js';

/** A successor of a state, as it would be shown. */
export interface Shown {
  readonly place: number;
  readonly picks: Readonly<Record<string, unknown>>;
  readonly step: FilmStep;
  /** The variable on whose lane it is drawn; null where it is nobody's. */
  readonly actor: string | null;
  readonly leads: Leads;
}

/**
 * The successors of a state by what is done: those that differ only in who does not get a message, or in what components choose, are
 * outcomes of one offer.
 */
export function offersOf(successors: readonly Shown[]): readonly Offer[] {
  const losing = losingPicks(successors);
  const offers = new Map<string, { readonly offer: Omit<Offer, 'outcomes'>; readonly outcomes: Outcome[] }>();
  for (const { place, picks, step, actor, leads } of successors) {
    const { action } = step;
    const call = callWithout(step, picks, losing.get(action) ?? []);
    const key = `${actor ?? ''}\n${call}`;
    const known = offers.get(key) ?? { offer: { action, call, actor }, outcomes: [] };
    offers.set(key, known);
    known.outcomes.push({ place, words: wordsOfStep(step), to: heardBy(step), lost: lostTo(step), leads });
  }
  return [...offers.values()].map(({ offer, outcomes }) => ({ ...offer, outcomes }));
}

function lostTo({ messages = [] }: FilmStep): readonly string[] {
  return [...new Set(messages.flatMap(({ to, fate }) => (fate === 'lost' ? [to] : [])))];
}

/** Those that a message of the step goes to, whether they get it or not. */
function heardBy({ messages = [], actor }: FilmStep): readonly string[] {
  const ends = messages.flatMap(({ to, fate }) => (fate === 'sent' || to === actor ? [] : [to]));
  return [...new Set(ends)];
}

/** By action, the picks that only say to whom a message is lost: everybody sees that. */
function losingPicks(successors: readonly Shown[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const { step, picks } of successors) {
    const lost = [...lostTo(step)].sort().join();
    const same = Object.entries(picks).flatMap(([name, pick]) =>
      Array.isArray(pick) && [...(pick as readonly unknown[])].map(String).sort().join() === lost
        ? [name]
        : [],
    );
    const before = names.get(step.action);
    names.set(step.action, before === undefined ? same : before.filter((name) => same.includes(name)));
  }
  return names;
}

/** The call, as long as no pick of it is left out; otherwise the action with the others. */
function callWithout(
  step: FilmStep,
  picks: Readonly<Record<string, unknown>>,
  left: readonly string[],
): string {
  if (left.length === 0) return callOfStep(step);
  const others = Object.entries(picks).filter(([name]) => !left.includes(name));
  if (others.length === 0) return step.action;
  return `${step.action}(${others.map(([name, pick]) => `${name}=${String(pick)}`).join(', ')})`;
}
