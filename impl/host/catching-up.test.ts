import { describe, expect, test } from 'vitest';
import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Status } from '../core/core.js';
import { frameAfter, type TestEntry } from '../testing/entries.js';
import { CatchingUp } from './catching-up.js';

const EMPTY: TestEntry = { epoch: 0, source: 0, firstNumber: null };

/** The frame that host 1 has broadcast for a slot. */
function frameOf(slot: number, epoch = 0): Int32Array {
  const before = Array.from({ length: slot }, () => EMPTY);
  return frameAfter(before, { epoch, source: 1, firstNumber: null }, 4);
}

/** Host 2 of four, which has two entries. */
function bench() {
  const told: string[] = [];
  const core = {
    promised: 0,
    status: STATUS.following as Status,
    log: { length: 2 },
    receives: ANSWER.taken as Answer,
    receive() {
      if (this.receives === ANSWER.taken) this.log.length += 1;
      return this.receives;
    },
    catchUp: (to: number): Answer => (told.push(`fetch ${to}`), ANSWER.taken),
    comeBack: (to: number): Answer => (told.push(`join ${to}`), ANSWER.taken),
  };
  const setTimer = (timer: string, delayMs: number): void => void told.push(`${timer} ${delayMs}`);
  const catchingUp = new CatchingUp(core, { setTimer }, { self: 2, hosts: 4, askMs: 20 });
  return { catchingUp, core, told };
}

describe('what is missing', () => {
  test('is asked of the source of the frame that shows it, once, and then of one host after the other', () => {
    const { catchingUp, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    catchingUp.refused(ANSWER.gap, frameOf(4), 0);
    for (let i = 0; i < 4; i++) catchingUp.askAnother();
    expect(told.filter((what) => what !== 'ask 20')).toEqual([
      'fetch 1',
      'fetch 3',
      'fetch 0',
      'fetch 1',
      'fetch 3',
    ]);
    catchingUp.met();
    catchingUp.askAnother();
    expect(told.length).toBe(10);
  });

  test('is the running epoch where the host follows none', () => {
    const { catchingUp, core, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    core.status = STATUS.waiting;
    catchingUp.askAnother();
    expect(told.filter((what) => what !== 'ask 20')).toEqual(['fetch 1', 'join 3']);
  });

  test('is on its way, as a rule, where a frame is of a newer epoch: it is asked for only when it has not come', () => {
    for (const [answer, status] of [
      [ANSWER.newerEpoch, STATUS.following],
      [ANSWER.notFollowing, STATUS.waiting],
    ] as const) {
      const { catchingUp, core, told } = bench();
      core.status = status;
      catchingUp.refused(answer, frameOf(2, 5), 0);
      catchingUp.refused(answer, frameOf(3, 5), 0);
      expect(told).toEqual(['ask 20']);
      const state = catchingUp.save();
      catchingUp.met();
      catchingUp.askAnother();
      expect(told.length).toBe(1);
      catchingUp.load(state);
      catchingUp.askAnother();
      catchingUp.askAnother();
      expect(told.slice(1)).toEqual(['join 1', 'ask 20', 'join 3', 'ask 20']);
    }
  });

  test('is asked for at once where that is certain, whatever is expected', () => {
    const { catchingUp, told } = bench();
    catchingUp.refused(ANSWER.newerEpoch, frameOf(2, 5), 0);
    catchingUp.ask('epoch', 0);
    expect(told).toEqual(['ask 20', 'join 0', 'ask 20']);
  });

  test('is nothing where a frame is old, or where the host is about to follow', () => {
    const { catchingUp, core, told } = bench();
    catchingUp.refused(ANSWER.repeated, frameOf(1), 0);
    catchingUp.refused(ANSWER.olderEpoch, frameOf(2), 0);
    core.status = STATUS.installing;
    catchingUp.refused(ANSWER.notFollowing, frameOf(3), 0);
    expect(told).toEqual([]);
  });
});

describe('frames that come too early', () => {
  test('are kept for as long as the core cannot take them yet', () => {
    const { catchingUp, core } = bench();
    catchingUp.refused(ANSWER.newerEpoch, frameOf(2, 5), 0);
    core.status = STATUS.installing;
    expect(catchingUp.takeAhead()).toBe(false);
    core.status = STATUS.following;
    for (const answer of [ANSWER.newerEpoch, ANSWER.full, ANSWER.taken] as const) {
      core.receives = answer;
      expect(catchingUp.takeAhead()).toBe(answer === ANSWER.taken);
    }
    core.log.length = 2;
    expect(catchingUp.takeAhead()).toBe(false);
  });

  test('are kept while a takeover waits for storage, unless they are old', () => {
    const { catchingUp, core } = bench();
    core.promised = 5;
    for (const frame of [frameOf(2, 5), frameOf(1, 5), frameOf(3, 4)]) catchingUp.keep(frame, 0);
    expect([catchingUp.takeAhead(), catchingUp.takeAhead()]).toEqual([true, false]);
    core.log.length = 1;
    expect(catchingUp.takeAhead()).toBe(false);
  });

  test('are taken in order as soon as nothing is missing before them', () => {
    const { catchingUp, core } = bench();
    for (const slot of [3, 4]) catchingUp.refused(ANSWER.gap, frameOf(slot), 0);
    expect(catchingUp.takeAhead()).toBe(false);
    core.log.length = 3;
    expect([catchingUp.takeAhead(), catchingUp.takeAhead(), catchingUp.takeAhead()]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('are kept by a host that is saved, and so is what it has asked for', () => {
    const { catchingUp } = bench();
    for (const slot of [5, 3]) catchingUp.refused(ANSWER.gap, frameOf(slot), 0);
    const state = catchingUp.save();
    const other = bench();
    other.catchingUp.load(state);
    expect(other.catchingUp.save()).toEqual(state);
    expect(state.asking).toEqual({ mode: { kind: 'asked', lack: 'entries' }, next: 3 });
    expect(state.ahead.map((frame) => new Int32Array(frame.slice().buffer))).toEqual([
      frameOf(3),
      frameOf(5),
    ]);
  });
});
