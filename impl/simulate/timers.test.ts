import { describe, expect, it } from 'vitest';
import { TIMERS } from '../host/port.js';
import { EventQueue } from './event-queue.js';
import { EVENT, type Events, type Subject } from './events.js';
import { Timers } from './timers.js';

/** The timers that go off, with their times, and how many events that took. */
function bench(clock = 1) {
  const events: Events = new EventQueue<Subject>();
  const timers = new Timers(events, 0, clock);
  const run = (untilMs: number): { readonly wentOff: readonly string[]; readonly count: number } => {
    const wentOff: string[] = [];
    let count = 0;
    events.push(untilMs, EVENT.look, 0, 0, null);
    while (events.take() && events.kind !== EVENT.look) {
      count += 1;
      const timer = timers.due(events.kind - EVENT.firstTimer, events.mark);
      if (timer !== null) wentOff.push(`${timer} ${events.now}`);
    }
    return { wentOff, count };
  };
  return { timers, run };
}

describe('timers', () => {
  it('go off once, on the clock of their host', () => {
    const { timers, run } = bench(1.5);
    for (const timer of TIMERS.slice(0, 3)) timers.set(timer, 10);
    expect(run(100).wentOff).toEqual(TIMERS.slice(0, 3).map((timer) => `${timer} 15`));
    expect(run(200)).toEqual({ wentOff: [], count: 0 });
  });

  it('that are set again go off at the last time only, be it sooner or later', () => {
    const { timers, run } = bench();
    timers.set('repeat', 20);
    timers.set('repeat', 30);
    timers.set('hold', 20);
    timers.set('hold', 10);
    expect(run(100).wentOff).toEqual(['hold 10', 'repeat 30']);
  });

  it('that are set later and later take an event for many settings', () => {
    const { timers, run } = bench();
    let count = 0;
    for (let nowMs = 0; nowMs < 100; nowMs++) {
      timers.set('repeat', 20);
      count += run(nowMs + 1).count;
    }
    expect(count).toBe(5);
    expect(run(200).wentOff).toEqual(['repeat 119']);
  });

  it('do not go off once they are cleared, and can be set again', () => {
    const { timers, run } = bench();
    timers.set('hold', 10);
    timers.clear();
    timers.set('repeat', 10);
    expect(run(20).wentOff).toEqual(['repeat 10']);
    timers.set('hold', 5);
    expect(run(40).wentOff).toEqual(['hold 25']);
  });
});
