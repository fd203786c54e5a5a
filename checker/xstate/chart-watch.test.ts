import { describe, expect, it } from 'vitest';
import { and, assign, createMachine, setup } from 'xstate';
import { check, leg, rule, slot, xstateComponent, type CheckResult, type Model } from '../index.js';

const door = setup({
  types: { context: {} as { n: number }, events: {} as { type: 'OPEN' | 'CLOSE' | 'LOCK' } },
  guards: { isNew: ({ context }) => context.n === 0, isOld: ({ context }) => context.n > 5 },
}).createMachine({
  id: 'door',
  context: { n: 0 },
  initial: 'shut',
  states: {
    shut: {
      on: {
        OPEN: [
          { guard: 'isOld', target: 'broken' },
          {
            guard: and(['isNew', ({ context }) => context.n < 9]),
            target: 'open',
            actions: assign({ n: 1 }),
          },
          { target: 'open' },
        ],
        LOCK: 'locked',
      },
    },
    open: { on: { CLOSE: 'shut', LOCK: {} } },
    locked: {},
    broken: {},
  },
});

type Door = ReturnType<typeof xstateComponent<typeof door>>;

/** One door or several, each opened and shut. */
function doors(...components: readonly Door[]): Model {
  const slots = components.map((component, i) => slot(`door ${i}`, component));
  return {
    name: 'doors',
    slots,
    rules: slots.flatMap((one) =>
      (['OPEN', 'CLOSE'] as const).map((type) =>
        rule({ name: type, slot: one, offers: () => [{ legs: [leg(one, { type })] }] }),
      ),
    ),
    routes: [],
    properties: [],
  };
}

describe('the coverage of a chart', () => {
  const whole = {
    machine: 'door',
    states: { total: 4, met: 2, missing: ['locked', 'broken'] },
    transitions: { total: 5, met: 3, missing: ['shut.on.OPEN[0]', 'shut.on.LOCK[0]'] },
    guards: {
      total: 6,
      met: 4,
      missing: ['isOld is true', 'shut.on.OPEN[1].guard.and[1] is false'],
    },
    events: { total: 3, met: 2, missing: ['LOCK'] },
  };

  it('is what was met of its states, transitions, guards both ways, and events', () => {
    const result = check(doors(xstateComponent(door)));
    expect(result).toMatchObject({ verdict: 'exhausted', states: 3 });
    expect(result.coverage).toEqual([whole]);
  });

  it('is told once for a machine that several slots share, with one component or several', () => {
    const shared = xstateComponent(door);
    expect(check(doors(shared, shared)).coverage).toEqual([whole]);
    expect(
      check(doors(xstateComponent(door, { name: 'a' }), xstateComponent(door, { name: 'b' }))).coverage,
    ).toEqual([whole]);
  });

  it('is of one search, not of those before', () => {
    const component = xstateComponent(door);
    check(doors(component));
    const closing = doors(component);
    const rules = closing.rules.filter(({ name }) => name === 'CLOSE');
    const { coverage } = check({ ...closing, rules });
    expect(coverage[0]?.states).toEqual({ total: 4, met: 1, missing: ['open', 'locked', 'broken'] });
    expect(coverage[0]?.transitions.met).toBe(0);
  });

  it('counts states that a machine passes through, and timers and invocations by their place', () => {
    const passing = createMachine({
      id: 'passing',
      initial: 'a',
      states: {
        a: { on: { GO: 'b' }, after: { 1000: 'c' } },
        b: { always: 'c' },
        c: { type: 'final' },
      },
    });
    const place = slot('p', xstateComponent(passing));
    const { coverage } = check({
      name: 'passing',
      slots: [place],
      rules: [rule({ name: 'Go', slot: place, offers: () => [{ legs: [leg(place, { type: 'GO' })] }] })],
      routes: [],
      properties: [],
    });
    expect(coverage[0]).toMatchObject({
      states: { total: 3, met: 3 },
      transitions: { total: 3, met: 2, missing: ['a.after.1000[0]'] },
    });
  });
});

describe('a state without successors', () => {
  const ending = (id: string) =>
    xstateComponent(
      createMachine({ id, initial: 'a', states: { a: { on: { GO: 'b' } }, b: { type: 'final' } } }),
    );
  const still = () => xstateComponent(createMachine({ id: 'still', on: { GO: {} } }));

  function run(parts: Partial<Model>, ...components: readonly ReturnType<typeof still>[]): CheckResult {
    const slots = components.map((component, i) => slot(`s${i}`, component));
    const [first] = slots;
    if (first === undefined) throw new Error('there is a slot');
    const go = rule({
      name: 'Go',
      slot: first,
      offers: () => [{ legs: [leg(first, { type: 'GO' } as never)] }],
    });
    return check({ name: 'ends', slots, rules: [go], routes: [], properties: [], ...parts });
  }

  it('is an accepted end if every machine that has a final state is in it', () => {
    expect(run({}, ending('x') as never)).toMatchObject({
      verdict: 'exhausted',
      ends: 'final states',
      states: 2,
    });
    expect(run({}, ending('x') as never, still())).toMatchObject({ verdict: 'exhausted' });
    expect(run({}, ending('x') as never, ending('y') as never)).toMatchObject({ verdict: 'deadlocked' });
  });

  it('is a deadlock if no machine has one, and if the model says otherwise', () => {
    expect(run({}, still())).toMatchObject({ verdict: 'deadlocked', ends: 'none' });
    expect(run({ mayEnd: () => false }, ending('x') as never)).toMatchObject({
      verdict: 'deadlocked',
      ends: 'mayEnd',
    });
    expect(run({ mayEnd: () => true }, still())).toMatchObject({ verdict: 'exhausted' });
  });
});
