/** A2 to A5: crashes, errors, and what a host adopts when it recovers. */
import { describe, expect, test } from 'vitest';
import { loneHost, type LoneHost } from '../testing/lone-host.js';
import { A, B, C, E, entries, message, responses } from '../testing/notation.js';
import { drawn, drawnLog, hasToken, isInError } from '../testing/drawn.js';
import {
  CRASH,
  disputing,
  play,
  receive,
  recover,
  REPEAT,
  RESTART,
  SEND,
  sent,
  TIMEOUT,
} from './host-steps.test.helper.js';
import type { HostEvent } from './host.js';
import type { Knobs } from './knobs.js';

describe('A2 restart: what survives a crash', () => {
  const run = [receive('0,X', 'A'), receive('1,A', 'B'), receive('2,X', 'A′')];

  test('a host that is down takes part in nothing', () => {
    const down = play(loneHost(C), ...run, CRASH);
    const events: readonly HostEvent[] = [SEND, TIMEOUT, REPEAT, CRASH, receive('2,B', 'A′')];
    for (const event of [...events, { type: 'QUERY' }, { type: 'ASKED', since: 0 }] as const) {
      expect(down.reactsTo(event)).toBe(false);
    }
  });

  test('durable: log, agreement, error and submitted payloads survive, an assumed token does not', () => {
    const before = play(loneHost(C), ...run);
    expect(play(before, CRASH, RESTART).snapshot.context).toEqual(before.snapshot.context);
    expect(isInError(play(before, CRASH, RESTART).snapshot)).toBe(true);
    expect(hasToken(play(loneHost(B), TIMEOUT, CRASH, RESTART).snapshot)).toBe(false);
    expect(hasToken(play(loneHost(B), receive('0,X', 'A'), CRASH, RESTART).snapshot)).toBe(true);
  });

  test('amnesia: log, agreement and error are forgotten; the ghost keeps what was held and what was agreed', () => {
    const host = play(loneHost(C, {}, { restart: 'amnesia' }), ...run, CRASH, RESTART);
    expect(drawn(host.snapshot)).toBe('seq 0, history X, log []');
    expect(isInError(host.snapshot)).toBe(false);
    const lost = [...entries('A B'), ...entries('A′', 2)];
    expect(host.snapshot.context.ghost).toEqual({ lost, lostAgreed: entries('A') });
  });

  test('amnesia: payloads are not submitted a second time', () => {
    const host = play(loneHost(A, {}, { restart: 'amnesia' }), SEND, CRASH, RESTART, SEND);
    expect(sent(host)).toEqual([message('0,X', 'A′')]);
  });
});

