import { describe, expect, it } from 'vitest';
import { and, assign, not, or, raise, setup, type AnyStateMachine } from 'xstate';
import { mutantsOf, plainComponent, silencing, unusedIn, xstateComponent } from '../index.js';

interface Count {
  readonly n: number;
}

type Type = 'PLAIN' | 'INLINE' | 'NAMED' | 'DEEP' | 'ALIAS' | 'SAY' | 'RAISE' | 'RAISED';

const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

/** Counts under guards that stand alone, in combinators in the chart, and in named combinators of combinators. */
const counter = setup({
  types: {
    context: {} as Count,
    events: {} as { readonly type: Type },
  },
  guards: {
    isSmall: ({ context }) => context.n < 10,
    isOdd: ({ context }) => context.n % 2 === 1,
    smallOrOdd: or(['isSmall', 'isOdd']),
    neither: and([not('smallOrOdd'), not(and(['isOdd', 'isSmall']))]),
    forgotten: () => true,
    onlyIn: () => true,
    forgottenToo: not('onlyIn'),
  },
  actions: {
    add: assign({ n: ({ context }) => context.n + 1 }),
    reset: assign({ n: 0 }),
    again: raise({ type: 'RAISED' }),
    say: effect<{ readonly n: number }>(),
    whisper: () => undefined,
  },
}).createMachine({
  id: 'counter',
  context: { n: 0 },
  initial: 'on',
  states: {
    on: {
      on: {
        PLAIN: { guard: 'isSmall', actions: 'add' },
        INLINE: { guard: and(['isSmall', not('isOdd')]), actions: 'add' },
        NAMED: { guard: 'smallOrOdd', actions: 'add' },
        DEEP: { guard: 'neither', actions: 'add' },
        ALIAS: { guard: { type: 'isSmall' }, actions: { type: 'add' } },
        SAY: { actions: { type: 'say', params: ({ context }) => ({ n: context.n }) } },
        RAISE: { actions: 'again' },
        RAISED: { actions: 'add' },
      },
      exit: 'reset',
    },
  },
});

/** Which of the events are enabled in the machine that a mutant makes, from 0 or after one step that counts. */
function enabled(mutant: string, n: 0 | 1 = 0): readonly string[] {
  const component = xstateComponent(machineOf(mutant));
  const [start] = component.initial();
  if (start === undefined) throw new Error('a machine starts somewhere');
  const state = n === 0 ? start : start.machine.resolveState({ value: 'on', context: { n } });
  const types: readonly Type[] = ['PLAIN', 'INLINE', 'NAMED', 'DEEP', 'ALIAS'];
  return types.filter((type) => component.step(state, { type }).length > 0);
}

function machineOf(name: string): typeof counter {
  const found = mutantsOf(counter).find((one) => one.name === name);
  return found?.mutate(counter).machine ?? counter;
}

