import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.js';

interface Event {
  readonly time: number;
  readonly kind: number;
  readonly host: number;
  readonly mark: number;
  readonly subject: string | null;
}

/** A queue of events, as a list that is sorted anew each time. */
class NaiveQueue {
  now = 0;
  private events: Event[] = [];

  push(event: Event): void {
    this.events.push({ ...event, time: Math.max(event.time, this.now) });
  }

  take(): Event | null {
    // The sort is stable: among equals the first that was pushed stays first.
    this.events.sort((a, b) => a.time - b.time);
    const event = this.events.shift() ?? null;
    if (event !== null) this.now = event.time;
    return event;
  }
}

const events = fc.record({
  time: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 10, noNaN: true })),
  kind: fc.integer({ min: 0, max: 14 }),
  host: fc.integer({ min: 0, max: 255 }),
  mark: fc.integer({ min: 0, max: 2 ** 40 }),
  subject: fc.option(fc.string({ maxLength: 3 })),
});

function take(queue: EventQueue<string>): Event | null {
  if (!queue.take()) return null;
  const { now: time, kind, host, mark, subject } = queue;
  return { time, kind, host, mark, subject };
}

describe('an event queue', () => {
  it('gives what a sorted list gives, in the order of pushing where times are equal', () => {
    const calls = fc.oneof({ weight: 3, arbitrary: events }, { weight: 2, arbitrary: fc.constant('take') });
    fc.assert(
      fc.property(fc.array(calls, { maxLength: 200, size: 'max' }), (list) => {
        const [queue, naive] = [new EventQueue<string>(), new NaiveQueue()];
        for (const call of list) {
          if (typeof call === 'string') {
            expect(take(queue)).toEqual(naive.take());
          } else {
            queue.push(call.time, call.kind, call.host, call.mark, call.subject);
            naive.push(call);
          }
        }
        for (let event = naive.take(); event !== null; event = naive.take()) {
          expect(take(queue)).toEqual(event);
        }
        expect(queue.take()).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('makes what is due in the past happen now', () => {
    const queue = new EventQueue<string>();
    queue.push(5, 1, 0, 0, null);
    queue.take();
    queue.push(2, 2, 0, 0, null);
    expect(take(queue)).toMatchObject({ time: 5, kind: 2 });
  });

  it('keeps the order of thousands, however far it has to grow', () => {
    const queue = new EventQueue<string>();
    for (let i = 0; i < 5_000; i++) queue.push((i * 7_919) % 5_000, 0, 0, i, String(i));
    for (let i = 0; i < 5_000; i++) {
      expect(queue.take()).toBe(true);
      expect([queue.now, queue.subject]).toEqual([i, String(queue.mark)]);
    }
  });
});
