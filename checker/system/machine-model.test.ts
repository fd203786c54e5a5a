import { assign, createMachine, emit, sendParent, sendTo, setup, type AnyActorRef } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check, machineModel, tableText, traceOfResult, type ExoError } from '../index.js';

const turnstile = setup({
  types: { context: {} as { readonly paid: number }, events: {} as { type: 'COIN' | 'PUSH' } },
}).createMachine({
  id: 'turnstile',
  context: { paid: 0 },
  initial: 'locked',
  states: {
    locked: {
      on: {
        COIN: { target: 'open', actions: assign({ paid: ({ context }) => Math.min(3, context.paid + 1) }) },
      },
    },
    open: { on: { PUSH: 'locked' }, after: { 5000: 'locked' } },
  },
});

describe('machineModel', () => {
  test('sends a machine the events that its chart handles', () => {
    expect(check(machineModel(turnstile))).toMatchObject({
      verdict: 'exhausted',
      states: 7,
      actions: { COIN: 4, PUSH: 3, Timer: 3 },
    });
  });

  test('sends the events that it is given, and no others', () => {
    const model = machineModel(turnstile, { events: [{ type: 'COIN' }] });
    expect(check(model).actions).toMatchObject({ COIN: 4, Timer: 3 });
    expect(model.rules.map(({ name }) => name)).not.toContain('PUSH');
  });

  test('has properties of the one snapshot', () => {
    const model = machineModel(turnstile, {
      always: { PaidLittle: ({ context }) => context.paid < 3 },
      steps: { NeverBack: (before, after) => after.context.paid >= before.context.paid },
      sometimes: { Open: (state) => state.matches('open') },
      within: ({ context }) => context.paid < 9,
    });
    expect(check(model)).toMatchObject({ verdict: 'violated', property: 'PaidLittle' });
  });

  test('reads the states of a counterexample as snapshots', () => {
    const model = machineModel(turnstile, { always: { PaidLittle: ({ context }) => context.paid < 2 } });
    const { counterexample } = check(model);
    const paid = [
      counterexample?.initial ?? [],
      ...(counterexample?.steps ?? []).map(({ states }) => states),
    ].map((states) => model.snapshot(states).context.paid);
    expect(paid).toEqual([0, 1, 1, 2]);
    expect(() => model.snapshot([])).toThrow(
      'what snapshots() is given is []: it takes a state of the model',
    );
  });

  test('ends in a final state, and nowhere else', () => {
    const ending = (target: string) =>
      createMachine({
        initial: 'on',
        states: { on: { on: { GO: target } }, off: {}, over: { type: 'final' } },
      });
    expect(check(machineModel(ending('over')))).toMatchObject({ verdict: 'exhausted', states: 2 });
    expect(check(machineModel(ending('off')))).toMatchObject({ verdict: 'deadlocked' });
    expect(check(machineModel(ending('off'), { mayEnd: (state) => state.matches('off') }))).toMatchObject({
      verdict: 'exhausted',
    });
  });

  test('lets what is sent to those that it names as peers leave the model', () => {
    const child = createMachine({
      initial: 'on',
      states: {
        on: {
          on: { GO: 'off' },
          exit: [
            sendParent({ type: 'LEFT' }),
            sendTo(({ system }) => system.get('log') as AnyActorRef, { type: 'LINE' }),
          ],
        },
        off: { type: 'final' },
      },
    });
    const only = (peers: readonly string[]) => check(machineModel(child, { peers }));
    expect(only(['#_parent', 'log'])).toMatchObject({ verdict: 'exhausted', states: 2 });
    expect(() => only(['#_parent'])).toThrow(
      'system.get("log") finds no such actor; known: "machine", "#_parent"; make it an actor of a `system`, ' +
        'or name it in `peers`: what is sent to it leaves the model then',
    );
    expect(() => only(['log'])).toThrow(/#_parent/);
  });

  test('refuses peers that are no names, or that are actors of the system', () => {
    const refused = (peers: unknown) => () => machineModel(turnstile, { peers } as never);
    expect(refused('log')).toThrow(`'peers' of machineModel is "log": it takes a list of names`);
    expect(refused([1])).toThrow('it takes a list of names');
    expect(refused(['turnstile'])).toThrow(`peers: 'turnstile' is an actor of the system`);
  });

  test('sends no event for a wildcard', () => {
    const wild = createMachine({ on: { 'mouse.*': {}, '*': { actions: emit({ type: 'HEARD' }) }, GO: {} } });
    expect(machineModel(wild).rules.map(({ name }) => name)).toEqual([
      'GO',
      ...['Timer', 'Done', 'Failed', 'Emit'],
      'Deliver',
    ]);
  });

  test('refuses options that there are not, and events that no state handles', () => {
    const codeOf = (options: object): string | undefined => {
      try {
        machineModel(turnstile, options);
        return undefined;
      } catch (error) {
        return (error as ExoError).code;
      }
    };
    expect(codeOf({ inputs: [] })).toBe('EXO176');
    expect(codeOf({ events: [{ type: 'PULL' }] })).toBe('EXO177');
    expect(codeOf({ timers: 'ordered' })).toBeUndefined();
    expect(() => machineModel({ initial: 'a' } as never)).toThrow('takes a machine');
  });
});

test('a run of it is a table of the machine alone, with fractions as numbers', () => {
  const scale = createMachine({
    id: 'scale',
    types: {} as { context: { weight: number; step: number } },
    context: { weight: 0, step: 0.25 },
    initial: 'on',
    states: { on: {} },
    on: { ADD: { actions: assign({ weight: ({ context }) => context.weight + context.step }) } },
  });
  const model = machineModel(scale, { always: { Light: ({ context }) => context.weight < 0.5 } });
  const trace = traceOfResult(model, check(model));
  expect(trace && tableText(trace, model).split('\n')).toEqual([
    'step   action       scale',
    '───────────────────────────────────',
    '   0   init         on',
    '   1   ADD(scale)  *on, weight 0.25',
    '       scale gets ADD',
    '   2   ADD(scale)  *on, weight 0.5',
    '       scale gets ADD',
  ]);
});
