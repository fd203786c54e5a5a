import { expect, test } from 'vitest';
import { DueEvents } from './due-events.js';
import type { Due } from './due.js';
import { DEFAULT_CONFORM } from './options.js';
import { Seat } from './seat.js';
import { Settling } from './settling.js';
import { UsersJudge } from './users.js';

const IDS = ['a', 'b'];

/** Two hosts that are up, of which a is given x, and faults that are over after a second. */
function twoHosts() {
  const judge = new UsersJudge(IDS);
  judge.submitted(0, 'x');
  const events = new DueEvents<Due>(true);
  const seats = IDS.map((id, place) => {
    const parts = { place, id, others: [], command: '', isVirtual: true, answerMs: 0 };
    const ignored = () => undefined;
    return new Seat({ ...parts, take: ignored, broken: ignored, wrote: ignored });
  });
  for (const seat of seats) seat.isUp = true;
  const options = { ...DEFAULT_CONFORM, command: '', hosts: 2, durationMs: 1_000 };
  const settling = new Settling(options, seats, judge, events);
  /** Does something at a time, and looks, as a run does. */
  const at = async (atMs: number, happen: () => unknown = () => undefined) => {
    events.push(atMs, 0, { kind: 'restart' });
    let drainedAt: number | null = null;
    for (let kind = ''; kind !== 'restart';) {
      kind = (await events.next())?.due.kind ?? '';
      if (kind === 'drained' && settling.isDrained()) drainedAt = events.now;
      if (kind === 'restart') happen();
      settling.look();
    }
    return { settledMs: settling.settledMs, drainedAt };
  };
  return { judge, seats, at };
}

test('hosts are settled when all have delivered the same, once the faults are over, and what comes late is waited for', async () => {
  const { judge, at } = twoHosts();
  const deliver = (host: number) => () => judge.delivered(host, 'x');
  expect(await at(100, deliver(0))).toEqual({ settledMs: null, drainedAt: null });
  expect(await at(200, deliver(1))).toEqual({ settledMs: null, drainedAt: null });
  expect(await at(1_010)).toEqual({ settledMs: 1_010, drainedAt: null });
  expect(await at(2_000)).toEqual({ settledMs: 1_010, drainedAt: 1_210 });
});

test('hosts are not settled while one lacks what it is owed, or is down', async () => {
  const { judge, seats, at } = twoHosts();
  const [a, b] = seats;
  a?.owed.add('x');
  expect(await at(1_010)).toMatchObject({ settledMs: null });
  expect(await at(1_020, () => IDS.map((_, host) => judge.delivered(host, 'x')))).toMatchObject({
    settledMs: 1_020,
  });
  expect(await at(1_030, () => b && (b.isUp = false))).toMatchObject({ settledMs: null });
});

test('hosts that deliver something more are settled when all have delivered that, and not since before', async () => {
  const { judge, at } = twoHosts();
  expect(await at(1_010)).toEqual({ settledMs: 1_010, drainedAt: null });
  // The payload of a host that was killed, of which nobody had heard.
  expect(await at(1_100, () => judge.delivered(1, 'x'))).toEqual({ settledMs: null, drainedAt: null });
  expect(await at(1_180, () => judge.delivered(0, 'x'))).toEqual({ settledMs: 1_180, drainedAt: null });
  expect(await at(2_000)).toEqual({ settledMs: 1_180, drainedAt: 1_380 });
});
