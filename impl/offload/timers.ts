import { TIMERS, type Timer } from '../host/port.js';

const PLACES = Object.fromEntries(TIMERS.map((timer, place) => [timer, place])) as Readonly<
  Record<Timer, number>
>;

const REPEAT = PLACES.repeat;

/** A time in milliseconds that is looked at now and then, because looking costs more than a step does. */
export interface CoarseClock {
  nowMs: number;
}

/** The timers of one engine, without any of the system: whoever runs it asks what is due. */
export class EngineTimers {
  /** No timer is due before. */
  nextMs = Infinity;
  private readonly dueMs = new Float64Array(TIMERS.length).fill(Infinity);

  constructor(private readonly clock: CoarseClock) {}

  set(timer: Timer, delayMs: number): void {
    const due = this.clock.nowMs + delayMs;
    // The one that is set with every entry is found without a look-up.
    this.dueMs[timer === 'repeat' ? REPEAT : PLACES[timer]] = due;
    if (due < this.nextMs) this.nextMs = due;
  }

  /** When the next timer is due; as in `nextMs`, but without `repeat` where that is not needed. */
  nextNeededMs(isRepeatNeeded: boolean): number {
    const { dueMs, nextMs } = this;
    if (isRepeatNeeded || dueMs[REPEAT] !== nextMs) return nextMs;
    let next = Infinity;
    for (let place = 0; place < dueMs.length; place++) {
      if (place !== REPEAT) next = Math.min(next, dueMs[place] as number);
    }
    return next;
  }

  /** Lets all timers go off that are due. Returns whether there were any. */
  run(goOff: (timer: Timer) => void): boolean {
    const { clock, dueMs } = this;
    if (clock.nowMs < this.nextMs) return false;
    this.nextMs = Infinity;
    let hasGoneOff = false;
    for (let place = 0; place < dueMs.length; place++) {
      if ((dueMs[place] as number) > clock.nowMs) continue;
      dueMs[place] = Infinity;
      hasGoneOff = true;
      goOff(TIMERS[place] as Timer);
    }
    for (const due of dueMs) if (due < this.nextMs) this.nextMs = due;
    return hasGoneOff;
  }
}
