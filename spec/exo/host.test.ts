/**
 * R1 to R3: epochs, the token, and what is accepted. One host by itself, rule by rule, here and in the files beside
 * this one: contexts and events are deeply frozen and every question is asked twice, so a guard or action that is not
 * pure throws.
 */
import { describe, expect, test } from 'vitest';
import {
  entries,
  entry,
  epoch,
  fetch,
  join,
  logOf,
  message,
  prepare,
  promise,
  sent,
  start,
} from '../testing/exo-notation.js';
import { loneExoHost, type LoneExoHost } from '../testing/lone-exo-host.js';
import { A, B, C, D, E } from '../testing/notation.js';
import { allHosts, hostName } from '../ring.js';
import { durableOf, type Message } from './log.js';
import {
  APPEND,
  BEGIN,
  BROADCAST,
  catchUp,
  comeBack,
  CRASH,
  following,
  hearing,
  PERSISTED,
  receive,
  RESTART,
  said,
  SUBMIT,
  timeout,
} from './host-steps.test.helper.js';

describe('R1: epochs', () => {
  test('a host begins in epoch 0: starter A, an empty base, all hosts as members, nothing promised beyond', () => {
    for (const hosts of [2, 3, 5]) {
      for (const self of allHosts(hosts)) {
        const { context, state } = loneExoHost(self, { hosts });
        expect(state).toBe('following');
        expect(durableOf(context)).toEqual({
          promised: 0,
          installed: { number: 0, members: allHosts(hosts), base: 0, snapshot: 0 },
          log: [],
          delivered: 0,
        });
        expect(context.disk).toEqual(durableOf(context));
      }
    }
  });

  test('host i owns the numbers i, n + i, 2n + i and so on, and times out into no others', () => {
    for (const hosts of [2, 3, 5]) {
      for (const self of allHosts(hosts)) {
        const host = loneExoHost(self, { hosts });
        const taken = allHosts(4 * hosts).filter((number) => host.reactsTo(timeout(number)));
        const own = [self, hosts + self, 2 * hosts + self, 3 * hosts + self];
        expect(taken).toEqual(own.filter((number) => number > 0));
      }
    }
  });

  test('a number is used for one attempt only, also by a host that has crashed in the midst of it', () => {
    const asked = loneExoHost(B).on(timeout(1), PERSISTED);
    expect(asked.effects).toHaveLength(1);
    expect(asked.reactsTo(timeout(1))).toBe(false);
    expect(asked.on(CRASH, RESTART).reactsTo(timeout(1))).toBe(false);
    expect(asked.on(CRASH, RESTART).reactsTo(timeout(4))).toBe(true);
  });

  test('a number that a crash took back before it was written, and so before anybody heard of it, is free', () => {
    const host = loneExoHost(B).on(timeout(1), CRASH, RESTART);
    expect([host.context.promised, host.state]).toEqual([0, 'following']);
    expect(host.reactsTo(timeout(1))).toBe(true);
  });

  test('the members, the starter and the base of an epoch are as its starter had them', () => {
    const record = epoch(1, 'BC', 2, 1);
    const host = hearing(loneExoHost(A), start(record, logOf('A0.0 B0.0', 1)));
    expect(host.context.installed).toEqual(record);
  });
});

