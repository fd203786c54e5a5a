/** Which step submits which payload, where the states of a trace say it and no event does. */
import type { Film, Plain } from '../film/film.js';
import type { Lens, LensPaths } from '../../traces/index.js';
import { listAt, numberAt, StateReader } from './state-reader.js';
import { shortText } from './value-text.js';

export interface Submission {
  readonly step: number;
  /** The variable of the actor that takes it from its application. */
  readonly at: string;
}

/** A payload as an entry tells it. */
interface Payload {
  readonly source: string;
  readonly number: number;
}

/**
 * The submission of the payload of an entry: where the driver of its source takes it, or where the source counts it; where neither is counted, the
 * step in which the source fills a slot with it, as an application has it ready by then. Null where it has no payload, or nobody says so.
 */
export function submissionOf(film: Film, entry: string): Submission | null {
  const { lens } = film;
  const payload = lens === null ? null : payloadIn(lens, entry);
  if (lens === null || payload === null) return null;
  const own = lens.lanes.find(({ name }) => name === payload.source);
  const driver = lens.lanes.find(({ beside }) => beside === payload.source);
  const pathsOf = (kind: string | undefined): LensPaths => lens.kinds[kind ?? ''] ?? {};
  return (
    (driver && firstStep(film, driver.name, (now) => isTaken(now, pathsOf(driver.kind), payload))) ??
    (own && firstStep(film, own.name, (now) => isTaken(now, pathsOf(own.kind), payload))) ??
    (own && firstStep(film, own.name, (now) => isFilled(now, pathsOf(own.kind), entry))) ??
    null
  );
}

/** Source and number of the payload of an entry; null where it has none. */
function payloadIn({ lanes, payloadBehind }: Lens, entry: string): Payload | null {
  if (payloadBehind === undefined) return null;
  const names = lanes.map(({ name }) => name).filter((name) => entry.startsWith(name));
  const source = names.reduce((longest, name) => (name.length > longest.length ? name : longest), '');
  if (source === '') return null;
  const behind =
    payloadBehind === '' ? source.length : entry.lastIndexOf(payloadBehind) + payloadBehind.length;
  const digits = behind < source.length ? '' : entry.slice(behind);
  return /^\d{1,15}$/.test(digits) ? { source, number: Number(digits) } : null;
}

function isTaken(actor: Plain | undefined, { submitted }: LensPaths, { number }: Payload): boolean {
  const list = listAt(actor, submitted);
  return list === null ? (numberAt(actor, submitted) ?? 0) > number : list.includes(number);
}

function isFilled(actor: Plain | undefined, { log }: LensPaths, entry: string): boolean {
  return listAt(actor, log)?.some((item) => shortText(item) === entry) === true;
}

/** The first step, of those that change the actor, after which something is so of it; none where it is so from the beginning. */
function firstStep(
  film: Film,
  at: string,
  isSo: (now: Plain | undefined) => boolean,
): Submission | undefined {
  const reader = new StateReader(film);
  const step = film.steps.findIndex(
    ({ changes }, i) => changes.some(([[name]]) => name === at) && isSo(reader.stateAt(i)[at]),
  );
  return step > 0 ? { step, at } : undefined;
}
