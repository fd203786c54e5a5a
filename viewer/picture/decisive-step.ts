import type { Film } from '../film/film.js';
import { judgedRows } from './judged-rows.js';

/** The step in which it goes wrong: a counterexample ends there, and a run that is explained no further goes on. Null where nothing is wrong. */
export function decisiveStep(film: Film): number | null {
  const { title, steps } = film;
  if (title.evidence === null) return null;
  const rows = judgedRows(film).filter(
    ({ names }) => title.property === null || names.includes(title.property),
  );
  const broken = rows.flatMap(({ spans }) => spans).find(({ is }) => is === 'broken');
  return broken?.from ?? steps.length - 1;
}