describe('A3 recovery: what a host in error adopts', () => {
  const five = (knobs: Partial<Knobs> = {}): LoneHost =>
    play(loneHost(A, { hosts: 5 }, knobs), SEND, receive('1,A,X', 'C'), receive('0,X,X', 'B'));

  test('majority: a slot takes the value that a majority of all hosts reports, the own report counted in', () => {
    const other = recover(disputing(), responses({ B: 'B C', C: 'B C' }));
    expect(drawn(other.snapshot)).toBe('seq 2, history C, log [B] C');
    expect(other.snapshot.context.ghost.lost).toEqual(entries('A'));
    const own = recover(disputing(), responses({ B: 'B', C: 'A' }));
    expect(drawn(own.snapshot)).toBe('seq 1, history A, log [] A');
    expect(isInError(own.snapshot)).toBe(false);
  });

  test('majority: without a majority for one value nothing changes and the host stays in error', () => {
    const host = disputing();
    for (const heard of [responses({ B: 'B', C: 'C' }), responses({ B: 'B' }), responses({ B: '', C: '' })]) {
      expect(recover(host, heard).snapshot).toEqual(host.snapshot);
    }
  });

  test('majority: a majority of the responses is not enough where it is no majority of all hosts', () => {
    const host = five();
    expect(recover(host, responses({ B: 'B', D: 'B' })).snapshot).toEqual(host.snapshot);
    expect(drawn(recover(host, responses({ B: 'B', D: 'B', E: 'B' })).snapshot)).toBe(
      'seq 1, history B X, log [] B',
    );
  });

  test('majority: what follows the settled slots is kept if they are as the host had them', () => {
    const host = recover(five(), responses({ B: 'B', D: 'A', E: 'A' }));
    expect(drawn(host.snapshot)).toBe('seq 2, history C A, log [] A C');
  });

  test('majority: disputed messages that fit after all are accepted behind what is settled', () => {
    const ahead = play(loneHost(E, { hosts: 5 }), receive('1,A,X', 'B'), receive('2,B,A', 'C'));
    const host = recover(ahead, responses({ A: 'A', B: 'A', C: 'A' }));
    expect(drawn(host.snapshot)).toBe('seq 3, history C B, log [A] B C');
  });

  test('the agreed part of a log is kept, whatever is reported', () => {
    for (const recovery of ['majority', 'longest', 'frequent'] as const) {
      const before = play(loneHost(C, {}, { recovery }), receive('0,X', 'A'), receive('1,A', 'B'));
      const host = recover(before.on(receive('1,B', 'A′')), responses({ A: 'C B', B: 'C B' }, 1));
      expect(drawn(host.snapshot)).toBe('seq 3, history B, log [A C] B');
    }
  });

  test('longest: the longest log reported is adopted, the own one if none is longer', () => {
    const host = five({ recovery: 'longest' });
    const longer = recover(host, responses({ B: 'B', D: 'B D E', E: 'B' }));
    expect(drawnLog(longer.snapshot.context)).toBe('[B] D E');
    expect(drawnLog(recover(host, responses({ B: 'B D', D: 'B D', E: 'B D' })).snapshot.context)).toBe(
      '[] A C',
    );
  });

  test('longest: of logs equally long the first by source wins, in whatever order they arrive', () => {
    const host = disputing({ recovery: 'longest' });
    const either = [responses({ B: 'C B', C: 'B C' }), responses({ C: 'B C', B: 'C B' })];
    expect(either.map((heard) => drawnLog(recover(host, heard).snapshot.context))).toEqual([
      '[B] C',
      '[B] C',
    ]);
  });

  test('frequent: every slot takes the value most reported, as far as anything is reported', () => {
    const host = five({ recovery: 'frequent' });
    const heard = responses({ B: 'B D', D: 'B E', E: 'C D' });
    expect(drawnLog(recover(host, heard).snapshot.context)).toBe('[] B D');
  });

  test('frequent: on a tie the own value wins, or else the first by source', () => {
    const host = five({ recovery: 'frequent' });
    expect(drawnLog(recover(host, responses({ B: 'B D', D: 'E' })).snapshot.context)).toBe('[] A C');
    const longer = recover(host, responses({ B: 'A C E', D: 'A C D' }));
    expect(drawnLog(longer.snapshot.context)).toBe('[A] C D');
  });

  test('longest and frequent settle any dispute, even if nobody else reports anything', () => {
    for (const recovery of ['longest', 'frequent'] as const) {
      const host = recover(disputing({ recovery }), responses({ B: '', C: '' }));
      expect(drawn(host.snapshot)).toBe('seq 1, history A, log [] A');
    }
  });
});

describe('A4 inError: what a host in error does meanwhile', () => {
  test('silent: it neither sends nor times out', () => {
    const holding = play(loneHost(A), receive('0,X', 'C'), receive('3,X', 'B'));
    expect(holding.reactsTo(SEND)).toBe(false);
    expect(loneHost(B).on(receive('3,X', 'C')).reactsTo(TIMEOUT)).toBe(false);
  });

  test('sending: it sends what continues its log, and appends it behind what is in dispute', () => {
    const knobs = { inError: 'sending' } as const;
    const before = play(
      loneHost(A, {}, knobs),
      receive('0,X', 'C'),
      receive('1,A', 'B'),
      receive('2,B', 'C′'),
    );
    const host = before.on(SEND);
    expect(sent(host)).toEqual([message('3,C', 'A')]);
    expect(drawn(host.snapshot)).toBe('seq 1, history C, log [] C B?1 C′?2 A?3');
    expect(loneHost(B, {}, knobs).on(receive('3,X', 'C')).reactsTo(TIMEOUT)).toBe(true);
  });
});

