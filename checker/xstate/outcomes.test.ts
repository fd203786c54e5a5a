import { fromPromise, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../check.js';
import { machineModel } from '../system/machine-model.js';
import { system } from '../system/system.js';
import { done, emits, type OutcomesByName } from './outcomes.js';

const loader = setup({ actors: { load: fromPromise(() => Promise.resolve(1)) } }).createMachine({
  id: 'loader',
  initial: 'loading',
  states: { loading: { invoke: { src: 'load', onDone: 'loaded' } }, loaded: { type: 'final' } },
});

const checked = (load: unknown): unknown =>
  check(machineModel(loader, { outcomes: { load } as OutcomesByName })).states;

describe('outcomes', () => {
  test.each([
    [['x'], /"load"\[0\].*"x".*accepted: a list of at least one of done\(output\)/],
    [done(1), /"load": no outcomes are \{kind: done, output: 1\}/],
    [[], /no outcomes are \[\]/],
    [null, /no outcomes are null/],
    ['done', /no outcomes are "done"/],
    [[done(1), undefined], /"load"\[1\]: no outcomes are undefined/],
    [[emits('x' as never)], /"load"\[0\]/],
    [[emits([], 'x' as never)], /"load"\[0\]/],
    [() => Promise.resolve([done(1)]), /"promise load" give for an input: no outcomes are a promise/],
    [() => 1, /no outcomes are 1/],
  ])('that are none are refused, by what they are given for: %j', (given, message) => {
    expect(() => checked(given)).toThrow(message);
    expect(() => checked(given)).toThrow(expect.objectContaining({ code: 'EXO181' }));
  });

  test('of an actor of a system are refused alike, and those that are taken may be a function', () => {
    const outcomes = { loader: { load: ['x'] } } as never;
    expect(() => system({ name: 's', actors: { loader }, outcomes })).toThrow(
      /loader: outcomes of "load"\[0\]/,
    );
    expect(checked(() => [done(1)])).toBe(2);
  });
});
