/** R4: what is durable, and what reveals it. */
import { describe, expect, test } from 'vitest';
import { exoHostComponent, loneExoHost } from '../testing/lone-exo-host.js';
import { A, B, C } from '../testing/notation.js';
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
import { hostAt } from '../ring.js';
import {
  APPEND,
  BEGIN,
  BROADCAST,
  catchUp,
  comeBack,
  CRASH,
  DELIVER,
  following,
  hearing,
  PERSISTED,
  receive,
  RESTART,
  said,
  SUBMIT,
  timeout,
} from './host-steps.test.helper.js';
import type { HostEvent } from './events.js';
import { receptionOf } from './system.js';
import type { HostSnapshot } from './names.js';
import { isSynced, type HostContext } from './log.js';
import type { Packet } from './packets.js';
import { showEntry } from './display.js';

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
