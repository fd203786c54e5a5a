import { describe, expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import { HEADER_BYTES, SOURCE_AT } from '../wire/layout.js';
import { Sending, type SendingCore } from './sending.js';

/** A host that holds the token, of which every step can be set, and what is said and set. */
function bench(
  options: { holdMs: number; idleHoldMs?: number; repeatMs: number } = { holdMs: 5, repeatMs: 20 },
) {
  const said: string[] = [];
  const core = {
    holdsToken: true,
    hasPayload: false,
    isLastSender: false,
    log: { start: 0, length: 7, words: new Int32Array(HEADER_BYTES), placeOf: (): number => 0 },
    appends: ANSWER.taken as ReturnType<SendingCore['append']>,
    broadcasts: ANSWER.taken as ReturnType<SendingCore['broadcast']>,
    append() {
      said.push('append');
      return this.appends;
    },
    broadcast() {
      said.push('broadcast');
      return this.broadcasts;
    },
    send() {
      said.push('send');
      return this.appends;
    },
  };
  const sending = new Sending(
    core,
    { setTimer: (timer, delayMs) => said.push(`${timer} ${delayMs}`) },
    { idleHoldMs: 0, ...options },
  );
  const hints = { isHurried: false };
  const useToken = (): boolean => sending.useToken(hints);
  return { sending, core, said, hints, useToken, mode: () => sending.save().mode };
}

describe('the token', () => {
  test('is held where nothing waits, and the timer is set once', () => {
    const { useToken, said, mode } = bench();
    expect([useToken(), useToken()]).toEqual([false, false]);
    expect([mode(), said]).toEqual(['holding', ['hold 5']]);
  });

  test('is used at once where something waits, here or elsewhere, or where it is never held', () => {
    const waiting = bench();
    waiting.core.hasPayload = true;
    const hurried = bench();
    hurried.hints.isHurried = true;
    const never = bench({ holdMs: 0, repeatMs: 20 });
    for (const { useToken, said, mode } of [waiting, hurried, never]) {
      expect(useToken()).toBe(true);
      expect([mode(), said]).toEqual(['unsent', ['append']]);
    }
  });

  test('is used when it has been held long enough, unless it is gone or may not be used', () => {
    const { sending, useToken, core, said, mode } = bench();
    useToken();
    expect(sending.holdIsOver(false)).toBe(false);
    expect(mode()).toBe('idle');
    // A timer that goes off late, when nothing is held, is no reason to send.
    expect(sending.holdIsOver(true)).toBe(false);
    useToken();
    core.holdsToken = false;
    expect(sending.holdIsOver(true)).toBe(false);
    core.holdsToken = true;
    useToken();
    expect(sending.holdIsOver(true)).toBe(true);
    expect([mode(), said.filter((what) => what === 'append')]).toEqual(['unsent', ['append']]);
  });

  test('is used in one step where all is written at once, and held where it would be held', () => {
    const { sending, hints, core, said, mode } = bench();
    expect([sending.send(hints), mode()]).toEqual([false, 'holding']);
    sending.rest();
    core.hasPayload = true;
    expect([sending.send(hints), mode(), said]).toEqual([true, 'idle', ['hold 5', 'send', 'repeat 20']]);
    core.appends = ANSWER.full;
    expect(sending.send(hints)).toBe(false);
    core.holdsToken = false;
    expect(sending.send(hints)).toBe(false);
    expect([mode(), said.slice(3)]).toEqual(['idle', ['send']]);
  });

  test('stays where it is while the log is full', () => {
    const { useToken, core, mode } = bench();
    core.hasPayload = true;
    core.appends = ANSWER.full;
    expect(useToken()).toBe(false);
    expect(mode()).toBe('idle');
  });
});

describe('a ring at rest', () => {
  const options = { holdMs: 5, idleHoldMs: 30, repeatMs: 20 };

  test('holds the token longer, and the last sender waits so much longer for its successor', () => {
    const { sending, useToken, core, said } = bench(options);
    core.log.length = 16;
    useToken();
    sending.armRepeat();
    expect(said).toEqual(['hold 30', 'repeat 45']);
  });

  test('is one in which the last 16 messages are known, and were empty', () => {
    const { sending, core, said } = bench(options);
    core.log.length = 15;
    sending.armRepeat();
    core.log.length = 40;
    core.log.start = 25;
    sending.armRepeat();
    core.log.start = 0;
    const [empty, full] = [0, HEADER_BYTES];
    core.log.words = new Int32Array(2 * HEADER_BYTES);
    core.log.words[full + SOURCE_AT] = 1 << 16;
    let filled = 24;
    core.log.placeOf = (slot?: number): number => (slot === filled ? full : empty);
    sending.armRepeat();
    filled = 23;
    sending.armRepeat();
    expect(said).toEqual(['repeat 20', 'repeat 20', 'repeat 20', 'repeat 45']);
  });

  test('ends at once where somebody has a payload', () => {
    const { useToken, core, hints, said } = bench(options);
    core.log.length = 16;
    useToken();
    hints.isHurried = true;
    expect([useToken(), said]).toEqual([true, ['hold 30', 'append']]);
  });

  test('is as any other where the longer time is not longer, or the token is never held', () => {
    for (const [holdMs, expected] of [
      [30, ['repeat 20']],
      [0, ['repeat 20']],
    ] as const) {
      const { sending, core, said } = bench({ ...options, holdMs });
      core.log.length = 16;
      sending.armRepeat();
      expect(said).toEqual(expected);
    }
  });
});

describe('an own entry', () => {
  test('is broadcast once it is written, and not before', () => {
    const { sending, useToken, core, said, mode } = bench({ holdMs: 0, repeatMs: 20 });
    useToken();
    core.broadcasts = ANSWER.unwritten;
    sending.written();
    expect(mode()).toBe('unsent');
    core.broadcasts = ANSWER.taken;
    sending.written();
    sending.written();
    expect(said).toEqual(['append', 'broadcast', 'broadcast', 'repeat 20']);
    expect(mode()).toBe('idle');
  });

  test('is never broadcast once the host has left its epoch', () => {
    const { sending, useToken, said } = bench({ holdMs: 0, repeatMs: 20 });
    useToken();
    sending.leave();
    sending.written();
    expect(said).toEqual(['append']);
  });

  test('is broadcast again for as long as nothing follows on it, and only by the last sender', () => {
    const { sending, core, said } = bench();
    sending.armRepeat();
    core.isLastSender = true;
    sending.repeat();
    expect(said).toEqual(['repeat 20', 'broadcast', 'repeat 20']);
    core.isLastSender = false;
    sending.repeat();
    expect(said.length).toBe(3);
    expect([sending.repeats, sending.save().repeatAfter]).toEqual([1, null]);
  });

  test('waits to be broadcast again only while it is the last one, and sent', () => {
    const { sending, core } = bench();
    core.isLastSender = true;
    expect(sending.waitsToRepeat).toBe(false);
    sending.armRepeat();
    expect(sending.waitsToRepeat).toBe(true);
    sending.load({ mode: 'unsent', repeatAfter: 7 });
    expect(sending.waitsToRepeat).toBe(false);
    sending.load({ mode: 'idle', repeatAfter: 7 });
    core.log.length = 8;
    expect(sending.waitsToRepeat).toBe(false);
    core.log.length = 7;
    core.isLastSender = false;
    expect(sending.waitsToRepeat).toBe(false);
  });

  test('is not broadcast again sooner because the host has waited for one before it', () => {
    const { sending, core, said } = bench();
    core.isLastSender = true;
    sending.armRepeat();
    core.log.length = 10;
    sending.armRepeat();
    expect(said).toEqual(['repeat 20', 'repeat 20']);
    core.log.length = 13;
    sending.repeat();
    expect(said.length).toBe(2);
  });
});

test('sending that was saved goes on where it was', () => {
  const { sending, useToken } = bench();
  useToken();
  sending.armRepeat();
  const other = bench();
  other.sending.load(sending.save());
  expect(other.sending.save()).toEqual({ mode: 'holding', repeatAfter: 7 });
});
