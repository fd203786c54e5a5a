/** R5 and R6: how an epoch is left, and another one begun. */
import { describe, expect, test } from 'vitest';
import { loneExoHost, type LoneExoHost } from '../testing/lone-exo-host.js';
import { A, B, C, D, E } from '../testing/notation.js';
import {
  entries,
  epoch,
  fetch,
  install,
  join,
  logOf,
  message,
  prepare,
  promise,
  sent,
  start,
} from '../testing/exo-notation.js';
import { allHosts, majority } from '../ring.js';
import {
  APPEND,
  BEGIN,
  BROADCAST,
  catchUp,
  DELIVER,
  following,
  hearing,
  PERSISTED,
  receive,
  said,
  timeout,
} from './host-steps.test.helper.js';
import type { HostEvent } from './events.js';
import { receptionOf } from './system.js';
import { durableOf } from './log.js';

describe('R5: takeovers', () => {
  const gathering = (number = 1): LoneExoHost => loneExoHost(B).on(timeout(number), PERSISTED);

  test('a host promises exactly what is above its promise', () => {
    const host = hearing(loneExoHost(B), prepare(2));
    const taken = [0, 1, 2, 3, 4].filter((number) => host.takes(prepare(number)));
    expect(taken).toEqual([3, 4]);
    expect([0, 1, 2].filter((number) => loneExoHost(B).takes(prepare(number)))).toEqual([1, 2]);
    const asking = loneExoHost(C).on(timeout(2), PERSISTED);
    expect([1, 2, 3].filter((number) => asking.takes(prepare(number)))).toEqual([3]);
  });

  test('an installed epoch counts as promised', () => {
    const host = hearing(loneExoHost(B), start(epoch(3, 'AC'), logOf('')));
    expect([2, 3, 4].filter((number) => host.takes(prepare(number)))).toEqual([4]);
    expect([1, 4].filter((number) => host.reactsTo(timeout(number)))).toEqual([4]);
  });

  test('its answer goes to the starter, and is its log as of that moment, with what of it is a snapshot', () => {
    const host = following(loneExoHost(B), 'A0 B0 C0').on(DELIVER);
    const { effects, context } = hearing(host, prepare(5));
    expect(effects).toEqual([
      { type: 'sendPromise', params: sent([C], promise(5, B, logOf('A0 B0 C0', 1))) },
    ]);
    expect(context.installed).toBeNull();
  });

  test('from its promise on a host takes no part in older epochs', () => {
    const host = hearing(following(loneExoHost(B), 'A0'), prepare(2));
    const older: readonly HostEvent[] = [
      ...[APPEND, BROADCAST, catchUp(A), timeout(1), receive('1,A', 'B0')],
      ...[start(epoch(1, 'ABC'), logOf('A0')), install(epoch(1, 'ABC'), logOf('A0', 1))].map(receptionOf),
      receptionOf(fetch('entries', C, 0, 0)),
      receptionOf(join('entries', C, 0, false)),
    ];
    for (const event of older) expect(host.reactsTo(event)).toBe(false);
  });

  test('a starter counts the promises for its own attempt, one of each host', () => {
    const host = gathering(4);
    expect(host.takes(promise(4, A, logOf('')))).toBe(true);
    expect(host.takes(promise(1, A, logOf('')))).toBe(false);
    expect(host.takes(promise(7, A, logOf('')))).toBe(false);
    const one = host.hears(promise(4, A, logOf('')));
    expect(one.context.gathered?.from).toEqual([A]);
    expect(one.takes(promise(4, A, logOf('A0')))).toBe(false);
    expect(one.hears(promise(4, C, logOf(''))).context.gathered?.from).toEqual([A, C]);
  });

  test('it starts with q promises, its own among them, and not with fewer (R8)', () => {
    for (const hosts of [2, 3, 4, 5]) {
      let host = loneExoHost(0, { hosts }).on(timeout(hosts), PERSISTED);
      const mayBegin = [host.reactsTo(BEGIN)];
      for (const from of allHosts(hosts).slice(1)) {
        host = host.hears(promise(hosts, from, logOf('')));
        mayBegin.push(host.reactsTo(BEGIN));
      }
      expect(mayBegin).toEqual(allHosts(hosts).map((others) => others + 1 >= majority(hosts)));
    }
  });

  test('the members are those who promised until it started, in ascending order; later promises are ignored', () => {
    const host = loneExoHost(C, { hosts: 5 }).on(timeout(2), PERSISTED);
    const three = host.hears(promise(2, E, logOf(''))).hears(promise(2, A, logOf('')));
    expect(three.on(BEGIN).context.installed?.members).toEqual([A, C, E]);
    expect(three.on(BEGIN).takes(promise(2, B, logOf('')))).toBe(false);
    expect(three.on(BEGIN, PERSISTED).takes(promise(2, B, logOf('')))).toBe(false);
    const four = three.hears(promise(2, B, logOf('')));
    expect(four.on(BEGIN).context.installed?.members).toEqual([A, B, C, E]);
  });

  test('a starter may leave out any of those who promised, as long as it and q of them remain', () => {
    const begin = (...members: readonly number[]): HostEvent => ({ type: 'BEGIN', members });
    const host = [A, D, E].reduce(
      (now, from) => now.hears(promise(2, from, logOf(from === D ? 'A0 B0 C0' : ''))),
      loneExoHost(C, { hosts: 5 }).on(timeout(2), PERSISTED),
    );
    const isTaken = (members: readonly number[]): boolean => host.reactsTo(begin(...members));
    expect(
      [
        [A, C, D, E],
        [A, C, D],
        [A, C, E],
        [C, D, E],
      ].map(isTaken),
    ).toEqual([true, true, true, true]);
    expect([[C, D], [A, D, E], [A, B, C], [A, B, C, D, E], []].map(isTaken)).toEqual(Array(5).fill(false));
    // The log of who is left out counts all the same.
    expect(host.on(begin(A, C, E)).context).toMatchObject({
      installed: { number: 2, members: [A, C, E], base: 3 },
      log: entries('A0 B0 C0'),
    });
  });

  test('who is left out of an epoch listens: it installs the epoch, receives, and never has its turn', () => {
    const host = hearing(loneExoHost(B), prepare(3), start(epoch(3, 'AC'), logOf('')));
    const after = host.on(receive('0', 'A3'), PERSISTED, receive('1,A', 'C3'), PERSISTED);
    expect([after.state, after.log, after.context.agreed]).toEqual(['following', 'A3 C3', 1]);
    expect([host.reactsTo(APPEND), after.reactsTo(APPEND)]).toEqual([false, false]);
  });

  /** What B, with this log of epoch 0, starts from when A and C promise with these. */
  function base(own: string, ofA: string, ofC: string): string {
    const host = following(loneExoHost(B), own).on(timeout(4), PERSISTED);
    return host
      .hears(promise(4, A, logOf(ofA)))
      .hears(promise(4, C, logOf(ofC)))
      .on(BEGIN).log;
  }

  test('it takes the log with the greatest (epoch of the last entry, length), its own among them', () => {
    expect(base('A0', '', '')).toBe('A0');
    expect(base('A0', 'A0 B0', '')).toBe('A0 B0');
    expect(base('A0', 'A0', 'A0 B0 C0')).toBe('A0 B0 C0');
    expect(base('A0 B0 C0', 'A0 B1', 'A0 B0')).toBe('A0 B1');
    expect(base('A0 B0 C0', 'A0 B1', 'C2')).toBe('C2');
    expect(base('A0', 'A0 B1', 'A0 B1 C1')).toBe('A0 B1 C1');
    expect(base('A0 B0 C0', 'A0 B0', 'A0')).toBe('A0 B0 C0');
    expect(base('', '', '')).toBe('');
  });

  test('of two logs equally great it keeps the one that it had first', () => {
    expect(base('A0', 'A0', 'A0')).toBe('A0');
    const host = gathering()
      .hears(promise(1, A, logOf('A0 B0', 1)))
      .hears(promise(1, C, logOf('A0 B0')));
    expect(host.context.gathered).toMatchObject({ delivered: 1 });
  });

  test('the epoch begins behind that log; as much of it is a snapshot as the starter or that host delivered', () => {
    const own = following(loneExoHost(B), 'A0 B0 C0').on(DELIVER, DELIVER, timeout(1), PERSISTED);
    const less = own.hears(promise(1, A, logOf('A0 B0 C0 A0', 1))).on(BEGIN);
    expect(less.context).toMatchObject({
      installed: epoch(1, 'AB', 4, 2),
      log: entries('A0 B0 C0 A0'),
      delivered: 2,
    });
    const more = gathering()
      .hears(promise(1, A, logOf('A0 B0 C0', 2)))
      .on(BEGIN);
    expect(more.context).toMatchObject({ installed: epoch(1, 'AB', 3, 2), delivered: 2 });
  });

  test('a starter that is asked by a higher one promises, and abandons its own takeover', () => {
    const host = gathering().hears(promise(1, A, logOf('')));
    const abandoned = hearing(host, prepare(2));
    expect([abandoned.state, abandoned.context.gathered]).toEqual(['waiting', null]);
    expect(abandoned.reactsTo(BEGIN)).toBe(false);
    expect(abandoned.takes(promise(1, C, logOf('')))).toBe(false);
    expect(host.takes(start(epoch(2, 'AC'), logOf('')))).toBe(true);
    expect(host.hears(start(epoch(2, 'AC'), logOf(''))).on(PERSISTED).context.gathered).toBeNull();
  });

  test('a starter that waits too long tries again with another number, and gathers from the beginning', () => {
    const again = gathering()
      .hears(promise(1, A, logOf('A0')))
      .on(timeout(4), PERSISTED);
    expect(again.context.gathered).toEqual({ from: [], log: [], delivered: 0 });
    expect(again.effects).toEqual([{ type: 'sendPrepare', params: sent([A, C], prepare(4)) }]);
    expect(again.takes(promise(1, C, logOf('')))).toBe(false);
  });

  test('a starter follows its own epoch, and holds the token first', () => {
    const host = gathering()
      .hears(promise(1, A, logOf('A0')))
      .on(BEGIN, PERSISTED);
    expect([host.state, host.context.promised, host.log]).toEqual(['following', 1, 'A0']);
    expect(said(host.on(APPEND, PERSISTED, BROADCAST))).toEqual([message('1,A', 'B1')]);
  });
});