describe('R2: the token', () => {
  test('goes round all hosts from A in epoch 0', () => {
    const text = 'A0.0 B0.0 C0.0 A0.1 B0.1';
    const words = text.split(' ');
    for (const self of [A, B, C]) {
      const may = words.map((_, length) => {
        const own = following(loneExoHost(self, { isBusy: true }), words.slice(0, length).join(' '));
        return own.reactsTo(APPEND);
      });
      expect(may).toEqual(words.map((word) => word.startsWith(hostName(self))));
    }
  });

  test('goes round the members only, in ring order from the starter, beginning behind the base', () => {
    const record = start(epoch(8, 'BDE', 1), logOf('A0'));
    const turns = [B, D, E].map((self) => {
      let host = hearing(loneExoHost(self, { hosts: 5 }), record);
      return ['D8', 'E8', 'B8', 'D8', 'E8'].map((word, i) => {
        const mine = host.reactsTo(APPEND);
        const history = host.context.log.slice(-2).map(({ source }) => source);
        const heard: Message = { kind: 'entry', slot: i + 1, history: history.reverse(), ...entry(word) };
        host = mine ? host.on(APPEND, PERSISTED) : hearing(host, heard);
        return mine ? hostName(self) : '-';
      });
    });
    expect(turns).toEqual([
      ['-', '-', 'B', '-', '-'],
      ['D', '-', '-', 'D', '-'],
      ['-', 'E', '-', '-', 'E'],
    ]);
  });

  test('a host that is no member never holds it', () => {
    const host = hearing(loneExoHost(C), start(epoch(1, 'AB'), logOf('')));
    expect(host.reactsTo(APPEND)).toBe(false);
    expect(hearing(host, message('0', 'B1'), message('1,B', 'A1')).reactsTo(APPEND)).toBe(false);
  });

  test('a message carries its epoch, slot, source, the last h senders and perhaps a payload', () => {
    const three = following(loneExoHost(C, { isBusy: true }), 'A0.0 B0.0');
    expect(said(three.on(APPEND, PERSISTED, BROADCAST))).toEqual([message('2,B', 'C0.0')]);
    const five = following(loneExoHost(D, { hosts: 5 }), 'A0 B0 C0');
    expect(said(five.on(APPEND, PERSISTED, BROADCAST))).toEqual([message('3,C,B', 'D0')]);
    expect(said(loneExoHost(A, { hosts: 5 }).on(APPEND, PERSISTED, BROADCAST))).toEqual([message('0', 'A0')]);
  });

  test('the last sender repeats its message, the same bytes each time, and changes nothing by it', () => {
    const host = loneExoHost(A).on(SUBMIT, APPEND, PERSISTED, BROADCAST);
    expect(said(host)).toEqual([message('0', 'A0.0')]);
    const again = host.on(SUBMIT, BROADCAST);
    expect(said(again)).toEqual(said(host));
    expect(said(again.on(BROADCAST))).toEqual(said(host));
    expect(durableOf(again.context)).toEqual(durableOf(host.context));
  });

  test('only the source of the last entry says it, and only until a next one follows', () => {
    const host = loneExoHost(A, { hosts: 2 }).on(APPEND, PERSISTED);
    expect(loneExoHost(A).reactsTo(BROADCAST)).toBe(false);
    expect(host.reactsTo(BROADCAST)).toBe(true);
    expect(hearing(host, message('1,A', 'B0')).reactsTo(BROADCAST)).toBe(false);
    expect(following(loneExoHost(B), 'A0').reactsTo(BROADCAST)).toBe(false);
  });

  test('an own entry of an older epoch is not said again, though it be the last of the base', () => {
    const host = hearing(loneExoHost(A), start(epoch(1, 'ABC', 1), logOf('A0')));
    expect(host.reactsTo(BROADCAST)).toBe(false);
  });

  test('a holder may keep the token: it takes part in everything else', () => {
    const host = loneExoHost(A);
    expect(host.reactsTo(APPEND)).toBe(true);
    expect(host.on(timeout(3)).state).toBe('claiming');
    expect(hearing(host, prepare(1)).state).toBe('waiting');
  });
});

describe('R3: what is accepted', () => {
  /** All messages about the first slots and epochs, with the histories that may be meant. */
  const ALL = [0, 1, 2].flatMap((number) =>
    [0, 1, 2, 3].flatMap((slot) =>
      [A, B, C].flatMap((source) =>
        [[], [A], [B], [C]].map((history): Message => ({
          ...{ kind: 'entry', epoch: number, slot, source, history, payload: null },
        })),
      ),
    ),
  );

  function accepted(host: LoneExoHost): readonly Message[] {
    return ALL.filter((heard) => host.takes(heard));
  }

  test('of all messages of epoch 0, exactly the next entry of the one proposer, with the own history', () => {
    expect(accepted(loneExoHost(B))).toEqual([message('0', 'A0')]);
    expect(accepted(following(loneExoHost(A), 'A0'))).toEqual([message('1,A', 'B0')]);
    expect(accepted(following(loneExoHost(A), 'A0 B0'))).toEqual([message('2,B', 'C0')]);
    expect(accepted(following(loneExoHost(B), 'A0 B0 C0'))).toEqual([message('3,C', 'A0')]);
  });

  test('nothing of others where the one proposer is the host itself', () => {
    expect(accepted(loneExoHost(A)).filter(({ source }) => source !== A)).toEqual([]);
    expect(accepted(following(loneExoHost(B), 'A0')).filter(({ source }) => source !== B)).toEqual([]);
  });

  test('in a later epoch, exactly what continues its base in its order of members', () => {
    const host = hearing(loneExoHost(A), start(epoch(1, 'BC', 1), logOf('A0')));
    expect(accepted(host)).toEqual([message('1,A', 'B1')]);
    expect(accepted(hearing(host, message('1,A', 'B1')))).toEqual([message('2,B', 'C1')]);
    expect(accepted(hearing(host, message('1,A', 'B1'), message('2,B', 'C1')))).toEqual([
      message('3,C', 'B1'),
    ]);
  });

  test('nothing after a promise, while a takeover is prepared, or while an epoch is being written', () => {
    const promising = loneExoHost(B).hears(prepare(2));
    const claiming = loneExoHost(B).on(timeout(1));
    const gathering = claiming.on(PERSISTED);
    const starting = gathering.hears(promise(1, C, logOf(''))).on(BEGIN);
    const installing = loneExoHost(B).hears(start(epoch(2, 'AC'), logOf('')));
    const hosts = [promising, promising.on(PERSISTED), claiming, gathering, starting, installing];
    expect(hosts.map(({ state }) => state)).toEqual([
      'promising',
      'waiting',
      'claiming',
      'gathering',
      'starting',
      'installing',
    ]);
    for (const host of hosts) expect(accepted(host)).toEqual([]);
  });

  test('nothing while the host is down', () => {
    expect(accepted(loneExoHost(B).on(CRASH))).toEqual([]);
  });

  test('the next entry, though the one before is not written yet', () => {
    const host = loneExoHost(C).on(receive('0', 'A0'), receive('1,A', 'B0'));
    expect([host.log, host.disk]).toEqual(['A0 B0', '']);
    expect(host.on(PERSISTED).disk).toBe('A0 B0');
  });

  test('an accepted entry is kept as it was broadcast, with its epoch, source and payload', () => {
    const host = hearing(loneExoHost(C), start(epoch(1, 'BC', 1), logOf('A0.0')), message('1,A', 'B1.3'));
    expect(host.context.log).toEqual(entries('A0.0 B1.3'));
    expect(host.context.disk.log).toEqual(entries('A0.0 B1.3'));
  });
});

