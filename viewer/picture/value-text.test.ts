import { expect, test } from 'vitest';
import { channelText, valueText, variableText } from './value-text.js';

test('references to actors are shown by the names of the actors', () => {
  const context = { by: { xstate$$type: 1, peer: 'p' }, kids: [{ xstate$$type: 1, id: 'kid' }], n: 1 };
  expect(valueText(context)).toBe('{by: p, kids: [kid], n: 1}');
});

test('timers, channels and what is in them are written as in tables', () => {
  expect(valueText({ timers: ['xstate.after.1000.(machine).waiting'] })).toBe('{timers: [⏲ 1000 ms]}');
  const inFlight = [
    { event: { from: 'A', type: 'ASK' }, from: 'A' },
    { event: { type: 'VOTE' }, from: 'D' },
  ];
  expect(channelText(inFlight)).toBe('ASK(from: A), VOTE');
  expect([channelText([]), channelText([{ slot: 1, entry: 'A0' }]), channelText('A')]).toEqual([
    null,
    null,
    null,
  ]);
  const lanes = [{ name: 'A' }];
  expect(['_A', '_B', 'A', 'c1A'].map((name) => variableText(name, lanes))).toEqual(['→A', '_B', 'A', 'c1A']);
});
