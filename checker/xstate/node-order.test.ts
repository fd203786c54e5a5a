/** The active states of a machine beyond what its value shows, each case next to an actor of XState that runs. */
import { assign, createActor, setup, stateIn, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, machineModel, xstateComponent } from '../index.js';

/** What a running actor comes to. */
function actual(machine: AnyStateMachine, events: readonly string[]): AnyMachineSnapshot {
  const actor = createActor(machine).start();
  for (const type of events) actor.send({ type });
  return actor.getSnapshot() as AnyMachineSnapshot;
}

/** What the component comes to, by way of the bytes of every state. */
function explored(machine: AnyStateMachine, events: readonly string[]): AnyMachineSnapshot {
  const component = xstateComponent(machine);
  const again = (snapshot: unknown): AnyMachineSnapshot =>
    component.decode(component.encode(snapshot as never)) as AnyMachineSnapshot;
  return events.reduce(
    (state, type) => again(component.step(state as never, { type } as never)[0]?.next ?? state),
    again(component.initial()[0]),
  );
}

type X = { readonly context: { readonly x: number; readonly isSet: boolean } };

/** One region moves before `SET` has both go on by themselves: its transition comes last then. */
const twoRegions = setup({
  types: { context: {} as X['context'] },
  guards: { isAtTwo: stateIn({ a: 'two' }) },
}).createMachine({
  context: { x: 0, isSet: false },
  type: 'parallel',
  on: { SET: { guard: 'isAtTwo', actions: assign({ isSet: true }) } },
  states: {
    a: {
      initial: 'one',
      states: {
        one: { on: { GO: 'two' } },
        two: {
          always: {
            guard: ({ context }: X) => context.isSet,
            target: 'end',
            actions: assign({ x: ({ context }) => 2 * context.x + 1 }),
          },
        },
        end: {},
      },
    },
    b: {
      initial: 'one',
      states: {
        one: {
          always: {
            guard: ({ context }: X) => context.isSet,
            target: 'end',
            actions: assign({ x: ({ context }) => 2 * context.x }),
          },
        },
        end: {},
      },
    },
  },
});

describe('the order of active states', () => {
  it('decides which of two transitions without an event comes first, as in an actor', () => {
    const events = ['GO', 'SET'];
    expect(actual(twoRegions, events).context).toEqual({ x: 1, isSet: true });
    expect(explored(twoRegions, events).context).toEqual({ x: 1, isSet: true });
  });

  it('is met by a search: a property that an actor breaks is violated', () => {
    const events = [{ type: 'GO' }, { type: 'SET' }];
    const always = { NotOne: ({ context }: X) => context.x !== 1 };
    const model = machineModel(twoRegions, { events, always, mayEnd: () => true } as never);
    expect(check(model)).toMatchObject({ verdict: 'violated', property: 'NotOne' });
  });

  it('tells states apart only where something depends on it', () => {
    const region = (event: string) => ({
      initial: 'one',
      states: { one: { on: { [event]: 'two' } }, two: { on: { [event]: 'one' } } },
    });
    const still = setup({}).createMachine({ type: 'parallel', states: { a: region('A'), b: region('B') } });
    const events = [{ type: 'A' }, { type: 'B' }];
    expect(check(machineModel(still, { events, mayEnd: () => true } as never)).states).toBe(4);
  });
});

describe('transitions without an event whose order is of no account', () => {
  const isTwo = ({ context }: { readonly context: { readonly n: number } }): boolean => context.n === 2;
  const counting = (leave: string | undefined) =>
    setup({ types: { context: {} as { n: number } } }).createMachine({
      id: 'm',
      context: { n: 0 },
      initial: 'both',
      states: {
        both: {
          type: 'parallel',
          on: {
            COUNT: {
              guard: ({ context }) => context.n < 2,
              actions: assign({ n: ({ context }) => context.n + 1 }),
            },
          },
          states: {
            a: {
              initial: 'one',
              states: {
                one: { on: { GO: 'two' }, always: { guard: isTwo, target: 'end' } },
                two: { always: { guard: isTwo, target: leave ?? 'end' } },
                end: {},
              },
            },
            b: { initial: 'one', states: { one: { always: { guard: isTwo, target: 'end' } }, end: {} } },
          },
        },
        out: {},
      },
    });
  const statesOf = (leave?: string): number => {
    const events = [{ type: 'COUNT' }, { type: 'GO' }];
    return check(machineModel(counting(leave), { events, mayEnd: () => true } as never)).states;
  };

  it('have no actions and stay in their regions', () => {
    expect(statesOf()).toBe(5);
    expect(
      explored(counting(undefined), ['GO'])
        ._nodes.map(({ key }) => key)
        .at(-1),
    ).toBe('one');
  });

  it('do not leave their region either: of those that do the first one is taken', () => {
    const events = ['GO', 'COUNT', 'COUNT'];
    expect(statesOf('#m.out')).toBe(6);
    expect(explored(counting('#m.out'), events).value).toEqual(actual(counting('#m.out'), events).value);
  });
});

describe('a configuration that the value does not show', () => {
  const left = setup({ types: { context: {} as { exits: number } } }).createMachine({
    id: 'm',
    context: { exits: 0 },
    initial: 'p',
    on: { OUT: '.idle' },
    states: {
      idle: {},
      p: {
        type: 'parallel',
        tags: 'both',
        exit: assign({ exits: ({ context }) => context.exits + 1 }),
        states: {
          a: { on: { BACK: '#m.p.last' } },
          b: { initial: 'one', states: { one: { on: { GO: 'two' } }, two: {} } },
          last: { type: 'history', history: 'deep' },
        },
      },
    },
  });

  it('is as XState has it: a parallel state whose own history was entered from inside is left once, and not again', () => {
    const events = ['GO', 'BACK', 'OUT'];
    expect(actual(left, events).context).toEqual({ exits: 1 });
    expect(explored(left, events).context).toEqual({ exits: 1 });
  });

  it('has the tags of the states that are active', () => {
    expect([...actual(left, ['GO', 'BACK']).tags]).toEqual([]);
    expect([...explored(left, ['GO', 'BACK']).tags]).toEqual([]);
    expect([...explored(left, ['GO']).tags]).toEqual(['both']);
  });
});
