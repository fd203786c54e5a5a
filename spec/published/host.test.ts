/**
 * One host by itself: the rules that the worked runs do not isolate, and what each knob changes. Contexts and
 * events are deeply frozen and every question is asked twice, so a guard or action that is not pure throws.
 */
import { describe, expect, test } from 'vitest';
import { appendPointer, drawn, hasToken, isInError } from '../testing/drawn.js';
import { loneHost } from '../testing/lone-host.js';
import { A, B, C, E, entries, message } from '../testing/notation.js';
import { historyLength, type Knobs } from './knobs.js';
import { historyOf } from './log.js';
import { disputing, play, receive, REPEAT, SEND, sent, TIMEOUT } from './host-steps.test.helper.js';

describe('the token and the time-out', () => {
  test('P4: the starter holds the token while its log is empty, and no other host does', () => {
    expect([A, B, C].map((self) => hasToken(loneHost(self).snapshot))).toEqual([true, false, false]);
    expect([A, B, C].map((self) => hasToken(loneHost(self, { starter: C }).snapshot))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('P4: a host that hears its ring predecessor holds the token; one that hears another host does not', () => {
    expect(hasToken(loneHost(B).on(receive('0,X', 'A')).snapshot)).toBe(true);
    expect(hasToken(loneHost(A).on(receive('0,X', 'C')).snapshot)).toBe(true);
    expect(hasToken(loneHost(C).on(receive('0,X', 'A')).snapshot)).toBe(false);
  });

  test('P2: a broadcast carries the sequence number, the last senders newest first, and a fresh payload', () => {
    const host = play(loneHost(B, { hosts: 5 }), receive('0,X,X', 'D'), receive('1,D,X', 'A'), SEND);
    expect(sent(host)).toEqual([message('2,A,D', 'B')]);
    const again = play(host, receive('3,B,A', 'C'), receive('4,C,B', 'D'), TIMEOUT, SEND);
    expect(sent(again)).toEqual([message('5,D,C', 'B′')]);
  });

  test('P8: a host that waits too long assumes the token, once, and may then broadcast', () => {
    const waiting = loneHost(B);
    expect(waiting.reactsTo(SEND)).toBe(false);
    const assuming = waiting.on(TIMEOUT);
    expect(assuming.reactsTo(TIMEOUT)).toBe(false);
    expect(sent(assuming.on(SEND))).toEqual([message('0,X', 'B')]);
    expect(hasToken(assuming.on(SEND).snapshot)).toBe(false);
  });

  test('P8: a host that holds the token does not time out', () => {
    expect(loneHost(A).reactsTo(TIMEOUT)).toBe(false);
  });

  test('P8: an assumed token is given up by what the host accepts or disputes, not by what it rejects', () => {
    const assuming = loneHost(B, { hosts: 5 }).on(TIMEOUT);
    expect(hasToken(assuming.on(receive('0,X,X', 'D')).snapshot)).toBe(false);
    expect(hasToken(assuming.on(receive('3,A,E', 'D')).snapshot)).toBe(false);
    const later = play(loneHost(B, { hosts: 5 }), receive('0,X,X', 'D'), TIMEOUT);
    expect(later.reactsTo(receive('1,D,X', 'D'))).toBe(false);
  });

  test('P7: a host in its own history can neither time out nor send, even where it holds the token', () => {
    const alone = loneHost(A).on(SEND);
    expect(alone.reactsTo(TIMEOUT)).toBe(false);
    expect(alone.reactsTo(SEND)).toBe(false);
    expect(alone.on(receive('1,A', 'C')).reactsTo(SEND)).toBe(true);
  });

  test('a host with a full log neither times out nor sends', () => {
    const full = loneHost(A, { slots: 1 }).on(receive('0,X', 'C'));
    expect(hasToken(full.snapshot)).toBe(true);
    expect(full.reactsTo(SEND)).toBe(false);
    expect(loneHost(B, { slots: 1 }).on(receive('0,X', 'C')).reactsTo(TIMEOUT)).toBe(false);
  });
});

describe('what a host does with a message', () => {
  test('P3: a message for the next slot with the same history is appended', () => {
    const host = play(loneHost(C), receive('0,X', 'A'), receive('1,A', 'B'));
    expect(drawn(host.snapshot)).toBe('seq 2, history B, log [A] B');
  });

  test('P7: a message whose source is in the history is rejected without any change or error', () => {
    const host = play(loneHost(E, { hosts: 5 }), receive('0,X,X', 'A'), receive('1,A,X', 'B'));
    expect(host.reactsTo(receive('2,B,A', 'A′'))).toBe(false);
    expect(host.reactsTo(receive('2,B,A', 'B′'))).toBe(false);
    expect(host.reactsTo(receive('2,B,A', 'C'))).toBe(true);
  });

  test('P5: the agreement pointer follows the append pointer by the length of the history', () => {
    const senders = ['A', 'B', 'C', 'D', 'E'];
    let host = loneHost(E, { hosts: 5, slots: 8 });
    const agreed = senders.slice(0, 4).map((source, slot) => {
      const history = [slot - 1, slot - 2].map((k) => senders[k] ?? 'X');
      host = host.on(receive([slot, ...history].join(','), source));
      return host.snapshot.context.agreed;
    });
    expect(agreed).toEqual([0, 0, 1, 2]);
  });

  test('P9: a message with another sequence number marks an error and is kept at its slot', () => {
    const host = loneHost(C).on(receive('2,B', 'A'));
    expect(isInError(host.snapshot)).toBe(true);
    expect(drawn(host.snapshot)).toBe('seq 0, history X, log [] A?2');
  });

  test('P9: a message for a filled slot marks an error and does not overwrite the slot', () => {
    expect(drawn(disputing().snapshot)).toBe('seq 1, history A, log [] A B?0');
    expect(isInError(disputing().snapshot)).toBe(true);
  });

  test('P9: a message for the next slot with another history marks an error', () => {
    const host = play(loneHost(C), receive('0,X', 'A'), receive('1,B', 'A′'));
    expect(drawn(host.snapshot)).toBe('seq 1, history A, log [] A A′?1');
  });

  test('a repetition of an accepted message is no contradiction, whether it came last or long ago', () => {
    const host = play(loneHost(C), receive('0,X', 'A'), receive('1,A', 'B'));
    expect(host.reactsTo(receive('1,A', 'B'))).toBe(false);
    expect(host.reactsTo(receive('0,X', 'A'))).toBe(false);
    expect(host.reactsTo(receive('0,X', 'A′'))).toBe(true);
  });

  test('P11: in error, messages for empty slots are appended while the agreement pointer waits', () => {
    const before = play(loneHost(E, { hosts: 5 }), receive('0,X,X', 'A'), receive('1,D,X', 'B'));
    const host = play(before, receive('2,B,D', 'C'), receive('3,C,B', 'D'));
    expect(drawn(host.snapshot)).toBe('seq 1, history A X, log [] A B?1 C?2 D?3');
    expect(appendPointer(host.snapshot)).toBe(4);
  });

  test('P11: in error, a second message for a slot in dispute and a source in the history are ignored', () => {
    const host = play(loneHost(E, { hosts: 5 }), receive('0,X,X', 'A'), receive('1,D,X', 'B'));
    expect(host.reactsTo(receive('1,C,X', 'D'))).toBe(false);
    expect(host.reactsTo(receive('2,B,D', 'A′'))).toBe(false);
  });

  test('P10: a host reports its log from the asked slot on, and what it holds in dispute beyond its log', () => {
    const host = play(loneHost(C), receive('0,X', 'A'), receive('1,A', 'B'), receive('3,A', 'B′'));
    const asked = host.on({ type: 'ASKED', since: 1 });
    const report = { from: C, log: entries('B', 1), disputed: entries('B′', 3) };
    expect(asked.effects).toEqual([{ type: 'report', params: { report } }]);
    expect(asked.snapshot).toEqual(host.snapshot);
  });

  test('P10: a host in error asks from its agreement pointer on; one in step does not ask', () => {
    const inStep = play(loneHost(C), receive('0,X', 'A'), receive('1,A', 'B'));
    expect(inStep.reactsTo({ type: 'QUERY' })).toBe(false);
    const asking = play(inStep, receive('1,X', 'C′'), { type: 'QUERY' });
    expect(asking.effects).toEqual([{ type: 'query', params: { since: 1 } }]);
  });
});

describe('A1 ownCopy: when the sender appends', () => {
  test('send: the sender appends when it sends', () => {
    expect(drawn(loneHost(A).on(SEND).snapshot)).toBe('seq 1, history A, log [] A');
  });

  test('hear: the sender appends only when it hears itself', () => {
    const host = loneHost(A, {}, { ownCopy: 'hear' }).on(SEND);
    expect(drawn(host.snapshot)).toBe('seq 0, history X, log []');
    expect(drawn(host.on(receive('0,X', 'A')).snapshot)).toBe('seq 1, history A, log [] A');
  });

  test('hear: a sender that has not heard itself sends another payload for the same slot', () => {
    const host = loneHost(A, {}, { ownCopy: 'hear' }).on(SEND);
    expect(sent(host)).toEqual([message('0,X', 'A')]);
    expect(sent(host.on(SEND))).toEqual([message('0,X', 'A′')]);
  });
});

describe('A6 retransmit: the last sender repeats its message', () => {
  test('last: it repeats the same message, as often as it is asked to, and changes nothing', () => {
    const host = play(loneHost(B, {}, { retransmit: 'last' }), receive('0,X', 'A'), SEND);
    const repeated = host.on(REPEAT);
    expect(sent(repeated)).toEqual(sent(host));
    expect(repeated.snapshot).toEqual(host.snapshot);
    expect(sent(repeated.on(REPEAT))).toEqual(sent(host));
  });

  test('last: only the source of the last entry repeats it, and only while it is not in error', () => {
    const host = play(loneHost(B, {}, { retransmit: 'last' }), receive('0,X', 'A'), SEND);
    expect(host.on(receive('2,B', 'C')).reactsTo(REPEAT)).toBe(false);
    expect(host.on(receive('3,B', 'C')).reactsTo(REPEAT)).toBe(false);
    expect(loneHost(A, {}, { retransmit: 'last' }).reactsTo(REPEAT)).toBe(false);
  });

  test('none: nobody repeats anything', () => {
    expect(loneHost(A).on(SEND).reactsTo(REPEAT)).toBe(false);
  });
});

describe('A7 history: how many senders a message names', () => {
  test('the lengths for 3 to 9 hosts are floor(n/2), one less, and ceil(3n/4) - 1', () => {
    const lengths = (history: Knobs['history']): readonly number[] =>
      [3, 4, 5, 6, 7, 8, 9].map((hosts) => historyLength(hosts, history));
    expect(lengths('published')).toEqual([1, 2, 2, 3, 3, 4, 4]);
    expect(lengths('short')).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect(lengths('long')).toEqual([2, 2, 3, 4, 5, 5, 6]);
  });

  test('a host keeps, sends and compares as many senders as the knob says', () => {
    for (const [history, kept] of [
      ['published', '2,B,A'],
      ['short', '2,B'],
      ['long', '2,B,A,X'],
    ] as const) {
      const length = historyLength(5, history);
      const first = ['0', ...Array.from({ length }, () => 'X')].join(',');
      const second = ['1', 'A', ...Array.from({ length: length - 1 }, () => 'X')].join(',');
      const host = play(loneHost(C, { hosts: 5 }, { history }), receive(first, 'A'), receive(second, 'B'));
      expect(historyOf(host.snapshot.context.log, host.snapshot.context.config)).toHaveLength(length);
      expect(sent(host.on(SEND))).toEqual([message(kept, 'C')]);
    }
  });

  test('a longer history agrees a slot later, a shorter one earlier', () => {
    const agreed = (history: Knobs['history']): number => {
      const { context } = loneHost(A, { hosts: 3 }, { history }).on(SEND).snapshot;
      return context.agreed;
    };
    expect([agreed('short'), agreed('published'), agreed('long')]).toEqual([1, 0, 0]);
  });
});

describe('match: whether histories are compared', () => {
  test('off: a message for the next slot is appended whatever its history; the source rule still holds', () => {
    const host = loneHost(C, {}, { match: 'off' }).on(receive('0,X', 'A'));
    expect(drawn(host.on(receive('1,C', 'B')).snapshot)).toBe('seq 2, history B, log [A] B');
    expect(host.reactsTo(receive('1,C', 'A′'))).toBe(false);
  });

  test('off: another sequence number is still an error', () => {
    const host = loneHost(C, {}, { match: 'off' }).on(receive('1,A', 'B'));
    expect(isInError(host.snapshot)).toBe(true);
  });
});

describe('the literal form', () => {
  test('a message that does not fit is ignored, no error is marked and payloads are not numbered', () => {
    const literal = { literal: true, medium: 'async' } as const;
    const host = loneHost(A, literal).on(SEND);
    expect(host.reactsTo(receive('0,X', 'B'))).toBe(false);
    expect(host.reactsTo(receive('5,X', 'B'))).toBe(false);
    expect(host.snapshot.context.submitted).toBe(0);
  });
});
