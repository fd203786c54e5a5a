import { expect, test } from 'vitest';
import { timerWords, withTimerWords } from './timer-words.js';

test('timers of XState are said by their delays, and nothing else is', () => {
  expect(timerWords('xstate.after.150.(machine).follower')).toBe('⏲ 150 ms');
  expect(timerWords('xstate.after.0.5.(machine).follower')).toBe('⏲ 0.5 ms');
  expect(timerWords('xstate.after.1000.2nd.waiting')).toBe('⏲ 1000 ms');
  expect(timerWords('xstate.after.backoff.client.waiting')).toBe('⏲ backoff');
  expect(timerWords('after.150.(machine).follower')).toBeNull();
  expect(timerWords('follower')).toBeNull();
});

test('actions have their timers in words', () => {
  expect(withTimerWords('Timer(a, timer: "after.3000.(machine).prepared")')).toBe('Timer(a, ⏲ 3000 ms)');
  expect(withTimerWords('Timer(a, actor: "kid", timer: "RE TRY")')).toBe('Timer(a, actor: "kid", ⏲ RE TRY)');
  expect(withTimerWords('Timer(a, timer: RETRY)')).toBe('Timer(a, ⏲ RETRY)');
  for (const other of ['Deliver(SET(timer: "after.1.a.b") client→server)', 'Timer(a)', 'TICK(a, timer: b)']) {
    expect(withTimerWords(other)).toBe(other);
  }
});
