/**
 * One host by itself, rule by rule. Contexts and events are deeply frozen and every question is asked twice, so a
 * guard or action that is not pure throws.
 */
import { describe, expect, test } from 'vitest';
import {
  entries,
  entry,
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
import { exoHostComponent, loneExoHost, type LoneExoHost } from '../testing/lone-exo-host.js';
import { A, B, C, D, E } from '../testing/notation.js';
import { allHosts, hostAt, hostName, majority, successorsNeeded } from '../ring.js';
import { showEntry } from './display.js';
import type { HostEvent } from './events.js';
import { durableOf, isSynced, type HostContext, type Message } from './log.js';
import type { HostSnapshot } from './names.js';
import type { Packet } from './packets.js';
import { receptionOf } from './system.js';

const SUBMIT = { type: 'SUBMIT' } as const;
const DELIVER = { type: 'DELIVER' } as const;
const PERSISTED = { type: 'PERSISTED' } as const;
const APPEND = { type: 'APPEND' } as const;
const BROADCAST = { type: 'BROADCAST' } as const;
const BEGIN = { type: 'BEGIN' } as const;
const CRASH = { type: 'CRASH' } as const;
const RESTART = { type: 'RESTART' } as const;

const timeout = (number: number): HostEvent => ({ type: 'TIMEOUT', epoch: number });
const receive = (slotAndHistory: string, text: string): HostEvent =>
  receptionOf(message(slotAndHistory, text));
const catchUp = (to: number, wanted: 'entries' | 'snapshot' = 'entries'): HostEvent => ({
  type: 'CATCH_UP',
  to,
  wanted,
});
const comeBack = (to: number, wanted: 'entries' | 'snapshot' = 'entries'): HostEvent => ({
  type: 'RETURN',
  to,
  wanted,
});

/** The host after the packets, each written to its disk. */
function hearing(host: LoneExoHost, ...packets: readonly Packet[]): LoneExoHost {
  return packets.reduce((now, packet) => now.hears(packet).on(PERSISTED), host);
}

/** The host after it has taken in, or filled itself, the first entries of epoch 0. */
function following(host: LoneExoHost, text: string): LoneExoHost {
  const { self, hosts } = host.context.config;
  const h = successorsNeeded(hosts);
  return entries(text).reduce((now, one, slot) => {
    if (one.source === self) return now.on(APPEND, PERSISTED);
    const history = now.context.log.slice(Math.max(slot - h, 0), slot).map(({ source }) => source);
    const heard: Message = { kind: 'entry', slot, history: history.reverse(), ...one };
    return now.hears(heard).on(PERSISTED);
  }, host);
}

/** What was broadcast in the last event. */
function said({ effects }: LoneExoHost): readonly Message[] {
  return effects.flatMap((effect) => (effect.type === 'broadcast' ? [effect.params.message] : []));
}

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

describe('R4: what is durable', () => {
  test('changes in one step, with Persist, and not before', () => {
    const installing = following(loneExoHost(A), 'A0').hears(start(epoch(1, 'BC', 1), logOf('A0', 1)));
    const { context } = installing;
    expect(context.disk).toEqual({
      promised: 0,
      installed: epoch(0, 'ABC'),
      log: entries('A0'),
      delivered: 0,
    });
    expect(installing.on(PERSISTED).context.disk).toEqual({
      promised: 1,
      installed: epoch(1, 'BC', 1),
      log: entries('A0'),
      delivered: 1,
    });
  });

  test('an entry is written before it is broadcast', () => {
    const host = loneExoHost(A).on(APPEND);
    expect(host.reactsTo(BROADCAST)).toBe(false);
    expect(host.on(PERSISTED).effects).toEqual([]);
    expect(host.on(PERSISTED).reactsTo(BROADCAST)).toBe(true);
  });

  test('a promise is sent by Persist, and not before', () => {
    const promising = loneExoHost(B).hears(prepare(2));
    expect([promising.context.promised, promising.context.disk.promised]).toEqual([2, 0]);
    expect(promising.effects).toEqual([]);
    expect(promising.on(PERSISTED).effects).toEqual([
      { type: 'sendPromise', params: sent([C], promise(2, B, logOf(''))) },
    ]);
  });

  test('a starter asks the others by Persist, and not before its own promise is written', () => {
    const claiming = loneExoHost(B).on(timeout(1));
    expect(claiming.effects).toEqual([]);
    expect(claiming.on(PERSISTED).effects).toEqual([
      { type: 'sendPrepare', params: sent([A, C], prepare(1)) },
    ]);
  });

  test('Start(e) is sent by Persist, and not before the starter has written it', () => {
    const starting = loneExoHost(B)
      .on(timeout(1), PERSISTED)
      .hears(promise(1, A, logOf('A0')))
      .on(BEGIN);
    expect([starting.state, starting.effects]).toEqual(['starting', []]);
    expect(starting.on(PERSISTED).effects).toEqual([
      { type: 'sendStart', params: sent([A, C], start(epoch(1, 'AB', 1), logOf('A0'))) },
    ]);
  });

  test('while something is being written, nothing else is begun', () => {
    const unwritten = [
      loneExoHost(B).hears(prepare(2)),
      loneExoHost(B).on(timeout(1)),
      loneExoHost(B)
        .on(timeout(1), PERSISTED)
        .hears(promise(1, A, logOf('')))
        .on(BEGIN),
      loneExoHost(B).hears(start(epoch(2, 'ABC'), logOf(''))),
      loneExoHost(B).on(receive('0', 'A0')),
    ];
    const events: readonly HostEvent[] = [
      ...[timeout(7), BROADCAST, DELIVER, catchUp(A), comeBack(A)],
      ...[prepare(5), start(epoch(5, 'ABC'), logOf('')), install(epoch(5, 'ABC'), logOf('A0', 1))].map(
        receptionOf,
      ),
    ];
    for (const host of unwritten) {
      for (const event of events)
        expect(`${host.state} ${event.type} ${host.reactsTo(event)}`).toMatch(/false$/);
      expect(host.reactsTo(PERSISTED)).toBe(true);
    }
  });

  test('a host that has nothing to write writes nothing', () => {
    const host = loneExoHost(B);
    const rests = [host, hearing(host, prepare(2)), host.on(timeout(1), PERSISTED), host.on(CRASH)];
    for (const rest of rests) expect(rest.reactsTo(PERSISTED)).toBe(false);
  });

  test('a crash leaves what is on the disk: unwritten entries are lost, and what is written stays', () => {
    const host = following(loneExoHost(C), 'A0').on(receive('1,A', 'B0'));
    const after = host.on(CRASH);
    expect([after.state, after.log]).toEqual(['down', 'A0']);
    expect(after.on(RESTART).log).toBe('A0');
    expect(host.on(PERSISTED, CRASH, RESTART).log).toBe('A0 B0');
  });

  test('a crash takes back an unwritten promise, an unwritten epoch, and an attempt with what it has gathered', () => {
    const promising = loneExoHost(B).hears(prepare(2)).on(CRASH, RESTART);
    expect([promising.state, promising.context.promised]).toEqual(['following', 0]);
    const installing = loneExoHost(B)
      .hears(start(epoch(2, 'AC'), logOf('A0')))
      .on(CRASH, RESTART);
    expect([installing.state, installing.context.installed?.number, installing.log]).toEqual([
      'following',
      0,
      '',
    ]);
    const gathering = loneExoHost(B)
      .on(timeout(1), PERSISTED)
      .hears(promise(1, A, logOf('A0')));
    const forgot = gathering.on(CRASH, RESTART);
    expect([forgot.state, forgot.context.promised, forgot.context.gathered]).toEqual(['waiting', 1, null]);
    expect(forgot.takes(promise(1, A, logOf('A0')))).toBe(false);
    expect(forgot.reactsTo(BEGIN)).toBe(false);
    const starting = gathering.on(BEGIN, CRASH, RESTART);
    expect([starting.state, starting.context.promised, starting.log]).toEqual(['waiting', 1, '']);
  });

  test('a host that restarts with a promise and no epoch waits for one; it does not go on in the old epoch', () => {
    const host = following(loneExoHost(B), 'A0');
    const waiting = hearing(host, prepare(2)).on(CRASH, RESTART);
    expect([waiting.state, waiting.context.installed, waiting.log]).toEqual(['waiting', null, 'A0']);
    expect(waiting.reactsTo(APPEND)).toBe(false);
    expect(waiting.takes(start(epoch(2, 'AB', 1), logOf('A0')))).toBe(true);
  });

  test('a crash takes the queue and the agreement pointer, which is found again; payloads are not numbered anew', () => {
    const host = following(loneExoHost(B).on(SUBMIT, SUBMIT), 'A0 B0.0 C0');
    expect([host.context.agreed, host.context.queue]).toEqual([2, [0, 1]]);
    const after = host.on(CRASH, RESTART);
    expect([after.context.agreed, after.context.queue]).toEqual([2, []]);
    expect(after.on(SUBMIT).context.queue).toEqual([2]);
    const old = hearing(host, prepare(2)).on(CRASH, RESTART);
    expect([old.context.agreed, old.context.everAgreed]).toEqual([0, 2]);
    const delivered = hearing(host.on(DELIVER), prepare(2)).on(CRASH, RESTART);
    expect([delivered.context.agreed, delivered.context.delivered]).toEqual([1, 1]);
  });

  test('after a restart a host may say its own last entry, and never another for that slot', () => {
    const host = loneExoHost(A).on(SUBMIT, APPEND, PERSISTED);
    const after = host.on(CRASH, RESTART, SUBMIT);
    expect(after.reactsTo(APPEND)).toBe(false);
    expect(said(after.on(BROADCAST))).toEqual(said(host.on(BROADCAST)));
  });

  test('a host that is down takes part in nothing but a restart', () => {
    const down = loneExoHost(A).on(CRASH);
    const events: readonly HostEvent[] = [
      ...[SUBMIT, DELIVER, PERSISTED, APPEND, BROADCAST, BEGIN, CRASH],
      ...[timeout(3), catchUp(B), comeBack(B)],
      ...[prepare(1), promise(3, B, logOf('')), start(epoch(1, 'ABC'), logOf(''))].map(receptionOf),
      ...[install(epoch(1, 'ABC'), logOf('A0', 1)), join('entries', B, 0, false)].map(receptionOf),
      receptionOf(fetch('entries', B, 0, 0)),
    ];
    for (const event of events) expect(down.reactsTo(event)).toBe(false);
    expect(down.reactsTo(RESTART)).toBe(true);
    expect(loneExoHost(A).reactsTo(RESTART)).toBe(false);
  });
});

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

describe('R7: agreement', () => {
  test('every slot below the last q - 1 is agreed when the last q entries are of the installed epoch', () => {
    for (const hosts of [2, 3, 4, 5]) {
      const q = majority(hosts);
      const words = Array.from({ length: 2 * hosts }, (_, slot) => `${hostName(slot % hosts)}0`);
      const agreed = words.map((_, i) => {
        const host = following(loneExoHost(0, { hosts }), words.slice(0, i + 1).join(' '));
        return host.context.agreed;
      });
      expect(agreed).toEqual(words.map((_, i) => Math.max(i + 2 - q, 0)));
    }
  });

  test('older entries are agreed with those that follow in the installed epoch, never by themselves', () => {
    const base = logOf('A0 B0 C0');
    const record = start(epoch(1, 'ABC', 3), base);
    const host = hearing(loneExoHost(A), record);
    expect([host.log, host.context.agreed]).toEqual(['A0 B0 C0', 0]);
    const one = hearing(host, message('3,C', 'B1'));
    expect([one.log, one.context.agreed]).toEqual(['A0 B0 C0 B1', 0]);
    const two = hearing(one, message('4,B', 'C1'));
    expect([two.log, two.context.agreed]).toEqual(['A0 B0 C0 B1 C1', 4]);
  });

  test('counts what is on the disk, and nothing that is only received', () => {
    const host = loneExoHost(C).on(receive('0', 'A0'), receive('1,A', 'B0'));
    expect(host.context.agreed).toBe(0);
    expect(host.on(PERSISTED).context.agreed).toBe(1);
  });

  test('the agreement pointer does not move back while a host is up', () => {
    const host = following(loneExoHost(A), 'A0 B0');
    expect(host.context.agreed).toBe(1);
    expect(hearing(host, prepare(1)).context.agreed).toBe(1);
    expect(hearing(host, start(epoch(1, 'BC', 2), logOf('A0 B0'))).context.agreed).toBe(1);
  });

  test('what is agreed is delivered entry by entry, in order, and no further; delivery survives a crash', () => {
    let host = following(loneExoHost(A), 'A0 B0 C0');
    const delivered: number[] = [];
    for (; host.reactsTo(DELIVER); host = host.on(DELIVER)) delivered.push(host.context.delivered);
    expect(delivered).toEqual([0, 1]);
    expect(host.context).toMatchObject({ agreed: 2, delivered: 2 });
    expect(host.on(CRASH, RESTART).context.delivered).toBe(2);
    expect(loneExoHost(A).reactsTo(DELIVER)).toBe(false);
  });

  test('a host may deliver whatever else it does, once it is in step with its disk', () => {
    const host = following(loneExoHost(A), 'A0 B0');
    const everywhere = [host, hearing(host, prepare(1)), host.on(timeout(3), PERSISTED)];
    for (const own of everywhere) expect(own.on(DELIVER).context.delivered).toBe(1);
    expect(host.hears(prepare(1)).reactsTo(DELIVER)).toBe(false);
  });
});

describe('R9: hosts that leave and come back', () => {
  test('a host that is no member installs the epoch and listens: it accepts, agrees, but does not send', () => {
    const host = hearing(
      loneExoHost(C),
      start(epoch(1, 'AB'), logOf('')),
      message('0', 'B1'),
      message('1,B', 'A1'),
    );
    expect([host.log, host.context.agreed]).toEqual(['B1 A1', 1]);
    expect([host.reactsTo(APPEND), host.reactsTo(BROADCAST)]).toEqual([false, false]);
  });

  test('it promises and times out like every other host', () => {
    const host = hearing(loneExoHost(C), start(epoch(1, 'AB'), logOf('')));
    expect(host.takes(prepare(3))).toBe(true);
    expect(host.reactsTo(timeout(2))).toBe(true);
  });

  test('it is given the Start record exactly as it came from the starter, whatever has been appended since', () => {
    const record = start(epoch(1, 'ABC', 2, 1), logOf('A0 B0', 1));
    const host = hearing(loneExoHost(A), record, message('2,B', 'B1'), message('3,B', 'C1'));
    expect(host.log).toBe('A0 B0 B1 C1');
    expect(host.hears(join('entries', C, 0, true)).effects).toEqual([
      { type: 'sendRecord', params: sent([C], record) },
    ]);
  });

  test('the record is the same whatever has been delivered within its base', () => {
    const record = start(epoch(1, 'ABC', 2), logOf('A0 B0'));
    const host = hearing(loneExoHost(A), record, message('2,B', 'B1'), message('3,B', 'C1'));
    const { effects } = host.on(DELIVER, DELIVER).hears(join('entries', C, 0, true));
    expect(effects).toEqual([{ type: 'sendRecord', params: sent([C], record) }]);
  });

  test('once more than the base is delivered, a snapshot that reaches beyond it may stand for it', () => {
    const record = epoch(1, 'ABC', 1);
    const host = hearing(
      loneExoHost(A),
      start(record, logOf('A0')),
      message('1,A', 'B1'),
      message('2,B', 'C1'),
    );
    const asked = join('snapshot', C, 0, true);
    expect(host.context.agreed).toBe(2);
    expect([host.takes(asked), host.on(DELIVER).takes(asked)]).toEqual([false, false]);
    expect(host.on(DELIVER, DELIVER).hears(asked).effects).toEqual([
      { type: 'sendInstall', params: sent([C], install(record, logOf('A0 B1', 2))) },
    ]);
  });
});

describe('R10: what is compacted', () => {
  const snapshot = install(epoch(1, 'ABC', 1), logOf('A0 B1 C1', 3));

  test('a host that lacks what is compacted is given a snapshot of all that is delivered', () => {
    const host = following(loneExoHost(A), 'A0 B0 C0').on(DELIVER, DELIVER);
    const asks = (length: number): boolean => host.takes(fetch('snapshot', C, 0, length));
    expect([0, 1, 2, 3].map(asks)).toEqual([true, true, false, false]);
    expect(host.hears(fetch('snapshot', C, 0, 1)).effects).toEqual([
      { type: 'sendSnapshot', params: sent([C], install(epoch(0, 'ABC'), logOf('A0 B0', 2))) },
    ]);
  });

  test('a host installs the snapshot of an epoch that it does not have, in one step', () => {
    const host = loneExoHost(C).hears(snapshot);
    expect(durableOf(host.context)).toEqual({
      promised: 1,
      installed: epoch(1, 'ABC', 1),
      log: entries('A0 B1 C1'),
      delivered: 3,
    });
    expect(host.on(PERSISTED).context).toMatchObject({ agreed: 3, everAgreed: 3 });
    expect(hearing(loneExoHost(C), prepare(2)).takes(snapshot)).toBe(false);
    expect(hearing(loneExoHost(C), prepare(1)).takes(snapshot)).toBe(true);
  });

  test('it goes on behind the snapshot as behind any other log', () => {
    const host = hearing(loneExoHost(B), snapshot);
    expect(hearing(host, message('3,C', 'A1')).log).toBe('A0 B1 C1 A1');
    expect(host.takes(message('1,A', 'B1'))).toBe(false);
  });

  test('a snapshot of the own epoch is taken if it reaches beyond the own log, and not otherwise', () => {
    const record = start(epoch(1, 'ABC', 1), logOf('A0'));
    const host = hearing(loneExoHost(A), record, message('1,A', 'B1'));
    expect(hearing(host, snapshot).context).toMatchObject({ log: entries('A0 B1 C1'), delivered: 3 });
    expect(host.takes(install(epoch(1, 'ABC', 1), logOf('A0 B1', 2)))).toBe(false);
    expect(host.takes(install(epoch(0, 'ABC'), logOf('A0 B0 C0', 3)))).toBe(false);
    expect(hearing(host, prepare(2)).takes(snapshot)).toBe(false);
  });
});

describe('R11: payloads', () => {
  test('a host fills its slot with the first payload of its queue, or with an empty message if it has none', () => {
    expect(loneExoHost(A).on(APPEND).log).toBe('A0');
    expect(loneExoHost(A).on(SUBMIT, SUBMIT, APPEND).log).toBe('A0.0');
  });

  test('the next payload is the first that is absent from the own log', () => {
    const host = following(loneExoHost(A).on(SUBMIT, SUBMIT), 'A0.0 B0 C0');
    expect(host.on(APPEND).log).toBe('A0.0 B0 C0 A0.1');
    const none = following(loneExoHost(A).on(SUBMIT), 'A0.0 B0 C0');
    expect(none.on(APPEND).log).toBe('A0.0 B0 C0 A0');
  });

  test('after an install it looks again: what the new log lacks is sent again, what it has is not', () => {
    const host = following(loneExoHost(A).on(SUBMIT, SUBMIT), 'A0.0');
    const lacking = hearing(host, start(epoch(3, 'ABC'), logOf('')));
    expect(lacking.on(APPEND).log).toBe('A3.0');
    const having = hearing(host, start(epoch(3, 'ABC', 1), logOf('A0.0')));
    expect(having.on(APPEND).log).toBe('A0.0 A3.1');
  });

  test('a payload of the same number from another host is another payload', () => {
    const host = following(loneExoHost(B).on(SUBMIT), 'A0.0');
    expect(host.on(APPEND).log).toBe('A0.0 B0.0');
  });

  test('a busy application always has one more, the first that is absent from the log', () => {
    const host = following(loneExoHost(A, { isBusy: true }), 'A0.0 B0.0 C0.0');
    expect(host.on(APPEND).log).toBe('A0.0 B0.0 C0.0 A0.1');
    expect(host.context).toMatchObject({ queue: [], submitted: 0 });
  });

  test('an application submits while its host does anything but lie down', () => {
    const host = loneExoHost(A).on(timeout(3), SUBMIT, PERSISTED, SUBMIT);
    expect(host.context).toMatchObject({ queue: [0, 1], submitted: 2 });
    expect(host.context.disk).not.toHaveProperty('queue');
  });
});

describe('everything that a host reveals', () => {
  const EVENTS: readonly HostEvent[] = [
    ...[APPEND, BROADCAST, PERSISTED, DELIVER, BEGIN, CRASH, RESTART],
    ...[timeout(1), catchUp(A), comeBack(C)],
    ...[
      message('0', 'A0.0'),
      message('2,B', 'C0.0'),
      message('0', 'C2.0'),
      prepare(2),
      promise(1, A, logOf('A0.0')),
      start(epoch(2, 'ABC'), logOf('')),
      install(epoch(2, 'ABC'), logOf('C2.0', 1)),
      fetch('entries', A, 0, 0),
      fetch('snapshot', A, 0, 0),
      join('entries', A, 0, true),
      join('snapshot', A, 0, true),
    ].map(receptionOf),
  ];

  /** All local states that the events lead to, and the steps between them that have effects. */
  function explored(self: number): {
    readonly states: number;
    readonly telling: readonly (readonly [HostSnapshot, readonly unknown[]])[];
  } {
    const component = exoHostComponent(self, 3, true);
    const known = new Set<string>();
    const queue = [...component.initial()];
    const telling: (readonly [HostSnapshot, readonly unknown[]])[] = [];
    for (const snapshot of queue) {
      for (const event of EVENTS) {
        for (const { next, effects } of component.step(snapshot, event)) {
          if (effects.length > 0) telling.push([next, effects]);
          const key = component.encode(next).join();
          if (known.has(key)) continue;
          known.add(key);
          queue.push(next);
        }
      }
    }
    return { states: known.size, telling };
  }

  /** Whether what was sent agrees with the disk of its sender. */
  function isWritten({ config, disk }: HostContext, packet: Packet): boolean {
    const isOnDisk = (log: readonly unknown[]): boolean =>
      JSON.stringify(disk.log.slice(0, log.length)) === JSON.stringify(log);
    switch (packet.kind) {
      case 'entry':
        return disk.installed !== null && showEntry(packet) === showEntry(hostAt(disk.log, packet.slot));
      case 'prepare':
        return disk.promised === packet.epoch && disk.installed === null;
      case 'promise':
        return (
          disk.promised === packet.epoch &&
          disk.installed === null &&
          packet.from === config.self &&
          packet.log.length === disk.log.length &&
          isOnDisk(packet.log)
        );
      case 'start':
      case 'install':
        return (
          disk.promised === packet.epoch.number &&
          JSON.stringify(disk.installed) === JSON.stringify(packet.epoch) &&
          packet.delivered <= disk.delivered &&
          isOnDisk(packet.log)
        );
      case 'fetch':
        return disk.promised === packet.epoch && disk.log.length === packet.length;
      case 'join':
        return disk.promised === packet.promised && (disk.installed !== null) === packet.isInstalled;
      case 'announce':
      case 'answer':
        return false;
    }
  }

  test.each([A, B, C])('is on its disk, in every state that a host comes to (host %i)', (self) => {
    const { states, telling } = explored(self);
    expect(states).toBeGreaterThan(20);
    const kinds = new Set<string>();
    for (const [{ context }, effects] of telling) {
      expect(isSynced(context)).toBe(true);
      for (const { params } of effects as readonly { readonly params: object }[]) {
        const packets = 'message' in params ? [params.message] : 'packets' in params ? params.packets : [];
        for (const packet of packets as readonly Packet[]) {
          kinds.add(packet.kind);
          expect(isWritten(context, packet), JSON.stringify(packet)).toBe(true);
        }
      }
    }
    expect(kinds.size).toBeGreaterThanOrEqual(5);
  });
});
