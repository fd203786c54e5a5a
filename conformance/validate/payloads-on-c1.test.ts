import { describe, expect, it } from 'vitest';
import { PayloadsOnC1 } from './payloads-on-c1.js';

const none = (): number => -1;

/** What a driver says as it begins a session. */
const said = (session: number, delivered = 0, pointer = delivered) => ({ session, delivered, pointer });

/** What a driver has put in each session, from 1 on. `isShown`: whether the engine shows which one it begins. */
function c1Of(sessions: readonly (readonly number[])[], isShown = false): PayloadsOnC1 {
  const c1 = new PayloadsOnC1(isShown);
  for (const [at, numbers] of sessions.entries()) {
    c1.begin(said(at + 1));
    for (const number of numbers) c1.put(number);
  }
  return c1;
}

/** Whether each of these is taken, one after the other. */
function taken(c1: PayloadsOnC1, numbers: readonly number[], agreed = none): readonly boolean[] {
  return numbers.map((number) => c1.takes(number, agreed) === 'yes');
}

describe('C1 of a run', () => {
  it('gives what was put, in order, once', () => {
    expect(taken(c1Of([[0, 1, 2]]), [0, 1, 2, 2, 3])).toEqual([true, true, true, false, false]);
    expect(taken(c1Of([[0, 1]]), [1])).toEqual([false]);
    expect(taken(c1Of([[0, 1]]), [0, 0])).toEqual([true, false]);
    expect(taken(c1Of([[0, 1, 2]]), [0, 2, 1])).toEqual([true, false, true]);
  });

  it('lets an engine drop what is agreed, and no more', () => {
    expect(taken(c1Of([[3, 4, 5, 6]]), [5], () => 4)).toEqual([true]);
    expect(taken(c1Of([[3, 4, 5, 6]]), [6], () => 4)).toEqual([false]);
  });

  it('keeps numbers that do not follow on each other', () => {
    expect(taken(c1Of([[0, 1, 100, 101]]), [0, 1, 100, 101])).toEqual([true, true, true, true]);
    expect(taken(c1Of([[0, 1, 100, 101]]), [0, 100])).toEqual([true, false]);
    expect(taken(c1Of([[0, 5]]), [0, 3])).toEqual([true, false]);
  });

  it('throws away what was not taken when a session ends, and takes what is put again', () => {
    // A driver begins a session anew with what it has kept; the engine goes on, and drops what it has.
    expect(
      taken(
        c1Of([
          [0, 1, 2],
          [1, 2, 3],
        ]),
        [0, 1, 2, 3],
      ),
    ).toEqual([true, true, true, true]);
    // Another driver numbers on, and what the former one has put is lost.
    expect(
      taken(
        c1Of([
          [0, 1, 2, 3],
          [7, 8],
        ]),
        [0, 1, 7, 8, 2],
      ),
    ).toEqual([true, true, true, true, false]);
  });

  it('gives an engine that has begun anew nothing of the session of the one before it', () => {
    const c1 = c1Of([
      [0, 1, 2],
      [1, 2],
    ]);
    expect(taken(c1, [0, 1])).toEqual([true, true]);
    c1.engineBegins();
    expect(taken(c1, [2])).toEqual([false]);
    expect(taken(c1, [1, 2, 3])).toEqual([true, true, false]);
    c1.engineBegins();
    expect(taken(c1, [2])).toEqual([false]);
  });

  it('explains what is taken before it is known what later sessions have', () => {
    const c1 = c1Of([[0, 1]]);
    expect(taken(c1, [0])).toEqual([true]);
    expect(taken(c1, [2])).toEqual([false]);
    c1.begin(said(2));
    for (const number of [1, 2]) c1.put(number);
    expect(taken(c1, [1, 2])).toEqual([true, true]);
  });
});

describe('C1 of a run in which engines show their sessions', () => {
  it('gives what was put in the session that the engine is in, and in no other', () => {
    const c1 = c1Of([[0, 1], [1, 2], [5]], true);
    expect(c1.takes(0, none)).toBe('never');
    expect(c1.attaches(said(2))).toBe('yes');
    // Without the session, the first would explain this.
    expect(taken(c1, [0, 1, 2])).toEqual([false, true, true]);
    // The driver has begun another one: nothing more comes in this.
    expect(c1.takes(3, none)).toBe('never');
    expect(c1.attaches(said(3))).toBe('yes');
    expect([c1.takes(5, none), c1.takes(6, none)]).toEqual(['yes', 'not yet']);
  });

  it('lets an engine begin each session once, in order, as its driver has begun it', () => {
    const c1 = new PayloadsOnC1(true);
    expect(c1.attaches(said(1))).toBe('not yet');
    c1.begin(said(1, 2, 4));
    expect(c1.attaches(said(1, 2, 3))).toEqual({ said: said(1, 2, 4) });
    expect(c1.attaches(said(1, 2, 4))).toBe('yes');
    expect(c1.attaches(said(1, 2, 4))).toBe('never');
    c1.begin(said(5));
    expect([c1.attaches(said(3)), c1.attaches(said(6)), c1.attaches(said(5))]).toEqual([
      'never',
      'not yet',
      'yes',
    ]);
    expect(c1.attaches(said(1, 2, 4))).toBe('never');
  });

  it('lets an engine that has begun anew begin a session again of which nothing was taken', () => {
    const c1 = c1Of([[0], [0]], true);
    expect(c1.attaches(said(1))).toBe('yes');
    c1.engineBegins();
    expect(c1.takes(0, none)).toBe('never');
    expect(c1.attaches(said(1))).toBe('yes');
    expect(c1.takes(0, none)).toBe('yes');
    c1.engineBegins();
    expect([c1.attaches(said(1)), c1.attaches(said(2))]).toEqual(['never', 'yes']);
  });

  it('lets an engine answer the session that it has begun, and know what was told in that', () => {
    const c1 = c1Of([[]], true);
    expect([c1.mayAnswer(1), c1.mayKnow(0)]).toEqual([false, 'never']);
    c1.attaches(said(1));
    c1.tells(7);
    expect([c1.mayAnswer(1), c1.mayAnswer(2), c1.mayKnow(7), c1.mayKnow(8)]).toEqual([
      true,
      false,
      'yes',
      'not yet',
    ]);
    c1.begin(said(2, 9));
    expect(c1.mayKnow(9)).toBe('never');
    c1.attaches(said(2, 9));
    expect(c1.mayKnow(9)).toBe('yes');
  });

  it('lets an older run be explained by any session', () => {
    const c1 = c1Of([[0, 1]]);
    c1.tells(3);
    expect([c1.mayAnswer(4), c1.mayKnow(3), c1.mayKnow(4), c1.takes(0, none)]).toEqual([
      true,
      'yes',
      'not yet',
      'yes',
    ]);
  });
});
