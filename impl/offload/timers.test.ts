import { expect, test } from 'vitest';
import type { Timer } from '../host/port.js';
import { EngineTimers } from './timers.js';

test('timers that are due go off, each once, and the next one is known', () => {
  const clock = { nowMs: 100 };
  const timers = new EngineTimers(clock);
  timers.set('repeat', 20);
  timers.set('hold', 5);
  const gone: Timer[] = [];
  expect(timers.run((timer) => gone.push(timer))).toBe(false);
  expect(timers.nextMs).toBe(105);
  clock.nowMs = 105;
  expect(timers.run((timer) => gone.push(timer))).toBe(true);
  expect([gone, timers.nextMs]).toEqual([['hold'], 120]);
});

test('nobody is woken for a repetition that is not needed, but it goes off with the next timer', () => {
  const clock = { nowMs: 0 };
  const timers = new EngineTimers(clock);
  timers.set('repeat', 20);
  expect(timers.nextNeededMs(false)).toBe(Infinity);
  timers.set('takeover', 50);
  expect([timers.nextNeededMs(true), timers.nextNeededMs(false)]).toEqual([20, 50]);
  timers.set('hold', 5);
  expect([timers.nextNeededMs(true), timers.nextNeededMs(false)]).toEqual([5, 5]);
  clock.nowMs = 50;
  const gone: Timer[] = [];
  timers.run((timer) => gone.push(timer));
  expect(gone.toSorted()).toEqual(['hold', 'repeat', 'takeover']);
});
