import { TIMERS, type Timer } from '../host/port.js';
import { EVENT, type Events } from './events.js';

const PLACES = Object.fromEntries(TIMERS.map((timer, i) => [timer, i])) as Readonly<Record<Timer, number>>;

/**
 * The timers of one host, on a clock of its own. They are mostly set later and later, as often as there are messages, so one event
 * will do for many settings: it comes at the first of their times, and is put off to the last.
 */
export class Timers {
  /** By timer, when it goes off; infinite while it is not set. */
  private readonly deadlines = new Float64Array(TIMERS.length).fill(Infinity);
  /** By timer, when the event for it comes, at the deadline or before; infinite if there is none. */
  private readonly comingMs = new Float64Array(TIMERS.length).fill(Infinity);
  /** By timer, how many events there were for it: only the last one counts. */
  private readonly counts = new Float64Array(TIMERS.length);

  constructor(
    private readonly events: Events,
    private readonly self: number,
    /** How much longer timers take than they should. */
    private readonly clock: number,
  ) {}

  set(timer: Timer, delayMs: number): void {
    const place = PLACES[timer];
    const deadlineMs = this.events.now + delayMs * this.clock;
    this.deadlines[place] = deadlineMs;
    if (deadlineMs < (this.comingMs[place] as number)) this.push(place, deadlineMs);
  }

  /** None is set any more. */
  clear(): void {
    this.deadlines.fill(Infinity);
  }

  /** An event for a timer has come. Returns the timer if it goes off now. */
  due(place: number, count: number): Timer | null {
    const timer = TIMERS[place];
    if (timer === undefined || this.counts[place] !== count) return null;
    const deadlineMs = this.deadlines[place] as number;
    this.comingMs[place] = Infinity;
    if (deadlineMs > this.events.now) {
      if (deadlineMs < Infinity) this.push(place, deadlineMs);
      return null;
    }
    this.deadlines[place] = Infinity;
    return timer;
  }

  private push(place: number, timeMs: number): void {
    const count = (this.counts[place] as number) + 1;
    this.counts[place] = count;
    this.comingMs[place] = timeMs;
    this.events.push(timeMs, EVENT.firstTimer + place, this.self, count, null);
  }
}
