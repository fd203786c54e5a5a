/** What is said of payloads that wait when there is no more waiting: nothing that may not be true. */
import { describe, expect, test } from 'vitest';
import { Pending, type Waiter } from './pending.js';

/** A host that takes this many payloads, and no more. */
class Room {
  taken = 0;
  readonly waiters: Waiter[] = [];
  readonly pending = new Pending({ take: () => undefined }, () =>
    this.taken < this.payloads ? this.taken++ : 'full',
  );

  constructor(private readonly payloads: number) {}

  /** What whoever waits for payloads is told. */
  broadcast(count: number, failsWhenHalted = false): readonly unknown[] {
    const told: unknown[] = [];
    const tell = (what: unknown): void => void told.push(what);
    const waiter: Waiter = { until: 'agreed', failsWhenHalted, resolve: tell, reject: tell };
    this.waiters.push(waiter);
    const payloads = Array.from({ length: count }, () => new Uint8Array(1));
    this.pending.add(payloads, waiter);
    return told;
  }
}

describe('payloads that were broadcast together, when the host is closed', () => {
  test('may be agreed yet, where the first of them were handed over', () => {
    const room = new Room(3);
    const [all, some, none] = [room.broadcast(2), room.broadcast(2), room.broadcast(2)];
    room.pending.fail('the host was closed', 'all');
    expect(all).toMatchObject([
      { code: 'EXO442', message: 'the host was closed: payload 1 may be agreed yet, or not' },
    ]);
    expect(some).toMatchObject([{ code: 'EXO442' }]);
    expect(String(some)).toContain(
      'the first 1 of 2 payloads may be agreed yet, or not; the others were not broadcast',
    );
    expect(none).toMatchObject([
      { code: 'EXO443', message: 'the host was closed: the payload was not broadcast' },
    ]);
    expect(room.pending.size).toBe(0);
  });

  test('wait on where they are to, and others do not', () => {
    const room = new Room(0);
    const [patient, impatient] = [room.broadcast(2), room.broadcast(3, true)];
    room.pending.fail('the host has halted', 'those that do not wait');
    expect([patient.length, impatient.length, room.pending.size]).toEqual([0, 1, 2]);
  });
});

test('payloads of which nobody waits for any more are not handed over, and others keep their order', () => {
  const made = new Room(1);
  for (const count of [2, 2, 1]) made.broadcast(count);
  made.pending.forget(made.waiters[1] as Waiter);
  expect(made.pending.size).toBe(2);
  made.taken = -9;
  made.pending.look();
  expect([made.taken, made.pending.size]).toEqual([-7, 2]);
});
