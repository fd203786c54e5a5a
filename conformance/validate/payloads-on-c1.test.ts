import { describe, expect, it } from 'vitest';
import { PayloadsOnC1 } from './payloads-on-c1.js';

const none = (): number => -1;

/** What a driver has put in each session. */
function c1Of(...sessions: readonly (readonly number[])[]): PayloadsOnC1 {
  const c1 = new PayloadsOnC1();
  for (const numbers of sessions) {
    c1.begin();
    for (const number of numbers) c1.put(number);
  }
  return c1;
}

/** Whether each of these is taken, one after the other. */
function taken(c1: PayloadsOnC1, numbers: readonly number[], agreed = none): readonly boolean[] {
  return numbers.map((number) => c1.takes(number, agreed));
}

describe('C1 of a run', () => {
  it('gives what was put, in order, once', () => {
    expect(taken(c1Of([0, 1, 2]), [0, 1, 2, 2, 3])).toEqual([true, true, true, false, false]);
    expect(taken(c1Of([0, 1]), [1])).toEqual([false]);
    expect(taken(c1Of([0, 1]), [0, 0])).toEqual([true, false]);
    expect(taken(c1Of([0, 1, 2]), [0, 2, 1])).toEqual([true, false, true]);
  });

  it('lets an engine drop what is agreed, and no more', () => {
    expect(taken(c1Of([3, 4, 5, 6]), [5], () => 4)).toEqual([true]);
    expect(taken(c1Of([3, 4, 5, 6]), [6], () => 4)).toEqual([false]);
  });

  it('keeps numbers that do not follow on each other', () => {
    expect(taken(c1Of([0, 1, 100, 101]), [0, 1, 100, 101])).toEqual([true, true, true, true]);
    expect(taken(c1Of([0, 1, 100, 101]), [0, 100])).toEqual([true, false]);
    expect(taken(c1Of([0, 5]), [0, 3])).toEqual([true, false]);
  });

  it('throws away what was not taken when a session ends, and takes what is put again', () => {
    // A driver begins a session anew with what it has kept; the engine goes on, and drops what it has.
    expect(taken(c1Of([0, 1, 2], [1, 2, 3]), [0, 1, 2, 3])).toEqual([true, true, true, true]);
    // Another driver numbers on, and what the former one has put is lost.
    expect(taken(c1Of([0, 1, 2, 3], [7, 8]), [0, 1, 7, 8, 2])).toEqual([true, true, true, true, false]);
  });

  it('gives an engine that has begun anew nothing of the session of the one before it', () => {
    const c1 = c1Of([0, 1, 2], [1, 2]);
    expect(taken(c1, [0, 1])).toEqual([true, true]);
    c1.engineBegins();
    expect(taken(c1, [2])).toEqual([false]);
    expect(taken(c1, [1, 2, 3])).toEqual([true, true, false]);
    c1.engineBegins();
    expect(taken(c1, [2])).toEqual([false]);
  });

  it('explains what is taken before it is known what later sessions have', () => {
    const c1 = c1Of([0, 1]);
    expect(taken(c1, [0])).toEqual([true]);
    expect(taken(c1, [2])).toEqual([false]);
    c1.begin();
    for (const number of [1, 2]) c1.put(number);
    expect(taken(c1, [1, 2])).toEqual([true, true]);
  });
});
