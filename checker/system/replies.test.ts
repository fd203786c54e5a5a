/** References that actors of a system send each other, and answer to. */
import { createMachine, sendTo, setup, spawnChild } from 'xstate';
import { expect, test } from 'vitest';
import { check, system } from '../index.js';

const server = createMachine({
  on: {
    REQ: {
      actions: sendTo(({ event }) => (event as unknown as { from: never }).from, { type: 'REP' } as never),
    },
  },
});

const client = createMachine({
  initial: 'a',
  states: {
    a: {
      on: {
        GO: {
          target: 'b',
          actions: sendTo(
            ({ system: all }) => all.get('server') as never,
            ({ self }) => ({ type: 'REQ', from: self }) as never,
          ),
        },
      },
    },
    b: { on: { REP: 'c' } },
    c: { type: 'final' },
  },
});

test('an actor answers to whom an event names', () => {
  const model = system({
    name: 'replies',
    actors: { one: client, other: client, server },
    inputs: { one: [{ type: 'GO' }], other: [{ type: 'GO' }] },
    sometimes: {
      BothAnswered: ({ one, other }) => one.matches('c') && other.matches('c'),
      OneAlone: ({ one, other }) => one.matches('c') && other.matches('a'),
    },
  });
  const result = check(model);
  // Each of the two is at rest, has asked, is being answered, or has its answer, by itself.
  expect([result.verdict, result.states]).toEqual(['exhausted', 16]);
  expect(result.witnesses.map(({ name, reached }) => [name, reached])).toEqual([
    ['BothAnswered', true],
    ['OneAlone', true],
  ]);
});

test('a copy sends to itself within the step, as one alone does, whether copies start alike or not', () => {
  const machine = createMachine({
    initial: 'p',
    states: {
      p: {
        on: {
          IN: {
            target: 'q',
            actions: sendTo(({ system: all }) => all.get('w[1]') as never, { type: 'OWN' } as never),
          },
        },
      },
      q: { on: { OWN: 'r', IN: 'between' } },
      r: { type: 'final' },
      between: { type: 'final' },
    },
  });
  const counts = [undefined, (copy: number) => ({ copy })].map((input) => {
    const result = check(
      system({
        name: 'to itself',
        actors: { w: { machine, count: 2, ...(input && { input }) } },
        inputs: { w: [{ type: 'IN' }] },
        mayEnd: () => true,
        steps: { Never: (before, { w }) => !(before.w[1].matches('p') && w[1].matches('q')) },
      }),
    );
    return [result.verdict, result.states, result.transitions];
  });
  expect(counts).toEqual([
    ['exhausted', 10, 15],
    ['exhausted', 10, 15],
  ]);
});

test('copies that start alike are answered each by its own name', () => {
  const model = system({
    name: 'replies to copies',
    actors: { one: { machine: client, count: 2 }, server },
    inputs: { one: [{ type: 'GO' }] },
    sometimes: {
      SecondAlone: ({ one }) => one[1].matches('c') && one[0].matches('a'),
    },
  });
  const result = check(model);
  expect([result.verdict, result.states, result.witnesses[0]?.reached]).toEqual(['exhausted', 16, true]);
});

test('a reference to a child of its own is not sent to others, who could not send to it', () => {
  const kid = createMachine({});
  const parent = setup({ actors: { kid } }).createMachine({
    entry: spawnChild('kid', { id: 'k' }),
    on: {
      GO: {
        actions: sendTo(
          ({ system: all }) => all.get('server') as never,
          ({ self }) => ({ type: 'REQ', from: self.getSnapshot().children.k }) as never,
        ),
      },
    },
  });
  const model = system({ name: 'kids', actors: { parent, server }, inputs: { parent: [{ type: 'GO' }] } });
  expect(() => check(model)).toThrow(/^parent sends a reference to its own child "k" to another actor/);
});
