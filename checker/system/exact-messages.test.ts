/** What is sent arrives as it was sent: also the order of a Set, and the sign of a zero. */
import { assign, raise, sendTo, setup } from 'xstate';
import { expect, test } from 'vitest';
import { announcing, check, fifo, lossy, plainComponent, reliable, sent, system } from '../index.js';

type Taken = { readonly context: { readonly taken: string } };

/** One collects names in the order in which they come and passes the whole on; the other takes down what it is told. */
function passing(network = fifo()) {
  type Names = { readonly names: ReadonlySet<string> };
  const collector = setup({ types: { context: {} as Names } }).createMachine({
    context: { names: new Set() },
    initial: 'open',
    states: {
      open: {
        on: Object.fromEntries(
          ['ann', 'bob'].map((name) => [
            name,
            {
              guard: ({ context }: { context: Names }) => !context.names.has(name),
              actions: assign({
                names: ({ context }: { context: Names }) => new Set([...context.names, name]),
              }),
            },
          ]),
        ),
        always: { guard: ({ context }) => context.names.size === 2, target: 'passed' },
      },
      passed: {
        type: 'final',
        entry: sendTo(
          ({ system: all }) => all.get('taker'),
          ({ context }) => ({ type: 'NAMES', names: context.names }),
        ),
      },
    },
  });
  const taker = setup({
    types: { context: {} as Taken['context'], events: {} as { type: 'NAMES'; names: ReadonlySet<string> } },
  }).createMachine({
    context: { taken: '' },
    initial: 'waiting',
    states: {
      waiting: {
        on: {
          NAMES: { target: 'done', actions: assign({ taken: ({ event }) => [...event.names].join(' ') }) },
        },
      },
      done: { type: 'final' },
    },
  });
  const told = (text: string) => (states: unknown) =>
    (states as { readonly taker: Taken }).taker.context.taken === text;
  return system({
    name: 'names in the order in which they came',
    actors: { collector, taker },
    network,
    inputs: { collector: [{ type: 'ann' }, { type: 'bob' }] },
    mayEnd: () => true,
    sometimes: { AnnFirst: told('ann bob'), BobFirst: told('bob ann') },
  });
}

test.each([
  ['fifo', fifo()],
  ['reliable', reliable()],
  ['lossy', lossy({ duplicates: true })],
  ['sent', sent()],
])('a Set arrives in the order of its members: %s', (_, network) => {
  const { witnesses } = check(passing(network));
  expect(witnesses.map(({ name, run }) => [name, run !== null])).toEqual([
    ['AnnFirst', true],
    ['BobFirst', true],
  ]);
});

test('a zero arrives with its sign', () => {
  const sender = setup({ types: { context: {} as { x: number } } }).createMachine({
    context: { x: 0 },
    initial: 'open',
    states: {
      open: { on: { PLUS: 'sent', MINUS: { target: 'sent', actions: assign({ x: -0 }) } } },
      sent: {
        type: 'final',
        entry: sendTo(
          ({ system: all }) => all.get('taker'),
          ({ context }) => ({ type: 'X', x: context.x }),
        ),
      },
    },
  });
  const taker = setup({
    types: { context: {} as { y: number }, events: {} as { type: 'X'; x: number } },
  }).createMachine({
    context: { y: 0 },
    on: { X: { actions: assign({ y: ({ event }) => 1 / event.x }) } },
  });
  const model = system({
    name: 'a sign',
    actors: { sender, taker },
    inputs: { sender: [{ type: 'PLUS' }, { type: 'MINUS' }] },
    mayEnd: () => true,
    always: { AtMost: ({ taker: it }) => it.context.y !== -Infinity },
  });
  expect(check(model)).toMatchObject({ verdict: 'violated', property: 'AtMost' });
});

test('timers whose events differ in what JSON does not show go off one by one, in either order', () => {
  const calling = setup({
    types: {
      context: {} as { order: string },
      events: {} as { type: 'START' } | { type: 'CALL'; names: ReadonlySet<string> },
    },
  }).createMachine({
    context: { order: '' },
    on: {
      START: {
        guard: ({ context }) => context.order === '',
        actions: [
          raise({ type: 'CALL', names: new Set(['ann']) }, { delay: 10 }),
          raise({ type: 'CALL', names: new Set(['bob']) }, { delay: 10 }),
          assign({ order: '>' }),
        ],
      },
      CALL: { actions: assign({ order: ({ context, event }) => context.order + [...event.names].join() }) },
    },
  });
  const model = system({
    name: 'two calls',
    actors: { calling },
    inputs: { calling: [{ type: 'START' }] },
    mayEnd: () => true,
    always: { InOrder: ({ calling: it }) => it.context.order !== '>bob' },
  });
  expect(check(model)).toMatchObject({ verdict: 'violated', property: 'InOrder' });
});

test('an announcement is made where what is seen differs in what JSON does not show', () => {
  const group = plainComponent({
    name: 'group',
    initial: [['ann']],
    step: (names: readonly string[], { type }: { readonly type: 'JOIN' }) => [
      { next: type === 'JOIN' ? [...names, 'bob'] : names, effects: [] },
    ],
  });
  const [step] = announcing(group, 'members', (names) => new Set(names)).step(['ann'], { type: 'JOIN' });
  expect(step?.effects).toEqual([{ type: 'members', params: new Set(['ann', 'bob']) }]);
});
