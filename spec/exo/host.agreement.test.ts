/** R7 to R11: what is agreed and delivered, who comes back to it, and what is left of it. */
import { describe, expect, test } from 'vitest';
import { hostName, majority } from '../ring.js';
import { loneExoHost } from '../testing/lone-exo-host.js';
import {
  entries,
  epoch,
  fetch,
  install,
  join,
  logOf,
  message,
  prepare,
  sent,
  start,
} from '../testing/exo-notation.js';
import { A, B, C } from '../testing/notation.js';
import {
  APPEND,
  BROADCAST,
  CRASH,
  DELIVER,
  following,
  hearing,
  PERSISTED,
  receive,
  RESTART,
  SUBMIT,
  timeout,
} from './host-steps.test.helper.js';
import { durableOf } from './log.js';

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
