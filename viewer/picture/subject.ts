import type { Film } from '../film/film.js';
import type { Picture } from './picture.js';

/** What is followed through a run: a slot of the logs, or what was submitted, by the text of its entry or, as `A5`, by source and number. */
export type Subject =
  { readonly kind: 'slot'; readonly slot: number } | { readonly kind: 'payload'; readonly text: string };

/** What a search asks to be followed: `slot:3`, `payload:A0`; null for any other text. */
export function subjectOf(text: string): Subject | null {
  const [, kind, value = ''] = /^\s*(slot|payload):\s*(\S+)\s*$/i.exec(text) ?? [];
  if (kind === undefined) return null;
  if (kind.toLowerCase() === 'payload') return { kind: 'payload', text: value };
  return /^\d{1,15}$/.test(value) ? { kind: 'slot', slot: Number(value) } : null;
}

/** The search that follows it. */
export function searchFor(subject: Subject): string {
  return subject.kind === 'slot' ? `slot:${subject.slot}` : `payload:${subject.text}`;
}

/** The slot that a step is about: that of a message or an entry that it names, or else the last one that it fills at an actor, agrees or disputes. */
export function slotAtStep({ film, tracks }: Picture, step: number): number | null {
  const shown = film.steps[step];
  if (shown === undefined) return null;
  const named = shown.about?.slot ?? shown.messages?.find(({ slot }) => slot !== undefined)?.slot;
  if (named !== undefined) return named;
  for (const { logs } of tracks) {
    const at = logs.findIndex((change) => change.step === step);
    const change = logs[at];
    if (change === undefined) continue;
    const { entries, length, disputed } = change.log;
    const fresh = entries.findLast((entry) => entry.fresh);
    if (fresh !== undefined) return fresh.slot;
    const before = logs[at - 1]?.log;
    if (before !== undefined && length > before.length) return length - 1;
    const agreed = entries.filter((entry) => entry.agreed).at(-1);
    if (agreed !== undefined && before?.entries.find(({ slot }) => slot === agreed.slot)?.agreed === false)
      return agreed.slot;
    const doubted = disputed.at(-1);
    if (doubted !== undefined && disputed.length > (before?.disputed.length ?? 0)) return doubted.slot;
  }
  return null;
}

/** The slots in which a run says that a payload stands, and the number that it has at its source; null where the run names no payloads by number. */
export function slotsOfPayload(
  { steps, vars }: Film,
  text: string,
): { readonly source: string; readonly number: number; readonly slots: readonly number[] } | null {
  const [, source = '', digits = ''] = /^(.*?)(\d{1,15})$/.exec(text) ?? [];
  if (!vars.includes(source)) return null;
  const number = Number(digits);
  const slots = new Set<number>();
  for (const { about } of steps) {
    if (about?.slot === undefined || about.source !== source) continue;
    const [first, count] = about.payloads ?? [0, 0];
    if (first <= number && number < first + count) slots.add(about.slot);
  }
  return slots.size === 0 ? null : { source, number, slots: [...slots] };
}
