/** What is said of a machine that went wrong. */
import { expect, test } from 'vitest';
import { createMachine, type AnyMachineSnapshot } from 'xstate';
import { handling } from './step-errors.js';

test('a state is said in the same words whatever the order in which its regions were entered', () => {
  const region = { initial: 'on', states: { on: {}, off: {} } };
  const machine = createMachine({ type: 'parallel', states: { a: region, b: region, c: {} } });
  const words = (value: object): string =>
    handling(machine.resolveState({ value } as never) as AnyMachineSnapshot, { type: 'GO' });
  const entered = { ...machine.resolveState({ value: { a: 'on', b: 'off', c: {} } }) };
  expect(handling({ ...entered, value: { c: {}, b: 'off', a: 'on' } } as never, { type: 'GO' })).toBe(
    words({ a: 'on', b: 'off', c: {} }),
  );
  expect(words({ a: 'on', b: 'off', c: {} })).toBe(
    'while handling event "GO" in state {"a":"on","b":"off","c":{}}',
  );
});
