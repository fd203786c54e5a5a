import type { Axis } from '../picture/axis.js';
import { axisOf, hasTimes } from '../picture/axis-of.js';
import type { Film } from '../film/film.js';
import type { Place } from './place.js';

/** A column is at least so wide as long as all of a run need not be in view at once. */
const COLUMN_MIN = 64;
const COLUMN_MAX = 150;
/** Names of lanes and what stands behind the last step. */
const BESIDE_COLUMNS = 150;

/** Columns that are in view; fractions are of a column. */
export interface Columns {
  readonly first: number;
  readonly count: number;
}

/** What the viewport is asked about: a run, how many columns it has, whether it may stand by time, and how wide it is drawn. */
export interface Viewed {
  readonly film: Film;
  readonly columns: number;
  readonly isCompared: boolean;
  readonly width: number;
}

/** Which columns of a run are in view, and how that is changed. */
export class Viewport {
  constructor(
    private readonly place: Place,
    private readonly viewed: () => Viewed,
    private readonly changed: () => void,
  ) {}

  get axis(): Axis {
    return axisOf(this.viewed().film, this.place.isTimed);
  }

  /** Two runs stand step by step below each other. */
  get hasTimes(): boolean {
    const { film, isCompared } = this.viewed();
    return !isCompared && hasTimes(film);
  }

  /** What is in view: what was asked for, or as much as there is room for, to the end. */
  shown(): Columns {
    const all = this.columns;
    const { count, first } = this.place;
    if (count > 0) return { first: this.clampFirst(first, count), count: Math.min(count, all) };
    const room = Math.max(4, this.viewed().width - BESIDE_COLUMNS);
    // A page without a picture has no width.
    const fits = Math.max(1, Math.floor(room / COLUMN_MIN));
    if (all <= fits) return { first: 0, count: Math.max(all, room / COLUMN_MAX) };
    return { first: this.clampFirst(this.axis.at(this.place.step) - fits + 1, fits), count: fits };
  }

  /** Brings the chosen step into view, in the middle where it is not. */
  bringStep(): void {
    const { first, count } = this.shown();
    const at = this.axis.at(this.place.step);
    if (count >= this.columns || (at >= first && at <= first + count - 1)) return;
    this.place.first = this.clampFirst(at + 0.5 - count / 2, count);
    this.place.count = count;
  }

  /** Shows these columns. */
  look(first: number, count: number): void {
    this.place.count = Math.min(this.columns, Math.max(this.countMin, count));
    this.place.first = this.clampFirst(first, this.place.count);
    this.changed();
  }

  /** Zooms around a step, by a factor; larger ones show more. */
  zoom(factor: number, around = this.place.step): void {
    const { first, count } = this.shown();
    const wanted = Math.min(this.columns, Math.max(this.countMin, count * factor));
    const at = this.axis.at(around) + (this.axis.time === null ? 0 : 0.5);
    this.look(at - ((at - first) / count) * wanted, wanted);
  }

  pan(columns: number): void {
    const { first, count } = this.shown();
    this.look(first + columns, count);
  }

  whole(): void {
    this.look(0, this.columns);
  }

  /** Lets steps stand by their times, or one by one again, the chosen one where it was. */
  toggleTime(): void {
    if (!this.hasTimes) return;
    const { first, count } = this.shown();
    const share = (this.axis.at(this.place.step) + 0.5 - first) / count;
    this.place.isTimed = !this.place.isTimed;
    this.look(this.axis.at(this.place.step) + 0.5 - share * count, Math.max(count, this.countMin));
  }

  private get columns(): number {
    return this.viewed().columns;
  }

  /** The number of columns that are in view at least; by time, many steps may stand in one. */
  private get countMin(): number {
    return this.axis.time === null ? Math.min(4, this.columns) : 0.01;
  }

  private clampFirst(first: number, count: number): number {
    return Math.max(0, Math.min(first, this.columns - count));
  }
}
