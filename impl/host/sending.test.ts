import { describe, expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import { Sending, type SendingCore } from './sending.js';

/** A host that holds the token, of which every step can be set, and what is said and set. */
function bench(options: { holdMs: number; repeatMs: number } = { holdMs: 5, repeatMs: 20 }) {
  const said: string[] = [];
  const core = {
    holdsToken: true,
    hasPayload: false,
    isLastSender: false,
    log: { length: 7 },
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
  };
  const sending = new Sending(
    core,
    { setTimer: (timer, delayMs) => said.push(`${timer} ${delayMs}`) },
    options,
  );
  return { sending, core, said, mode: () => sending.save().mode };
}

describe('the token', () => {
  test('is held where nothing waits, and the timer is set once', () => {
    const { sending, said, mode } = bench();
    expect([sending.useToken(), sending.useToken()]).toEqual([false, false]);
    expect([mode(), said]).toEqual(['holding', ['hold 5']]);
  });

  test('is used at once where something waits, or where it is never held', () => {
    const waiting = bench();
    waiting.core.hasPayload = true;
    const never = bench({ holdMs: 0, repeatMs: 20 });
    for (const { sending, said, mode } of [waiting, never]) {
      expect(sending.useToken()).toBe(true);
      expect([mode(), said]).toEqual(['unsent', ['append']]);
    }
  });

  test('is used when it has been held long enough, unless it is gone or may not be used', () => {
    const { sending, core, said, mode } = bench();
    sending.useToken();
    expect(sending.holdIsOver(false)).toBe(false);
    expect(mode()).toBe('idle');
    // A timer that goes off late, when nothing is held, is no reason to send.
    expect(sending.holdIsOver(true)).toBe(false);
    sending.useToken();
    core.holdsToken = false;
    expect(sending.holdIsOver(true)).toBe(false);
    core.holdsToken = true;
    sending.useToken();
    expect(sending.holdIsOver(true)).toBe(true);
    expect([mode(), said.filter((what) => what === 'append')]).toEqual(['unsent', ['append']]);
  });

  test('stays where it is while the log is full', () => {
    const { sending, core, mode } = bench();
    core.hasPayload = true;
    core.appends = ANSWER.full;
    expect(sending.useToken()).toBe(false);
    expect(mode()).toBe('idle');
  });
});

describe('an own entry', () => {
  test('is broadcast once it is written, and not before', () => {
    const { sending, core, said, mode } = bench({ holdMs: 0, repeatMs: 20 });
    sending.useToken();
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
    const { sending, said } = bench({ holdMs: 0, repeatMs: 20 });
    sending.useToken();
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
    core.log.length = 8;
    sending.repeat();
    expect(said.slice(3)).toEqual(['repeat 20']);
    core.isLastSender = false;
    sending.repeat();
    expect(said.length).toBe(4);
    expect([sending.repeats, sending.save().repeatAfter]).toEqual([1, null]);
  });
});

test('sending that was saved goes on where it was', () => {
  const { sending } = bench();
  sending.useToken();
  sending.armRepeat();
  const other = bench();
  other.sending.load(sending.save());
  expect(other.sending.save()).toEqual({ mode: 'holding', repeatAfter: 7 });
});
