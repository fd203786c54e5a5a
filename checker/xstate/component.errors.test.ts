import { assign, createMachine, sendTo, setup } from 'xstate';
import type { AnyActorRef, AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { describe, expect, it } from 'vitest';
import { xstateComponent } from './component.js';
import type { Component, EffectLike } from '../model/component.js';

type AnyComponent = Component<AnyMachineSnapshot, EventObject, EffectLike>;

interface Args {
  readonly context: { list: number[]; set: Set<number> };
  readonly event: { list: number[] };
}

/** An assign whose function may do what the types of a well-behaved one would not let it. */
function change(assigner: (args: Args) => object): unknown {
  return assign(assigner as never);
}

/** A question to the machine `host` in its state `up`, whose transition on GO is given. */
function asking(implementations: object, go: object, via: 'scope' | 'transition' = 'scope'): () => unknown {
  const config = {
    id: 'host',
    context: () => ({ list: [1], set: new Set([1]) }),
    initial: 'up',
    states: { up: { on: { GO: go } } },
  };
  const machine = createMachine(config as never, implementations as never) as unknown as AnyStateMachine;
  const component = xstateComponent(machine, { via }) as unknown as AnyComponent;
  const event: EventObject & { list: number[] } = { type: 'GO', list: [1] };
  return () => component.initial().map((state) => component.step(state, event));
}

let calls = 0;

function throwEvery2nd(): object {
  if (calls++ % 2 === 0) throw new Error('now');
  return {};
}

describe('an impure machine', () => {
  it.each<[string, object, object]>([
    [
      'an assign',
      { actions: { x: change(({ context }) => ({ n: context.list.push(2) })) } },
      { actions: 'x' },
    ],
    [
      'an assign that leaves no trace',
      { actions: { x: change(({ context }) => ({ list: context.list.fill(1) })) } },
      { actions: 'x' },
    ],
    [
      'a guard',
      { guards: { x: ({ context }: Args) => context.list.push(2) > 0 } },
      { guard: 'x', actions: [] },
    ],
    [
      'a params function',
      { actions: { x: () => 0 } },
      { actions: { type: 'x', params: ({ context }: Args) => context.set.add(2).size } },
    ],
    [
      'an assign on a Set',
      { actions: { x: change(({ context }) => ({ set: context.set.add(2) })) } },
      { actions: 'x' },
    ],
  ])('whose %s mutates the context throws EXO112', (_kind, implementations, go) => {
    expect(asking(implementations, go)).toThrow(
      expect.objectContaining({
        code: 'EXO112',
        message: expect.stringContaining(
          'host is impure: mutates the context while handling event "GO" in state "up"',
        ) as unknown,
      }),
    );
  });

  it('that mutates the event throws EXO112 too', () => {
    const x = change(({ event }) => ({ n: event.list.push(2) }));
    expect(asking({ actions: { x } }, { actions: 'x' })).toThrow('host is impure: mutates the event');
  });

  it.each<[string, object, object, string]>([
    [
      'guard',
      { guards: { x: () => calls++ % 2 === 0 } },
      { guard: 'x', target: 'up' },
      'whether it is enabled',
    ],
    ['assign', { actions: { x: change(() => ({ list: [calls++] })) } }, { actions: 'x' }, 'the next state'],
    [
      'params function',
      { actions: { x: () => 0 } },
      { actions: { type: 'x', params: () => calls++ } },
      'the effects',
    ],
    ['exception', { actions: { x: change(throwEvery2nd) } }, { actions: 'x' }, 'whether it throws'],
  ])('with a non-deterministic %s throws EXO111', (_kind, implementations, go, difference) => {
    calls = 0;
    expect(asking(implementations, go)).toThrow(
      expect.objectContaining({
        code: 'EXO111',
        message:
          `host is not deterministic: ${difference} differs when asked twice while handling event "GO" in ` +
          'state "up"; make it a pure function of context and event; have events or outcomes bring what may differ, each that may come',
      }),
    );
  });

  it('that throws surfaces as EXO113 with component, state, event, message and cause', () => {
    const cause = new Error('no such host');
    const fail = (): never => {
      throw cause;
    };
    const inAssign = asking({ actions: { x: change(fail) } }, { actions: 'x' });
    const inGuard = asking({ guards: { x: fail } }, { guard: 'x', target: 'up' });
    const message =
      'host: exception while handling event "GO" in state "up", with context {list: [1], set: {1}}: no such host';
    expect(inAssign).toThrow(expect.objectContaining({ code: 'EXO113', message, cause }));
    expect(inGuard).toThrow(
      expect.objectContaining({
        code: 'EXO113',
        message: expect.stringMatching(
          /^host: exception .* state "up", with context .*: Unable to evaluate guard 'x' .*: no such host$/,
        ) as unknown,
      }),
    );
  });

  it('that throws tells the context, and no state where the machine has none', () => {
    const machine = createMachine({
      id: 'm',
      context: { n: 2 },
      on: {
        GO: {
          actions: assign(() => {
            throw new Error('boom');
          }),
        },
      },
    });
    const component = xstateComponent(machine);
    expect(() => component.initial().map((state) => component.step(state, { type: 'GO' }))).toThrow(
      /^m: exception while handling event "GO", with context \{n: 2\}: boom$/,
    );
  });

  it('whose guard throws what is no error tells what it was', () => {
    const refuse = (): never => {
      throw 'plain string';
    };
    expect(asking({ guards: { x: refuse } }, { guard: 'x', target: 'up' })).toThrow(
      /^host: exception while handling event "GO" in state "up", with context .*: Unable to evaluate guard 'x' .*: plain string$/,
    );
    expect(asking({}, { guard: refuse, target: 'up' })).toThrow(/: plain string$/);
  });

  it('that loops for ever surfaces as EXO113, by its own limit if it has one', () => {
    const loop = { initial: 'a', states: { a: { on: { GO: 'b' } }, b: { always: 'c' }, c: { always: 'b' } } };
    for (const [options, limit] of [
      [{}, 1000],
      [{ maxIterations: 7 }, 7],
    ] as const) {
      const component = xstateComponent(createMachine({ ...loop, options }));
      expect(() => component.initial().map((state) => component.step(state, { type: 'GO' }))).toThrow(
        expect.objectContaining({
          code: 'EXO113',
          message: expect.stringContaining(`more than ${limit} microsteps`) as unknown,
        }),
      );
    }
  });

  it('with an effect whose params are not plain data throws EXO101 with the path', () => {
    const go = { actions: { type: 'notify', params: () => ({ when: new Date(0) }) } };
    expect(asking({ actions: { notify: () => 0 } }, go)).toThrow(
      'host: params of effects[0].notify.when is a Date, not plain data: use its time as a number',
    );
  });

  it('with a context that becomes no plain data throws EXO101 with the path', () => {
    const x = change(() => ({ list: [1, () => 2] }));
    expect(asking({ actions: { x } }, { actions: 'x' })).toThrow('host.context.list[1] is a function');
  });

  it('that sends by itself throws EXO112, and one that makes machines on the fly EXO165', () => {
    const spawned = assign(({ spawn }: { spawn: (logic: unknown) => unknown }) => {
      spawn(createMachine({}));
      return {};
    });
    const sent = assign(({ self }: { self: { send: (event: object) => void } }) => {
      self.send({ type: 'GO' });
      return {};
    });
    for (const via of ['scope', 'transition'] as const) {
      expect(asking({ actions: { x: sent } }, { actions: 'x' }, via)).toThrow(
        expect.objectContaining({ code: 'EXO112' }),
      );
      expect(asking({ actions: { x: spawned } }, { actions: 'x' }, via)).toThrow(
        expect.objectContaining({ code: 'EXO165' }),
      );
    }
  });
});

it('that throws, and keeps a reference to a child, is not taken for one that mutates its context', () => {
  const child = createMachine({});
  const machine = setup({
    types: { context: {} as { kid: AnyActorRef | null } },
    actors: { child },
  }).createMachine({
    context: { kid: null },
    on: {
      SPAWN: { actions: assign({ kid: ({ spawn }) => spawn('child', { id: 'kid' }) }) },
      BOOM: {
        actions: assign(() => {
          throw new Error('boom');
        }),
      },
    },
  });
  const component = xstateComponent(machine);
  const [spawned] = component.step(component.initial()[0] as never, { type: 'SPAWN' });
  expect(() => component.step(spawned?.next as never, { type: 'BOOM' })).toThrow(
    expect.objectContaining({ code: 'EXO113', message: expect.stringContaining('boom') as unknown }),
  );
});

describe('xstateComponent on a machine that cannot start', () => {
  it('throws EXO103 for a machine that cannot be checked', () => {
    const later = setup({ actions: { y: () => undefined } }).createMachine({
      id: 'host',
      entry: 'x' as 'y',
    });
    expect(() => xstateComponent(later)).toThrow('host entry[0]: action "x" is not implemented');
  });

  it('throws EXO115 if the input is missing or does not do, and names the machine', () => {
    const door = setup({ types: { input: {} as { log: readonly number[] } } }).createMachine({
      id: 'door',
      context: ({ input }) => ({ last: input.log.at(-1) }),
    });
    for (const via of ['scope', 'transition'] as const) {
      expect(() => xstateComponent(door, { name: 'front', via })).toThrow(
        expect.objectContaining({
          code: 'EXO115',
          message: expect.stringMatching(
            /^front: the context of machine "door" throws: .*; pass `input`$/,
          ) as unknown,
        }),
      );
    }
    expect(() => xstateComponent(door, { input: {} as never })).toThrow('the `input` passed does not do');
    expect(xstateComponent(door, { input: { log: [3] } }).initial()[0]?.context).toEqual({ last: 3 });
  });

  it('throws EXO161 for an actor that it does not know, and takes those that it does', () => {
    const eager = createMachine({
      id: 'host',
      entry: sendTo(({ system }) => system.get('server') as AnyActorRef, { type: 'HELLO' }),
    });
    expect(() => xstateComponent(eager)).toThrow(expect.objectContaining({ code: 'EXO161' }));
    expect(xstateComponent(eager, { peers: ['server'] }).initialSteps()[0]?.effects).toEqual([
      { type: 'xstate.sendTo', params: { to: 'server', event: { type: 'HELLO' } } },
    ]);
  });

  it('throws EXO111 for a context that differs each time, and EXO113 for an entry that throws', () => {
    let calls = 0;
    const random = createMachine({ id: 'host', context: () => ({ id: calls++ }) });
    expect(() => xstateComponent(random)).toThrow('host is not deterministic: the next state differs');
    const fail = assign(() => {
      throw new Error('no');
    });
    const config = { id: 'host', context: () => ({ x: 1 }), entry: 'fail' };
    const failing = createMachine(config, { actions: { fail } } as never);
    expect(() => xstateComponent(failing)).toThrow(
      expect.objectContaining({ code: 'EXO113', message: 'host: exception while starting: no' }),
    );
  });

  it('throws EXO101 for a context that is not plain data', () => {
    const clock = createMachine({ id: 'clock', context: { log: [1, { when: new Date(0) }] } });
    expect(() => xstateComponent(clock)).toThrow('clock.context.log[1].when is a Date');
  });
});

describe('xstateComponent on an event that lacks what the machine reads', () => {
  it('says that the event has nothing but its type, and only then', () => {
    const named = createMachine({
      on: {
        NAME: {
          actions: assign({ length: ({ event }) => (event as unknown as { name: string }).name.length }),
        },
      },
    });
    const component = xstateComponent(named);
    const asking = (event: object) => () => component.step(component.initial()[0] as never, event as never);
    expect(asking({ type: 'NAME' })).toThrow('the event has nothing but its type');
    expect(asking({ type: 'NAME', nome: 'x' })).not.toThrow('the event has nothing but its type');
    expect(asking({ type: 'NAME', name: 'x' })).not.toThrow();
  });

  it('says that a start may want its input', () => {
    const greeting = createMachine({
      context: ({ input }) => ({ person: input as unknown as { name: string } }),
      initial: 'greet',
      states: {
        greet: { always: { guard: ({ context }) => context.person.name === 'x', target: 'end' } },
        end: {},
      },
    });
    expect(() => xstateComponent(greeting)).toThrow('pass `input`, if the machine reads it');
  });
});
