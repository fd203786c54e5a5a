/** Machines that are asked once about a state and an event, and all else that is asked every time. */
import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { plainComponent, xstateComponent } from '../../checker/index.js';
import { rememberedSteps } from './remembered-steps.js';

const lamp = setup({ types: { events: {} as { type: 'PRESS'; by: number } } }).createMachine({
  id: 'lamp',
  context: { by: 0 },
  initial: 'off',
  states: {
    off: { on: { PRESS: { target: 'on', actions: assign({ by: ({ event }) => event.by }) } } },
    on: {},
  },
});

test('a machine is asked once about a state and an event', () => {
  const component = xstateComponent(lamp);
  const [off] = component.initial();
  let asked = 0;
  const counted = {
    ...component,
    step: (...given: Parameters<typeof component.step>) => (asked++, component.step(...given)),
  };
  const ask = rememberedSteps();
  const first = ask(counted, off, { type: 'PRESS', by: 1 } as never);
  expect(ask(counted, off, { type: 'PRESS', by: 1 } as never)).toBe(first);
  expect(asked).toBe(1);
});

test('events that differ in a field, and states that are not the same, are asked about apart', () => {
  const component = xstateComponent(lamp);
  const [off] = component.initial();
  const ask = rememberedSteps();
  const contextOf = (by: number): unknown =>
    (ask(component, off, { type: 'PRESS', by } as never)[0]?.next as { context?: unknown } | undefined)
      ?.context;
  expect([contextOf(1), contextOf(2), contextOf(1)]).toEqual([{ by: 1 }, { by: 2 }, { by: 1 }]);
  const [on] = ask(component, off, { type: 'PRESS', by: 1 } as never);
  expect(ask(component, on?.next, { type: 'PRESS', by: 1 } as never)).toEqual([]);
});

test('two machines with states of the same name do not share their answers', () => {
  const ask = rememberedSteps();
  const one = xstateComponent(lamp);
  const other = xstateComponent(lamp.provide({}));
  const [off] = one.initial();
  const [first] = ask(one, off, { type: 'PRESS', by: 1 } as never);
  const [second] = ask(other, off, { type: 'PRESS', by: 1 } as never);
  expect(second?.next).not.toBe(first?.next);
});

test('a component that is a function is asked every time, so that one that is none is not hidden', () => {
  let calls = 0;
  const odd = plainComponent({
    name: 'odd',
    initial: [{ n: 0 }],
    step: (_: { n: number }, event: { readonly type: 'GO' }) => [
      { next: { n: event.type.length + ++calls }, effects: [] },
    ],
  });
  const ask = rememberedSteps();
  const [start] = odd.initial();
  const nexts = [1, 2].map(() => ask(odd, start, { type: 'GO' })[0]?.next);
  expect(nexts).toEqual([{ n: 3 }, { n: 4 }]);
});
