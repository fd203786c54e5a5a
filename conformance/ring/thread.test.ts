/** What a thread sees of a memory that shows plain stores late and in any order, event by event. */
import { describe, expect, test } from 'vitest';
import type { RingReaderState } from '../../impl/parts.js';
import type { Place, Program } from './programs.js';
import type { ScriptedWords } from './scripted-words.js';
import { accessText, readable, threadComponent, type ThreadEvent, type ThreadState } from './thread.js';

const END: RingReaderState = { head: 0, released: 0, tail: 0 };

/** A thread that performs one operation, and is done. */
function threadOf(operation: (words: ScriptedWords) => void): ReturnType<typeof threadComponent> {
  const program: Program<RingReaderState> = {
    ...{ name: 'reader', bellAt: 9 },
    first: (): Place<RingReaderState> => ({
      ...{ operation: 'take', end: END, count: 0, last: [], late: [], isStuck: false },
    }),
    perform: (place, words) => {
      operation(words);
      return [{ ...place, operation: 'done' }];
    },
  };
  return threadComponent(program, [0]);
}

/** The state of a thread after some events. */
function after(thread: ReturnType<typeof threadComponent>, ...events: readonly ThreadEvent[]): ThreadState {
  const [first] = thread.initial();
  return events.reduce((state, event) => {
    const [step, ...others] = thread.step(state, event);
    if (step === undefined || others.length > 0) throw new Error(`${event.type} leads to one state`);
    return step.next;
  }, first as ThreadState);
}

const answer = (value: number): ThreadEvent => ({ type: 'ANSWER', value });
const changed = (at: number, before: number): ThreadEvent => ({ type: 'CHANGED', at, before });

/** Stores plainly, reads plainly, and then makes an access of a kind. */
function behind(access: (words: ScriptedWords) => void): ReturnType<typeof threadComponent> {
  return threadOf((words) => {
    words.load(0);
    words.write(1, 5);
    words.read(2);
    access(words);
    words.read(3);
  });
}

describe('a thread', () => {
  test('goes from access to access, and is done behind the last', () => {
    const thread = behind((words) => words.store(4, 1));
    const seen = [[], [1], [1, 2], [1, 2, 0], [1, 2, 0, 3]].map((answers) => {
      const { access, operation } = after(thread, ...answers.map(answer));
      return access === null ? operation : accessText(access);
    });
    expect(seen).toEqual(['load 0', 'read 2', 'store 4 1', 'read 3', 'done']);
  });

  test.each<[kind: string, access: (words: ScriptedWords) => void, isReleased: boolean, isAcquired: boolean]>(
    [
      ['read', (words) => words.read(4), false, false],
      ['load', (words) => words.load(4), false, true],
      ['store', (words) => words.store(4, 1), true, false],
      ['exchange', (words) => words.exchange(4, 1), true, true],
      ['wait', (words) => words.wait(4, 1), true, true],
      ['wake', (words) => words.wake(4), true, false],
    ],
  )(
    'shows its plain stores, and forgets what was overwritten, as a %s does',
    (_, access, isReleased, isAcquired) => {
      const before = after(behind(access), answer(0), answer(0), changed(3, 6));
      expect(before).toMatchObject({ buffer: [[1, 5]], stale: [[3, [6]]] });
      const state = after(behind(access), answer(0), answer(0), changed(3, 6), answer(0));
      expect(state.buffer).toEqual(isReleased ? [] : [[1, 5]]);
      expect(state.stale).toEqual(isAcquired ? [] : [[3, [6]]]);
    },
  );

  test('keeps the last plain store of each word, until it comes to the memory', () => {
    const thread = threadOf((words) => {
      words.write(7, 1);
      words.write(2, 3);
      words.write(7, 4);
      words.load(0);
    });
    expect(after(thread).buffer).toEqual([
      [2, 3],
      [7, 4],
    ]);
    expect(after(thread, { type: 'COMMITTED', at: 7 }).buffer).toEqual([[2, 3]]);
    const again = behind((words) => words.write(1, 6));
    expect(after(again, answer(0)).buffer).toEqual([[1, 5]]);
    expect(after(again, answer(0), answer(0)).buffer).toEqual([[1, 6]]);
  });

  test('sleeps with nothing unseen and nothing stale, until it is woken', () => {
    const thread = behind((words) => words.wait(4, 1));
    const asleep = after(thread, answer(0), answer(0), changed(3, 6), { type: 'SLEEP' });
    expect(asleep).toMatchObject({ isAsleep: true, buffer: [], stale: [], access: { kind: 'wait' } });
    const [woken] = thread.step(asleep, { type: 'WOKEN' });
    expect(woken?.next).toMatchObject({ isAsleep: false, access: { kind: 'read', at: 3 } });
    expect(thread.step(after(thread), { type: 'WOKEN' })).toEqual([]);
  });

  test('stops where its code throws, and says what', () => {
    const thread = threadOf((words) => {
      if (words.load(0) === 1) throw new RangeError('beyond the ring');
    });
    expect(after(thread, answer(0)).problem).toBeNull();
    expect(after(thread, answer(1))).toMatchObject({ access: null, problem: 'beyond the ring' });
  });

  test('begins at each position, as a number with a sign', () => {
    const { startingAt } = threadComponent(
      {
        ...{ name: 'writer', bellAt: 9 },
        first: (at) => ({
          ...{ operation: 'done', end: { tail: at, published: at, head: at }, count: 0 },
          ...{ last: [], late: [], isStuck: false },
        }),
        perform: () => [],
      },
      [0],
    );
    expect(startingAt(2 ** 31).map(({ end }) => end)).toEqual([
      { tail: -(2 ** 31), published: -(2 ** 31), head: -(2 ** 31) },
    ]);
  });
});

