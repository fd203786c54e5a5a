/** What actors of XState do that is easily thought of otherwise, each case next to one that runs. */
import { assign, createActor, fromTransition, setup, type AnyMachineSnapshot } from 'xstate';
import { expect, it } from 'vitest';
import { xstateComponent } from '../index.js';

const start = (machine: Parameters<typeof xstateComponent>[0]): AnyMachineSnapshot =>
  xstateComponent(machine).initial()[0] as AnyMachineSnapshot;

it('a machine that reads its own snapshot while its first one is made does not start', () => {
  const careless = setup({ types: { context: {} as { at: unknown } } }).createMachine({
    context: { at: null },
    entry: assign({ at: ({ self }) => (self.getSnapshot() as { value: unknown }).value }),
  });
  const actor = createActor(careless);
  actor.subscribe({ error: () => undefined });
  expect(actor.start().getSnapshot().status).toBe('error');
  expect(() => start(careless)).toThrow(/EXO113|exception while starting/);
});

it('logic made by fromTransition is asked about its own stop, and its parent hears of it', () => {
  const counter = fromTransition((asked: string, event: { type: string }) => `${asked} ${event.type}`, '');
  const listening = setup({
    types: { context: {} as { heard: readonly unknown[] } },
    actors: { counter },
  }).createMachine({
    context: { heard: [] },
    initial: 'on',
    on: {
      '*': {
        guard: ({ event }) => 'snapshot' in event,
        actions: assign({
          heard: ({ context, event }) => [
            ...context.heard,
            (event as unknown as { snapshot: { context: unknown } }).snapshot.context,
          ],
        }),
      },
    },
    states: {
      on: { invoke: { src: 'counter', id: 'counter', onSnapshot: {} }, on: { OFF: 'off' } },
      off: {},
    },
  });
  const actor = createActor(listening).start();
  actor.send({ type: 'OFF' });
  const { heard } = actor.getSnapshot().context;
  expect(heard).toEqual([' xstate.stop']);
  const component = xstateComponent(listening);
  const [first] = component.initial();
  expect(first && component.step(first, { type: 'OFF' })[0]?.next.context).toEqual({ heard });
});