describe('the mutants of a machine', () => {
  it('are two for each named guard and one for each named action, in the order of setup', () => {
    expect(mutantsOf(counter).map(({ name }) => name)).toEqual([
      ...['isSmall=always', 'isSmall=never', 'isOdd=always', 'isOdd=never'],
      ...['smallOrOdd=always', 'smallOrOdd=never', 'neither=always', 'neither=never'],
      ...['forgotten=always', 'forgotten=never', 'onlyIn=always', 'onlyIn=never'],
      ...['forgottenToo=always', 'forgottenToo=never'],
      ...['add=nothing', 'reset=nothing', 'again=nothing', 'say=nothing', 'whisper=nothing'],
    ]);
    expect(mutantsOf(counter)[1]).toMatchObject({ kind: 'never', of: 'isSmall' });
  });

  it('change a guard wherever it is used: alone, by an object, in combinators, and in named combinators of those', () => {
    expect(enabled('none')).toEqual(['PLAIN', 'INLINE', 'NAMED', 'ALIAS']);
    expect(enabled('isSmall=never')).toEqual(['DEEP']);
    expect(enabled('isSmall=never', 1)).toEqual(['NAMED']);
    expect(enabled('isOdd=always')).toEqual(['PLAIN', 'NAMED', 'ALIAS']);
    expect(enabled('isOdd=never', 1)).toEqual(['PLAIN', 'INLINE', 'NAMED', 'ALIAS']);
  });

  it('change a named combinator wherever it is used, and nothing of what it is made of', () => {
    expect(enabled('smallOrOdd=never')).toEqual(['PLAIN', 'INLINE', 'DEEP', 'ALIAS']);
    expect(enabled('neither=always')).toEqual(['PLAIN', 'INLINE', 'NAMED', 'DEEP', 'ALIAS']);
  });

  it('leave the machine that they are made from as it is', () => {
    machineOf('isSmall=never');
    expect(enabled('none')).toContain('PLAIN');
  });

  it('make nothing of an assign and of a raise', () => {
    expect(after('none', 'PLAIN')).toEqual({ n: 1 });
    expect(after('add=nothing', 'PLAIN')).toEqual({ n: 0 });
    expect(after('none', 'RAISE')).toEqual({ n: 1 });
    expect(after('again=nothing', 'RAISE')).toEqual({ n: 0 });
  });

  it('silence an effect, and leave the machine alone for that', () => {
    const say = mutantsOf(counter).find(({ name }) => name === 'say=nothing');
    expect(say?.mutate(counter)).toEqual({ machine: counter, silenced: 'say' });
    const add = mutantsOf(counter).find(({ name }) => name === 'add=nothing');
    expect(add?.mutate(counter).silenced).toBeNull();
  });

  it('are none where nothing has a name', () => {
    expect(mutantsOf(setup({}).createMachine({ id: 'bare' }))).toEqual([]);
  });
});

function after(mutant: string, type: Type): Count | undefined {
  const component = xstateComponent(machineOf(mutant));
  return component.initial().flatMap((start) => component.step(start, { type }))[0]?.next.context;
}

describe('a name that the chart never refers to', () => {
  it('is found, and so is one that only such a name refers to', () => {
    expect(unusedIn(counter)).toEqual({
      guards: ['forgotten', 'onlyIn', 'forgottenToo'],
      actions: ['whisper'],
    });
  });

  it('is not one that is used on entry, on exit, by always, on a way in, or in a state far down', () => {
    const machine: AnyStateMachine = setup({
      guards: { g1: () => true, g2: () => false },
      actions: { a1: () => {}, a2: () => {}, a3: () => {}, a4: () => {} },
    }).createMachine({
      id: 'deep',
      initial: 'outer',
      states: {
        outer: {
          entry: 'a1',
          initial: { target: 'inner', actions: 'a2' },
          states: { inner: { exit: ['a3'], always: { guard: { type: 'g2' }, target: 'last' } }, last: {} },
          on: { '*': { guard: not(or(['g1'])), actions: [{ type: 'a4' }] } },
        },
      },
    });
    expect(unusedIn(machine)).toEqual({ guards: [], actions: [] });
  });
});

describe('a silenced component', () => {
  const talker = plainComponent<number, { readonly type: 'SPEAK' }, { readonly type: 'say' | 'cry' }>({
    name: 'talker',
    initial: [0],
    step: (n) => [{ next: n + 1, effects: [{ type: 'say' }, { type: 'cry' }, { type: 'say' }] }],
  });

  it('steps as before, without the effects of that type', () => {
    const [outcome] = silencing(talker, 'say').step(0, { type: 'SPEAK' });
    expect(outcome).toEqual({ next: 1, effects: [{ type: 'cry' }] });
  });

  it('still takes an event that had no other outcome than the effect', () => {
    const component = silencing(xstateComponent(counter), 'say');
    const [start] = component.initial();
    expect(start && component.step(start, { type: 'SAY' })).toEqual([{ next: start, effects: [] }]);
  });

  it('is the component itself where nothing is silenced', () => {
    expect(silencing(talker, null)).toBe(talker);
  });
});
