import { describe, expect, test } from 'vitest';
import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Status } from '../core/core.js';
import { frameAfter, type TestEntry } from '../testing/entries.js';
import { CatchingUp, WINDOW } from './catching-up.js';

const EMPTY: TestEntry = { epoch: 0, source: 0, firstNumber: null };

/** The frame that host 1 has broadcast for a slot. */
function frameOf(slot: number, epoch = 0): Int32Array {
  const before = Array.from({ length: slot }, () => EMPTY);
  return frameAfter(before, { epoch, source: 1, firstNumber: null }, 4);
}

/** Host 2 of four, which has two entries. */
function bench(gapMs = 0) {
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
    answer: ANSWER.taken as Answer,
    catchUp(to: number, upTo = Infinity): Answer {
      told.push(`fetch ${to} to ${upTo}`);
      return this.answer;
    },
    comeBack: (to: number): Answer => (told.push(`join ${to}`), ANSWER.taken),
  };
  const setTimer = (timer: string, delayMs: number): void => void told.push(`${timer} ${delayMs}`);
  const catchingUp = new CatchingUp(core, { setTimer }, { self: 2, hosts: 4, askMs: 20, gapMs });
  return { catchingUp, core, told };
}

describe('what is missing', () => {
  test('is asked of the source of the frame that shows it, once, and then of one host after the other', () => {
    const { catchingUp, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    catchingUp.refused(ANSWER.gap, frameOf(4), 0);
    catchingUp.askAnother();
    for (let i = 0; i < 3; i++) catchingUp.askAnother();
    expect(told.filter((what) => what !== 'ask 20')).toEqual([
      'fetch 1 to 3',
      'fetch 3 to 3',
      'fetch 0 to 3',
      'fetch 1 to 3',
      'fetch 3 to 3',
    ]);
    catchingUp.entered();
    catchingUp.askAnother();
    expect(told.length).toBe(10);
  });

  test('is not asked for if it comes by itself in time', () => {
    const { catchingUp, core, told } = bench(2);
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    expect([told, catchingUp.save().question]).toEqual([
      ['ask 2'],
      { kind: 'noticed', lack: 'entries', host: 1 },
    ]);
    core.log.length = 4;
    catchingUp.tookEntry();
    catchingUp.askAnother();
    expect(told).toEqual(['ask 2']);
    catchingUp.refused(ANSWER.gap, frameOf(5), 0);
    catchingUp.askAnother();
    expect(told.slice(2)).toEqual(['fetch 1 to 5', 'ask 20']);
  });

  test('is asked for a window at a time, the next one as soon as the last one has come', () => {
    const { catchingUp, core, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(2_500), 0);
    const from = (length: number): void => {
      core.log.length = length;
      catchingUp.tookEntry();
      catchingUp.goOn();
    };
    from(1_000);
    from(2 + WINDOW);
    from(2 + 2 * WINDOW);
    from(2_501);
    expect(told.filter((what) => what !== 'ask 20')).toEqual([
      `fetch 1 to ${2 + WINDOW}`,
      `fetch 1 to ${2 + 2 * WINDOW}`,
      'fetch 1 to 2500',
    ]);
  });

  test('is waited for as long as some of it comes, in any order', () => {
    const { catchingUp, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(9), 0);
    for (const slot of [6, 4, 5]) {
      catchingUp.refused(ANSWER.gap, frameOf(slot), 0);
      catchingUp.askAnother();
    }
    expect(told).toEqual(['fetch 1 to 9', 'ask 20', 'ask 20', 'ask 20', 'ask 20']);
    catchingUp.askAnother();
    expect(told.slice(5)).toEqual(['fetch 3 to 4', 'ask 20']);
  });

  test('between many frames that are kept is asked for all at once', () => {
    const { catchingUp, told } = bench(1);
    for (let slot = 4; slot <= 40; slot += 2) catchingUp.refused(ANSWER.gap, frameOf(slot), 0);
    catchingUp.askAnother();
    expect(told).toEqual(['ask 1', 'fetch 1 to 40', 'ask 20']);
  });

  test('is asked for again where only a message comes that was there before: its sender repeats it until all have it', () => {
    const { catchingUp, told } = bench();
    for (const slot of [4, 5]) catchingUp.refused(ANSWER.gap, frameOf(slot), 0);
    for (let i = 0; i < 3; i++) {
      catchingUp.refused(ANSWER.gap, frameOf(5), 0);
      catchingUp.askAnother();
    }
    expect(told.filter((what) => what !== 'ask 20').slice(1)).toEqual([
      'fetch 3 to 4',
      'fetch 0 to 4',
      'fetch 1 to 4',
    ]);
  });

  test('is asked for as soon as storage is no longer behind', () => {
    const { catchingUp, core, told } = bench();
    core.answer = ANSWER.unwritten;
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    expect(catchingUp.save().question.kind).toBe('due');
    core.answer = ANSWER.taken;
    catchingUp.goOn();
    expect(told).toEqual(['fetch 1 to 3', 'fetch 1 to 3', 'ask 20']);
  });

  test('at a host that hears nothing is a window more, until the host that is asked has no more', () => {
    const { catchingUp, core, told } = bench();
    catchingUp.ask('entries', null);
    core.log.length = 2 + WINDOW;
    catchingUp.tookEntry();
    catchingUp.goOn();
    core.log.length += 5;
    catchingUp.tookEntry();
    catchingUp.goOn();
    for (let i = 0; i < 5; i++) catchingUp.askAnother();
    expect(told).toEqual([
      `fetch 3 to ${2 + WINDOW}`,
      'ask 20',
      `fetch 3 to ${2 + 2 * WINDOW}`,
      'ask 20',
      'ask 20',
    ]);
  });

  test('is the running epoch where the host follows none', () => {
    const { catchingUp, core, told } = bench();
    catchingUp.refused(ANSWER.gap, frameOf(3), 0);
    core.status = STATUS.waiting;
    catchingUp.askAnother();
    expect(told.filter((what) => what !== 'ask 20')).toEqual(['fetch 1 to 3', 'join 3']);
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
      catchingUp.entered();
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
    expect(state).toMatchObject({
      question: { kind: 'asked', lack: 'entries', from: 2, upTo: 5 },
      next: 3,
      heard: 6,
    });
    expect(state.ahead.map((frame) => new Int32Array(frame.slice().buffer))).toEqual([
      frameOf(3),
      frameOf(5),
    ]);
  });
});