describe('a plain read', () => {
  const thread = behind(() => undefined);

  test('may come to what is in the memory, or was since the last atomic load', () => {
    const state = after(thread, answer(0), changed(2, 6), changed(2, 7), changed(2, 6));
    expect(readable(state, 2, 8)).toEqual([8, 6, 7]);
    expect(readable(state, 3, 8)).toEqual([8]);
  });

  test('comes to the own store that nobody else has seen', () => {
    const state = after(thread, answer(0), changed(1, 6));
    expect(readable(state, 1, 8)).toEqual([5]);
  });

  test('never comes to an older value than the last that was read', () => {
    const state = after(thread, answer(0), changed(2, 6), changed(2, 7), answer(7));
    expect(readable(state, 2, 8)).toEqual([8, 7]);
    expect(readable(after(thread, answer(0), changed(2, 6), answer(8)), 2, 8)).toEqual([8]);
  });
});

test('the words of a record are read late, one after the other', () => {
  const thread = threadOf((words) => words.load(0));
  const state: ThreadState = { ...after(thread, changed(4, 6), changed(5, 7)), late: [4, 5], last: [3] };
  const [step] = thread.step(state, { type: 'LATE', value: 9 });
  expect(step?.next).toMatchObject({ last: [3, 9], late: [5], stale: [[5, [7]]] });
  const [older] = thread.step(state, { type: 'LATE', value: 6 });
  expect(older?.next.stale).toEqual([
    [4, [6]],
    [5, [7]],
  ]);
});

test('a thread is shown with what others have not seen, and what it may read that was', () => {
  const thread = behind((words) => words.wait(4, 1));
  const shown = (...events: readonly ThreadEvent[]): unknown => thread.show?.(after(thread, ...events));
  const place = { operation: 'take', ...END, count: 0 };
  expect(shown()).toEqual({ ...place, next: 'load 0' });
  expect(shown(answer(0), changed(2, 6), changed(2, 7))).toEqual({
    ...{ ...place, next: 'read 2', unseen: ['1 := 5'], stale: ['2 was 6, 7'] },
  });
  expect(shown(answer(0), answer(0), { type: 'SLEEP' })).toEqual({ ...place, next: 'asleep' });
  expect(shown(answer(0), answer(0), answer(0), answer(0))).toEqual({
    ...{ ...place, operation: 'done', next: 'done' },
  });
});
