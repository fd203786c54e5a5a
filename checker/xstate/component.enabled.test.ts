import { setup } from 'xstate';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { describe, expect, it } from 'vitest';
import { xstateComponent } from './component.js';
import type { Component, EffectLike } from '../model/component.js';

describe('what snapshot.can says', () => {
  const chart = setup({ guards: { no: () => false, yes: () => true }, actions: { act: () => undefined } });
  const cases = chart.createMachine({
    on: { inherited: { actions: 'act' }, blocked: { actions: 'act' } },
    initial: 'a',
    states: {
      a: {
        on: {
          forbidden: {},
          blocked: {},
          guarded: { guard: 'no', target: 'b' },
          selfInternal: { actions: [] },
          selfGuarded: { guard: 'yes' },
          selfReenter: { reenter: true },
          selfTarget: { target: 'a' },
          acting: { actions: 'act' },
          'wild.*': { actions: 'act' },
          'wild.forbidden': {},
        },
      },
      b: { on: { elsewhere: 'a' } },
    },
  });
  const component = xstateComponent(cases) as unknown as Component<
    AnyMachineSnapshot,
    EventObject,
    EffectLike
  >;

  it.each<[string, boolean]>([
    ['forbidden', false],
    ['blocked', false],
    ['guarded', false],
    ['selfInternal', false],
    ['selfGuarded', false],
    ['selfReenter', false],
    ['elsewhere', false],
    ['wild.forbidden', false],
    ['selfTarget', true],
    ['acting', true],
    ['inherited', true],
    ['wild.card', true],
    ['wild', true],
  ])('about %s is %s, and the step agrees', (type, can) => {
    const [state] = component.initial();
    expect(state?.can({ type })).toBe(can);
    expect(state && component.step(state, { type })).toHaveLength(can ? 1 : 0);
  });
});
