import { expect, test } from 'vitest';
import { Waiter } from './idling.js';
import { offloadMemory, SharedMemory } from './layout.js';

const PLAN = {
  engines: [1],
  drivers: [0],
  channelWords: 2 ** 10,
  snapshotWords: 2 ** 10,
  mediumWords: 2 ** 10,
};

function waiter(spins: number): Waiter {
  return new Waiter(new SharedMemory(offloadMemory({ ...PLAN, spinnersMax: 1 })), 1, spins);
}

const nothing = (): boolean => false;
const noTime = (): number => 0;

test('a thread that has slept looks for what is due only as it goes to sleep again, until it meets a payload', () => {
  const one = waiter(2);
  for (let turn = 0; turn < 2; turn++) {
    one.restBlocked(nothing, noTime);
    expect([one.sleeps, one.isDrowsy]).toEqual([0, turn === 1]);
  }
  one.restBlocked(nothing, noTime);
  expect([one.sleeps, one.isDrowsy]).toEqual([1, true]);
  one.payloads += 1;
  expect(one.isDrowsy).toBe(false);
  one.restBlocked(nothing, noTime);
  expect([one.sleeps, one.isDrowsy]).toEqual([1, false]);
});

test('a thread that is drowsy does not sleep while there is something to do', () => {
  const one = waiter(0);
  one.restBlocked(() => true, noTime);
  expect([one.sleeps, one.isDrowsy]).toEqual([0, true]);
  one.restBlocked(nothing, noTime);
  expect(one.sleeps).toBe(1);
});

test('a thread that finds something to do twice as it is about to sleep is not drowsy until it has slept', () => {
  const one = waiter(0);
  const looks = [true, true, false].map((isBusy) => {
    one.restBlocked(() => isBusy, noTime);
    return [one.sleeps, one.isDrowsy];
  });
  expect(looks).toEqual([
    [0, true],
    [0, false],
    [1, true],
  ]);
});