describe('R6: installing an epoch', () => {
  test('takes it if its number is not below the promise and above the installed one', () => {
    const takes = (host: LoneExoHost): readonly number[] =>
      [0, 1, 2, 3, 4].filter((number) => host.takes(start(epoch(number, 'ABC'), logOf(''))));
    expect(takes(loneExoHost(A))).toEqual([1, 2, 3, 4]);
    expect(takes(hearing(loneExoHost(A), prepare(2)))).toEqual([2, 3, 4]);
    expect(takes(hearing(loneExoHost(A), start(epoch(2, 'ABC'), logOf(''))))).toEqual([3, 4]);
    expect(takes(loneExoHost(A).on(timeout(3), PERSISTED))).toEqual([3, 4]);
  });

  test('a repeated Start truncates nothing', () => {
    const record = start(epoch(1, 'ABC'), logOf(''));
    const host = hearing(loneExoHost(B), record).on(APPEND, PERSISTED);
    expect(host.takes(record)).toBe(false);
    expect(host.log).toBe('B1');
  });

  test('sets promise, installed epoch and log in one step', () => {
    const before = following(loneExoHost(A), 'A0 B0');
    const installing = before.hears(start(epoch(4, 'BC', 1), logOf('C2')));
    expect(durableOf(installing.context)).toEqual({
      promised: 4,
      installed: epoch(4, 'BC', 1),
      log: entries('C2'),
      delivered: 0,
    });
    expect(installing.context.disk).toEqual(before.context.disk);
    expect(installing.on(PERSISTED).context.disk).toEqual(durableOf(installing.context));
  });

  test('what came as a snapshot is delivered with it; what was delivered before is not delivered again', () => {
    const behind = hearing(loneExoHost(A), start(epoch(1, 'BC', 3, 2), logOf('A0 B0 C0', 2)));
    expect(behind.context).toMatchObject({ delivered: 2, agreed: 2, everAgreed: 2 });
    const ahead = following(loneExoHost(A), 'A0 B0 C0').on(DELIVER, DELIVER);
    const next = hearing(ahead, start(epoch(1, 'BC', 3, 1), logOf('A0 B0 C0', 1)));
    expect(next.context).toMatchObject({ delivered: 2, agreed: 2 });
  });
});
