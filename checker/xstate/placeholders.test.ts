import { createMachine, setup, type AnyMachineSnapshot, type EventObject } from 'xstate';
import { expect, test } from 'vitest';
import { xstateComponent } from './component.js';
import type { XStateComponent } from './types.js';
import type { EffectLike } from '../model/component.js';

type AnyComponent = XStateComponent<AnyMachineSnapshot, EventObject, EffectLike>;

const chart = {
  id: 'lamp',
  initial: 'off',
  states: {
    off: { exit: ['click'], on: { PRESS: { target: 'on', actions: [{ type: 'note', params: { n: 1 } }] } } },
    on: { entry: 'glow', initial: { target: 'dim', actions: 'hum' }, states: { dim: { always: [] } } },
  },
} as const;

test('actions of a chart that has none with an implementation are effects', () => {
  for (const via of ['scope', 'transition'] as const) {
    const lamp = xstateComponent(createMachine(chart as never), { via }) as unknown as AnyComponent;
    const [start] = lamp.initial();
    const [step] = lamp.step(start as AnyMachineSnapshot, { type: 'PRESS' });
    expect(step?.effects).toEqual([
      { type: 'click' },
      { type: 'note', params: { n: 1 } },
      { type: 'glow' },
      { type: 'hum' },
    ]);
  }
});

test('a name without an implementation beside others that have one is refused', () => {
  const machine = setup({ actions: { click: () => undefined } }).createMachine(chart as never);
  expect(() => xstateComponent(machine as never)).toThrow(
    expect.objectContaining({ code: 'EXO103', message: expect.stringContaining('"glow"') as unknown }),
  );
});
