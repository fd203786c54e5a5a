/** One slot, or one payload, from its submission to its delivery at every actor. */
import type { Film, Plain } from '../film/film.js';
import type { LensPaths } from '../../traces/index.js';
import { placesOf } from './lanes.js';
import type { Line, Picture } from './picture.js';
import { listAt, numberAt, StateReader, valueAt } from './state-reader.js';
import { submissionOf } from './submissions.js';
import { slotsOfPayload, type Subject } from './subject.js';
import { shortText } from './value-text.js';

export type StageKind =
  | 'submitted'
  | 'sent'
  | 'lost'
  | 'received'
  | 'disputed'
  | 'ignored'
  | 'appended'
  | 'cut off'
  | 'agreed'
  | 'delivered';

/** Something that becomes of what is followed, at one actor. */
export interface Stage {
  readonly step: number;
  readonly lane: number;
  readonly what: StageKind;
}

export interface Course {
  readonly subject: Subject;
  /** By step. */
  readonly stages: readonly Stage[];
  /** The steps in which there are any. */
  readonly steps: readonly number[];
  /** What was met in the slot, as logs and messages call it. */
  readonly entries: readonly string[];
  /** `step lane` of all that is part of it, both ends of messages among them. */
  readonly cells: ReadonlySet<string>;
  /** What an actor has reached at the end of the course: delivered where that is told of its kind, or else agreed, or appended; null where it has no log. */
  readonly goals: readonly (StageKind | null)[];
}

/** Follows a slot or a payload through a whole run. */
export function courseOf(picture: Picture, subject: Subject): Course {
  const { film, lanes } = picture;
  const wanted = targetsOf(film, subject);
  const paths = lanes.map(({ name }) => {
    const kind = film.lens?.lanes.find((lane) => lane.name === name)?.kind ?? '';
    return film.lens?.kinds[kind] ?? {};
  });
  const found = new Stages();
  const entries = logStages(picture, paths, wanted, found);
  submissions(picture, wanted, found);
  for (const entry of entries.own) submittedBy(picture, entry, found);
  messageStages(picture, wanted, entries, found);
  const stages = found.inOrder();
  return {
    ...{ subject, stages, cells: found.cells, entries: [...entries.own] },
    steps: [...new Set(stages.map(({ step }) => step))],
    goals: paths.map(goalOf),
  };
}

function goalOf({ log, length, agreed, delivered }: LensPaths): StageKind | null {
  if (log === undefined && length === undefined) return null;
  return delivered !== undefined ? 'delivered' : agreed !== undefined ? 'agreed' : 'appended';
}

/** What to look for: slots, or the text of an entry wherever it stands. */
interface Targets {
  readonly slots: readonly number[];
  readonly text: string | null;
  /** The one payload, of those that an entry has, where that is known by its number. */
  readonly number: number | null;
}

function targetsOf(film: Film, subject: Subject): Targets {
  if (subject.kind === 'slot') return { slots: [subject.slot], text: null, number: null };
  const known = slotsOfPayload(film, subject.text);
  if (known !== null) return { slots: known.slots, text: null, number: known.number };
  return { slots: [], text: subject.text, number: null };
}

class Stages {
  readonly cells = new Set<string>();
  private readonly known = new Map<string, Stage>();

  add(step: number, lane: number, what: StageKind): void {
    this.known.set(`${step} ${lane} ${what}`, { step, lane, what });
    this.cells.add(`${step} ${lane}`);
  }

  inOrder(): readonly Stage[] {
    return [...this.known.values()].sort((one, other) => one.step - other.step);
  }
}

/** Texts of entries that are followed, and those of them that stand in other slots, too. */
interface Entries {
  readonly own: Set<string>;
  readonly elsewhere: Set<string>;
}

/** What is appended, cut off, agreed and delivered where, by the states themselves. */
function logStages(
  { film, lanes }: Picture,
  paths: readonly LensPaths[],
  wanted: Targets,
  found: Stages,
): Entries {
  const places = placesOf(lanes);
  const reader = new StateReader(film);
  const entries: Entries = { own: new Set(wanted.text === null ? [] : [wanted.text]), elsewhere: new Set() };
  const targets = wanted.text === null ? wanted.slots : [wanted.text];
  const known = new Map<string, Standing>();
  for (const [step, { changes }] of film.steps.entries()) {
    const touched = new Set(changes.flatMap(([[name]]) => places.get(String(name)) ?? []));
    if (touched.size === 0) continue;
    const state = reader.stateAt(step);
    for (const lane of touched) {
      const log = logAt(state[lanes[lane]?.name ?? ''], paths[lane] ?? {});
      if (log === null) continue;
      for (const target of targets) {
        const key = `${lane} ${target}`;
        const now = standingOf(log, target, known.get(key));
        if (step > 0) compare(known.get(key), now, (what) => found.add(step, lane, what));
        known.set(key, now);
        if (typeof target === 'number') gather(log, target, entries);
      }
    }
  }
  return entries;
}

interface LogNow {
  readonly items: readonly Plain[];
  readonly base: number;
  readonly length: number;
  readonly agreed: number;
  readonly delivered: number;
  readonly disputed: readonly Plain[];
}

function logAt(actor: Plain | undefined, paths: LensPaths): LogNow | null {
  const [items, length] = [listAt(actor, paths.log), numberAt(actor, paths.length)];
  const base = numberAt(actor, paths.base) ?? 0;
  if (items === null && length === null) return null;
  return {
    ...{ items: items ?? [], base, length: length ?? base + (items?.length ?? 0) },
    ...{ agreed: numberAt(actor, paths.agreed) ?? 0, delivered: numberAt(actor, paths.delivered) ?? 0 },
    disputed: listAt(actor, paths.disputed) ?? [],
  };
}

