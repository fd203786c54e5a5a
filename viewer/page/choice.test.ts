import { expect, test } from 'vitest';
import type { Offer } from '../explore/protocol.js';
import { callsInWords } from './choice.js';

const offer = (call: string): Offer => ({ action: 'Timer', call, actor: 'a', outcomes: [] });

test('timers to choose from are in words, unless two would read alike', () => {
  const [first, second, third] = ['3000.m.a', '100.m.b', '100.m.c'].map((timer) =>
    offer(`Timer(a, timer: "after.${timer}")`),
  ) as [Offer, Offer, Offer];
  expect(callsInWords([first, second], [first, second])).toEqual([
    'Timer(a, ⏲ 3000 ms)',
    'Timer(a, ⏲ 100 ms)',
  ]);
  expect(callsInWords([first, second, third], [second])).toEqual(['Timer(a, timer: "after.100.m.b")']);
});
