import type { Film, FilmProperty, FilmStep } from '../film/film.js';

/** The height of a row under the lanes. */
export const JUDGED_ROW = 13;

/** What is known of a property after a step. Nobody has looked, or could, where it is unknown; a witness is missed until it is reached. */
export type Judgement = 'holds' | 'broken' | 'reached' | 'missed' | 'unknown';

/** What a property, or a witness, is at each step; several that are the same at all steps may share a row. */
export interface JudgedRow {
  readonly names: readonly string[];
  /** From the first step to the last one. */
  readonly spans: readonly JudgedSpan[];
}

export interface JudgedSpan {
  readonly from: number;
  to: number;
  readonly is: Judgement;
}

const rowsKnown = new WeakMap<Film, readonly JudgedRow[]>();

/**
 * A row for each property of the model: first those that are broken at some step, in the order in which they are, then witnesses that are
 * reached, then all others.
 */
export function judgedRows(film: Film): readonly JudgedRow[] {
  const made = rowsKnown.get(film) ?? rowsOf(film);
  rowsKnown.set(film, made);
  return made;
}

/** Rows that are shown, and the names of those for which there is no room. */
export interface FittedRows {
  readonly rows: readonly JudgedRow[];
  readonly more: readonly string[];
}

/**
 * The same in a number of lines at most, however many properties there are: first those that are the same at all steps share a row, and what
 * does not fit then is named in the last line.
 */
export function fittedRows(film: Film, linesMax: number): FittedRows {
  const rows = judgedRows(film);
  if (rows.length <= linesMax) return { rows, more: [] };
  const shared = sharedRows(rows);
  if (shared.length <= linesMax) return { rows: shared, more: [] };
  const more = shared.slice(linesMax - 1).flatMap(({ names }) => names);
  return { rows: shared.slice(0, linesMax - 1), more };
}

function sharedRows(rows: readonly JudgedRow[]): readonly JudgedRow[] {
  const shared = new Map<string, JudgedRow>();
  for (const { names, spans } of rows) {
    const course = JSON.stringify(spans);
    shared.set(course, { names: [...(shared.get(course)?.names ?? []), ...names], spans });
  }
  return [...shared.values()];
}

/** What a row says of a step. */
export function judgementAt({ spans }: JudgedRow, step: number): Judgement {
  return spans.find(({ from, to }) => from <= step && step < to)?.is ?? 'unknown';
}

function rowsOf({ steps, properties }: Film): readonly JudgedRow[] {
  const rows = (properties ?? propertiesIn(steps)).map((property) => {
    return { names: [property.name], spans: spansOf(steps, property) };
  });
  return rows
    .map((row, i) => ({ row, i, ...rankOf(row) }))
    .sort((one, two) => one.rank - two.rank || one.since - two.since || one.i - two.i)
    .map(({ row }) => row);
}

/** Rows of which something is to be told come first. */
function rankOf({ spans }: JudgedRow): { readonly rank: number; readonly since: number } {
  const broken = spans.find(({ is }) => is === 'broken');
  const reached = spans.find(({ is }) => is === 'reached');
  return { rank: broken !== undefined ? 0 : reached !== undefined ? 1 : 2, since: broken?.from ?? 0 };
}

/** All that steps name, where nobody says what the model has. */
function propertiesIn(steps: readonly FilmStep[]): readonly FilmProperty[] {
  const broken = new Set(steps.flatMap(({ judged }) => judged?.broken ?? []));
  const reached = new Set(steps.flatMap(({ judged }) => judged?.reached ?? []));
  return [
    ...[...broken].map((name) => ({ name, isWitness: false })),
    ...[...reached].map((name) => ({ name, isWitness: true })),
  ];
}

function spansOf(steps: readonly FilmStep[], property: FilmProperty): readonly JudgedSpan[] {
  const spans: JudgedSpan[] = [];
  for (const [step, { judged }] of steps.entries()) {
    const is = judgementOf(property, judged);
    const last = spans.at(-1);
    if (last?.is === is) last.to = step + 1;
    else spans.push({ from: step, to: step + 1, is });
  }
  return spans;
}

function judgementOf({ name, isWitness }: FilmProperty, judged: FilmStep['judged']): Judgement {
  if (judged === undefined || judged.unknown?.includes(name) === true) return 'unknown';
  if (isWitness) return judged.reached.includes(name) ? 'reached' : 'missed';
  return judged.broken.includes(name) ? 'broken' : 'holds';
}
