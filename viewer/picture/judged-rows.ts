import type { Film } from '../film/film.js';

/** The height of a row under the lanes. */
export const JUDGED_ROW = 15;
const ROWS_MAX = 4;

/** What a property, or a witness, is at each step. */
export interface JudgedRow {
  readonly name: string;
  /** It is broken where it is so, and no witness that is reached. */
  readonly isBroken: boolean;
  /** Steps of which somebody knows, where it is broken or reached, and where it is not. */
  readonly spans: readonly { readonly from: number; to: number; readonly is: boolean }[];
}

const rowsKnown = new WeakMap<Film, readonly JudgedRow[]>();

/** Rows for properties that are broken at some step, and for witnesses that are reached, the most there is room for. */
export function judgedRows(film: Film): readonly JudgedRow[] {
  const made = rowsKnown.get(film) ?? rowsOf(film);
  rowsKnown.set(film, made);
  return made;
}

function rowsOf({ steps }: Film): readonly JudgedRow[] {
  const broken = new Set<string>();
  const reached = new Set<string>();
  for (const { judged } of steps) {
    for (const name of judged?.broken ?? []) broken.add(name);
    for (const name of judged?.reached ?? []) reached.add(name);
  }
  const rows = [
    ...[...broken].map((name) => ({ name, isBroken: true })),
    ...[...reached].map((name) => ({ name, isBroken: false })),
  ];
  return rows.slice(0, ROWS_MAX).map((row) => ({ ...row, spans: spansOf({ steps }, row) }));
}

function spansOf(
  { steps }: Pick<Film, 'steps'>,
  { name, isBroken }: Omit<JudgedRow, 'spans'>,
): JudgedRow['spans'] {
  const spans: { from: number; to: number; is: boolean }[] = [];
  for (const [step, { judged }] of steps.entries()) {
    if (judged === undefined) continue;
    const is = (isBroken ? judged.broken : judged.reached).includes(name);
    const last = spans.at(-1);
    if (last?.to === step && last.is === is) last.to = step + 1;
    else spans.push({ from: step, to: step + 1, is });
  }
  return spans;
}
