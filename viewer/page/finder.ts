import { courseOf, type Course } from '../picture/course.js';
import { faultsOf, nextOf, stepsWith } from '../picture/find.js';
import type { Picture } from '../picture/picture.js';
import { subjectOf } from '../picture/subject.js';
import { byId } from './dom.js';
import type { Place } from './place.js';

/** Steps that are looked for: those that hold a text, those of what is followed, and those in which something fails. */
export class Finder {
  private found: readonly number[] = [];
  private faults: readonly number[];
  /** What is followed, where the search says so. */
  course: Course | null = null;

  constructor(
    private picture: Picture,
    private readonly place: Place,
    private readonly go: (step: number) => void,
  ) {
    this.faults = faultsOf(picture);
    this.search(place.find);
  }

  replace(picture: Picture): void {
    this.picture = picture;
    this.faults = faultsOf(picture);
    this.search(this.place.find);
  }

  search(text: string): void {
    this.place.find = text;
    const subject = subjectOf(text);
    this.course = subject === null ? null : courseOf(this.picture, subject);
    this.found = this.course?.steps ?? stepsWith(this.picture, text);
    const many = this.found.length;
    byId('found').textContent = text === '' ? '' : `${many} ${many === 1 ? 'step' : 'steps'}`;
  }

  next(direction: 1 | -1): void {
    this.goToNext(this.found, direction);
  }

  fault(direction: 1 | -1): void {
    this.goToNext(this.faults, direction);
  }

  private goToNext(steps: readonly number[], direction: 1 | -1): void {
    const step = nextOf(steps, this.place.step, direction);
    if (step !== null) this.go(step);
  }
}
