import { expect, it } from 'vitest';
import { Random } from './random.js';
import { Submissions } from './submissions.js';
import { Watch } from './watch.js';

it('a watch sees when every host has delivered something new, and something new of its own', () => {
  const submissions = new Submissions(2, new Random(1));
  const watch = new Watch(2, submissions);
  // A submits at 1, 11 and 31, B at 12: identities 0 to 3.
  for (const [source, timeMs] of [
    [0, 1],
    [0, 11],
    [1, 12],
    [0, 31],
  ] as const)
    submissions.add(source, submissions.count, 0, timeMs);

  watch.faultEnded(10);
  for (const host of [0, 1]) watch.delivered(host, 0, 15);
  expect([watch.withoutAny(), watch.withoutOwn(), watch.isAgreed]).toEqual([[0, 1], [0, 1], false]);
  watch.delivered(0, 1, 20);
  expect([watch.withoutAny(), watch.withoutOwn(), watch.agreedMs]).toEqual([[1], [1], null]);
  watch.delivered(1, 1, 21);
  expect([watch.isAgreed, watch.agreedMs, watch.isSettled]).toEqual([true, 21, false]);
  expect(watch.withoutOwn()).toEqual([1]);
  watch.delivered(1, 2, 25);
  expect([watch.isSettled, watch.returnedMs]).toEqual([true, 25]);

  watch.faultEnded(30);
  expect([watch.isAgreed, watch.isSettled, watch.agreedMs, watch.returnedMs]).toEqual([
    false,
    false,
    null,
    null,
  ]);
  watch.delivered(0, 2, 35);
  watch.delivered(0, 3, 36);
  expect([watch.withoutAny(), watch.lastFaultMs]).toEqual([[1], 30]);
});
