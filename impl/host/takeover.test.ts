import { describe, expect, test } from 'vitest';
import { ANSWER } from '../core/answers.js';
import type { Gathered } from '../core/core.js';
import { Takeover, type TakeoverCore } from './takeover.js';

/** Host 1 of five, with a core that takes everything, and what it is told. */
function bench(graceMs = 10) {
  const told: string[] = [];
  const core = {
    self: 1,
    hosts: 5,
    majority: 3,
    promised: 0,
    gathered: null as Gathered | null,
    answer: ANSWER.taken as ReturnType<TakeoverCore['timeout']>,
    timeout(epoch: number) {
      told.push(`timeout ${epoch}`);
      return this.answer;
    },
    begin() {
      told.push('begin');
      return this.answer;
    },
    askAgain(to: number) {
      told.push(`ask ${to}`);
      return this.answer;
    },
  };
  const setTimer = (timer: string, delayMs: number): void => void told.push(`${timer} ${delayMs}`);
  const takeover = new Takeover(core, { setTimer }, { prepareMs: 30, graceMs }, { choose: () => undefined });
  const promise = (...from: number[]): boolean => {
    core.gathered = { from, log: null, delivered: 0, deliveredByAll: 0 };
    return takeover.promised();
  };
  return { takeover, core, told, promise, mode: () => takeover.save().mode };
}

describe('a takeover', () => {
  test('takes the next own number above all that was heard of and promised', () => {
    const { takeover, core, told } = bench();
    takeover.heardOf(7);
    takeover.heardOf(3);
    takeover.prepare();
    core.promised = 23;
    takeover.prepare();
    expect(told).toEqual(['timeout 11', 'prepare 30', 'timeout 26', 'prepare 30']);
    expect([takeover.count, takeover.save()]).toEqual([2, { mode: 'preparing', seen: 26 }]);
  });

  test('that the core refuses changes nothing', () => {
    const { takeover, core, told, mode } = bench();
    core.answer = ANSWER.unwritten;
    expect(takeover.prepare()).toBe(ANSWER.unwritten);
    expect([mode(), takeover.count, told]).toEqual(['none', 0, ['timeout 1']]);
  });

  test('waits for the others when it has a majority, and no longer than the grace period', () => {
    const { takeover, told, promise, mode } = bench();
    takeover.prepare();
    expect(promise(0)).toBe(false);
    expect(mode()).toBe('preparing');
    expect(promise(0, 2)).toBe(false);
    expect(promise(0, 2, 3)).toBe(false);
    expect(mode()).toBe('grace');
    expect(takeover.graceIsOver()).toBe(true);
    expect(told.slice(2)).toEqual(['grace 10', 'begin']);
  });

  test('begins at once with all promises, or where there is no grace period', () => {
    const all = bench();
    all.takeover.prepare();
    all.promise(0, 2);
    expect(all.promise(0, 2, 3, 4)).toBe(true);
    const none = bench(0);
    none.takeover.prepare();
    expect([none.promise(0), none.promise(0, 2)]).toEqual([false, true]);
  });

  test('does not begin sooner because the grace period of an earlier one ends', () => {
    const { takeover, promise, mode } = bench();
    takeover.prepare();
    promise(0, 2);
    takeover.end();
    expect(takeover.graceIsOver()).toBe(false);
    takeover.prepare();
    expect(takeover.graceIsOver()).toBe(false);
    expect(promise(0, 2)).toBe(false);
    expect(mode()).toBe('grace');
  });

  test('that the core cannot begin yet is tried again with the next promise', () => {
    const { takeover, core, promise, mode } = bench();
    takeover.prepare();
    promise(0, 2);
    core.answer = ANSWER.full;
    expect(takeover.graceIsOver()).toBe(false);
    core.answer = ANSWER.taken;
    expect([mode(), promise(0, 2, 3)]).toEqual(['ready', true]);
  });

  test('asks again for as long as it is under way, also while its own promise is being written', () => {
    const { takeover, core, told } = bench();
    takeover.prepare();
    core.answer = ANSWER.notGathering;
    takeover.askAgain();
    expect(told.slice(2)).toEqual(['ask 0', 'ask 1', 'ask 2', 'ask 3', 'ask 4', 'prepare 30']);
    takeover.end();
    takeover.askAgain();
    expect(told.length).toBe(8);
  });

  test('that was saved goes on where it was', () => {
    const { takeover, promise } = bench();
    takeover.prepare();
    promise(0, 2);
    const other = bench();
    other.takeover.load(takeover.save());
    expect(other.takeover.save()).toEqual({ mode: 'grace', seen: 1 });
  });
});