/** How what is followed stands at one actor. */
interface Standing {
  /** Its slot; null where it is not in the log. */
  readonly slot: number | null;
  readonly text: string;
  readonly isAgreed: boolean;
  readonly isDelivered: boolean;
}

function standingOf(log: LogNow, target: number | string, before: Standing | undefined): Standing {
  const slot =
    typeof target === 'number' ? (target < log.length ? target : null) : slotOf(log, target, before);
  if (slot === null) return { slot, text: '', isAgreed: false, isDelivered: false };
  const item = log.items[slot - log.base];
  // What was compacted is what it was.
  const text = item === undefined ? (before?.text ?? '') : shortText(item);
  return { slot, text, isAgreed: slot < log.agreed, isDelivered: slot < log.delivered };
}

function slotOf({ items, base }: LogNow, text: string, before: Standing | undefined): number | null {
  const was = before?.slot ?? null;
  if (was !== null && (was < base || shortText(items[was - base]) === text)) return was;
  const at = items.findIndex((item) => shortText(item) === text);
  return at < 0 ? null : base + at;
}

function compare(before: Standing | undefined, now: Standing, tell: (what: StageKind) => void): void {
  const was = before?.slot ?? null;
  const isOther = was !== null && now.slot !== null && before?.text !== now.text;
  if (was !== null && (now.slot === null || isOther)) tell('cut off');
  if (now.slot !== null && (was === null || isOther)) tell('appended');
  if (now.isAgreed && (before?.isAgreed !== true || isOther)) tell('agreed');
  if (now.isDelivered && (before?.isDelivered !== true || isOther)) tell('delivered');
}

function gather({ items, base, disputed }: LogNow, slot: number, { own, elsewhere }: Entries): void {
  const item = items[slot - base];
  if (item !== undefined) own.add(shortText(item));
  // Each entry was once the last one, or is met with others that are as new.
  items.slice(Math.max(0, items.length - NEW_MAX)).forEach((item, i, recent) => {
    const at = base + items.length - recent.length + i;
    (at === slot ? own : elsewhere).add(shortText(item));
  });
  for (const one of disputed) {
    const entry = valueAt(one, 'entry');
    if (entry !== undefined) (valueAt(one, 'slot') === slot ? own : elsewhere).add(shortText(entry));
  }
}

/** This number of entries at the end of a log are looked at for their texts whenever it changes. */
const NEW_MAX = 8;

/** Whoever submits a payload: those of the entry, or the one that is followed. */
function submissions({ film, lanes }: Picture, { slots, number }: Targets, found: Stages): void {
  const places = placesOf(lanes);
  const payloads = new Map<string, [first: number, end: number][]>();
  for (const { about } of film.steps) {
    if (about?.slot === undefined || about.payloads === undefined || !slots.includes(about.slot)) continue;
    const [first, count] = about.payloads;
    const range: [number, number] = number === null ? [first, first + count] : [number, number + 1];
    const source = about.source ?? '';
    payloads.set(source, [...(payloads.get(source) ?? []), range]);
  }
  for (const [step, { about, actor = '' }] of film.steps.entries()) {
    const lane = places.get(actor);
    if (about === undefined || about.slot !== undefined || lane === undefined) continue;
    const [first = -1] = about.payloads ?? [];
    const isIt = payloads.get(about.source ?? '')?.some(([from, end]) => from <= first && first < end);
    if (isIt === true) found.add(step, lane, 'submitted');
  }
}

/** Whoever submits the payload of an entry, by what states say of it. */
function submittedBy({ film, lanes }: Picture, entry: string, found: Stages): void {
  const submission = submissionOf(film, entry);
  const lane = submission === null ? undefined : placesOf(lanes).get(submission.at);
  if (submission !== null && lane !== undefined) found.add(submission.step, lane, 'submitted');
}

/** What is sent, lost, and met without being appended. */
function messageStages(
  { film, lanes, lines }: Picture,
  wanted: Targets,
  entries: Entries,
  found: Stages,
): void {
  const places = placesOf(lanes);
  const inLogs = new Set(found.cells);
  const isInLog = (step: number, lane: number): boolean => inLogs.has(`${step} ${lane}`);
  const sure = [...entries.own].filter((text) => text !== '' && !entries.elsewhere.has(text));
  const unsure = [...entries.own].filter((text) => text !== '' && entries.elsewhere.has(text));
  const isIt = ({ text, slot }: Pick<Line, 'text' | 'slot'>, isHere: boolean): boolean => {
    if (slot !== undefined) return wanted.slots.includes(slot);
    return sure.some((one) => mentions(text, one)) || (isHere && unsure.some((one) => mentions(text, one)));
  };
  for (const [step, { messages = [] }] of film.steps.entries()) {
    for (const message of messages) {
      const from = places.get(message.from);
      if (message.fate === 'sent' && from !== undefined && isIt(message, isInLog(step, from)))
        found.add(step, from, 'sent');
    }
  }
  for (const line of lines) {
    const { from, to, sent, step, fate } = line;
    if (!isIt(line, isInLog(step, to))) continue;
    found.add(sent, from, 'sent');
    // Both ends of its line are seen.
    found.cells.add(`${step} ${from}`).add(`${step} ${to}`);
    if (fate === 'lost' || fate === 'down') found.add(step, to, 'lost');
    else if (fate === 'disputed' || fate === 'ignored') found.add(step, to, fate);
    else if (!isInLog(step, to)) found.add(step, to, 'received');
  }
}

/** Whether a text names an entry: as a word of its own, and not as a part of another one. */
function mentions(text: string, entry: string): boolean {
  for (let at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + entry.length])) return true;
  }
  return false;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_.-]/u.test(letter);
}