describe('an assumed token', () => {
  test('is given up when a recovery appends something, as it is when a message does', () => {
    const assuming = play(loneHost(B, {}, { inError: 'sending' }), receive('1,B', 'A′'), TIMEOUT);
    expect(hasToken(assuming.snapshot)).toBe(true);
    const host = recover(assuming, responses({ A: 'B C', C: 'B C' }));
    expect(drawnLog(host.snapshot.context)).toBe('[B] C');
    expect(hasToken(host.snapshot)).toBe(false);
  });
});

describe('A5 votes: slots once filled and lost by truncation', () => {
  /** A of five hosts held A B, and a majority holds only E: slot 1 is lost. */
  const truncated = (votes: Knobs['votes']): LoneHost => {
    const before = play(
      loneHost(A, { hosts: 5 }, { votes }),
      SEND,
      receive('1,A,X', 'B'),
      receive('0,X,X', 'E'),
    );
    return recover(before, responses({ C: 'E', D: 'E', E: 'E' }));
  };

  test('what was truncated is remembered by the ghost', () => {
    for (const votes of ['kept', 'forgotten'] as const) {
      const { snapshot } = truncated(votes);
      expect(drawn(snapshot)).toBe('seq 1, history E X, log [] E');
      expect(snapshot.context.ghost.lost).toEqual(entries('A B'));
    }
  });

  test('kept: the truncated slot is barred to a fresh message, to a broadcast and to a time-out', () => {
    const host = truncated('kept');
    expect(host.snapshot.context.barred).toEqual([1]);
    expect(host.reactsTo(receive('1,E,X', 'C'))).toBe(false);
    expect(host.reactsTo(SEND)).toBe(false);
    expect(host.reactsTo(TIMEOUT)).toBe(false);
  });

  test('forgotten: the truncated slot may be filled again', () => {
    const host = truncated('forgotten');
    expect(host.snapshot.context.barred).toEqual([]);
    expect(drawnLog(host.on(receive('1,E,X', 'C')).snapshot.context)).toBe('[] E C');
    expect(sent(host.on(SEND))).toEqual([message('1,E,X', 'A′')]);
  });

  test('kept: a majority that reports a value fills the slot and lifts the bar', () => {
    const host = recover(
      truncated('kept').on(receive('2,C,E', 'D')),
      responses({ C: 'E C D', D: 'E C D', E: 'E C D' }),
    );
    expect(drawn(host.snapshot)).toBe('seq 3, history D C, log [E] C D');
    expect(host.snapshot.context.barred).toEqual([]);
  });

  test('kept: a fresh message that comes while the host is in error does not fill the slot either', () => {
    const disputed = play(truncated('kept'), receive('2,C,E', 'D'));
    const fresh = receive('1,E,X', 'C');
    const host = disputed.reactsTo(fresh) ? disputed.on(fresh) : disputed;
    const after = recover(host, responses({ B: 'E', D: 'E', E: 'E' }));
    expect(after.snapshot.context.log[1]).toBeUndefined();
  });

  test('kept: one recovery does not both truncate a slot and fill it with a message that only one host sent', () => {
    const host = play(loneHost(A, { hosts: 5 }), SEND, receive('1,A,X', 'B'), receive('1,E,X', 'C'));
    const after = recover(host, responses({ B: 'E', D: 'E', E: 'E' }));
    expect(drawnLog(after.snapshot.context)).not.toContain('C');
  });
});