describe('R3: gaps and unknown epochs', () => {
  test('a host behind a gap asks for the entries that follow on its log, of the epoch that it has installed', () => {
    const host = following(loneExoHost(C), 'A0');
    expect(host.takes(message('2,B', 'C0'))).toBe(false);
    const asking = host.on(catchUp(B));
    expect(asking.effects).toEqual([{ type: 'sendFetch', params: sent([B], fetch('entries', C, 0, 1)) }]);
    expect(asking.snapshot).toEqual(host.snapshot);
    const instead = host.on(catchUp(A, 'snapshot'));
    expect(instead.effects).toEqual([{ type: 'sendFetch', params: sent([A], fetch('snapshot', C, 0, 1)) }]);
  });

  test('it is answered with the messages that put them there, and checks them as such', () => {
    const host = following(loneExoHost(B, { isBusy: true }), 'A0.0 B0.0 C0.0');
    const answer = host.hears(fetch('entries', C, 0, 1));
    expect(answer.effects).toEqual([
      { type: 'sendEntries', params: sent([C], message('1,A', 'B0.0'), message('2,B', 'C0.0')) },
    ]);
    expect(answer.snapshot).toEqual(host.snapshot);
    expect(following(loneExoHost(C), 'A0.0').hears(message('1,A', 'B0.0')).log).toBe('A0.0 B0.0');
  });

  test('entries are given only by a host that has installed the epoch, and has more', () => {
    const host = following(loneExoHost(B), 'A0 B0');
    const takes = (own: LoneExoHost, number: number, length: number): boolean =>
      own.takes(fetch('entries', C, number, length));
    expect([0, 1, 2, 3].map((length) => takes(host, 0, length))).toEqual([true, true, false, false]);
    expect(takes(host, 1, 0)).toBe(false);
    expect(takes(hearing(host, prepare(2)), 0, 0)).toBe(false);
    expect(takes(host.on(timeout(1), PERSISTED), 0, 0)).toBe(false);
    const next = hearing(host, start(epoch(2, 'ABC', 2), logOf('A0 B0')));
    expect([takes(next, 0, 0), takes(next, 2, 0)]).toEqual([false, true]);
  });

  test('an entry that is not written yet is not given', () => {
    const host = following(loneExoHost(B), 'A0').on(APPEND);
    expect(host.takes(fetch('entries', C, 0, 0))).toBe(false);
    expect(host.on(PERSISTED).takes(fetch('entries', C, 0, 0))).toBe(true);
  });

  test('a host asks for the running epoch, and says what it has promised and whether that is installed', () => {
    const host = loneExoHost(C);
    expect(host.on(comeBack(A)).effects).toEqual([
      { type: 'sendJoin', params: sent([A], join('entries', C, 0, true)) },
    ]);
    const promised = hearing(host, prepare(1)).on(comeBack(B, 'snapshot'));
    expect(promised.effects).toEqual([
      { type: 'sendJoin', params: sent([B], join('snapshot', C, 1, false)) },
    ]);
    expect(promised.state).toBe('waiting');
  });

  test('a host that asks is given the record of a newer epoch, or of the one that it has promised', () => {
    const host = hearing(loneExoHost(B), start(epoch(3, 'ABC'), logOf('')));
    const takes = (number: number, isInstalled: boolean): boolean =>
      host.takes(join('entries', C, number, isInstalled));
    expect([2, 3, 4].map((number) => takes(number, true))).toEqual([true, false, false]);
    expect([2, 3, 4].map((number) => takes(number, false))).toEqual([true, true, false]);
  });

  test('only a host that follows its epoch, and has written it, passes it on', () => {
    const asked = join('entries', C, 0, true);
    const installing = loneExoHost(B).hears(start(epoch(3, 'ABC'), logOf('')));
    expect(installing.takes(asked)).toBe(false);
    expect(installing.on(PERSISTED).takes(asked)).toBe(true);
    expect(installing.on(PERSISTED, timeout(4), PERSISTED).takes(asked)).toBe(false);
    expect(hearing(installing.on(PERSISTED), prepare(5)).takes(asked)).toBe(false);
  });
});
