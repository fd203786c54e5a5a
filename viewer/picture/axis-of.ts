import type { Film } from '../film/film.js';
import type { Axis } from './axis.js';
import { timeAxisOf } from './time-axis.js';

const axes = new WeakMap<Film, Axis | null>();

/** The axis of steps, or that of times where it is asked for and the run has any. */
export function axisOf(film: Film, isTimed: boolean): Axis {
  if (!isTimed) return stepAxis(film.steps.length);
  const known = axes.get(film);
  const made = known === undefined ? timeAxisOf(film) : known;
  axes.set(film, made);
  return made ?? stepAxis(film.steps.length);
}

/** Whether steps of a run have times that differ. */
export function hasTimes({ steps }: Film): boolean {
  const first = steps.find(({ atUs }) => atUs !== undefined)?.atUs;
  return steps.some(({ atUs }) => atUs !== undefined && atUs !== first);
}

function stepAxis(length: number): Axis {
  const inside = (step: number): number => Math.min(Math.max(step, 0), length);
  return {
    at: (step) => step,
    stepAt: (column) => Math.min(inside(Math.round(column)), length - 1),
    rank: (step) => step,
    before: (column) => inside(Math.round(column)),
    from: Math.floor,
    to: Math.ceil,
    time: null,
  };
}
