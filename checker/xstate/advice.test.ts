/** Every advice in an error leads somewhere: each machine here is refused, and taken once the advice is followed. */
import {
  assign,
  createMachine,
  fromPromise,
  sendTo,
  setup,
  type AnyActorRef,
  type AnyMachineSnapshot,
  type EventObject,
} from 'xstate';
import { describe, expect, it } from 'vitest';
import { xstateComponent } from './component.js';
import { done, failed } from './outcomes.js';
import type { XStateComponent, XStateOptions } from './types.js';
import type { EffectLike } from '../model/component.js';

type AnyComponent = XStateComponent<AnyMachineSnapshot, EventObject, EffectLike>;
type Config = Parameters<typeof createMachine>[0];
type Options = XStateOptions<never>;

/** Explores all that a machine does on GO and by itself. */
function explore(machine: unknown, options: object = {}): readonly AnyMachineSnapshot[] {
  const component = xstateComponent(machine as never, options as Options) as unknown as AnyComponent;
  const states = component.initialSteps().map(({ next }) => next);
  const seen = new Set(states.map((state) => component.encode(state).join()));
  for (const state of states) {
    const events = component.moves(state).map(({ event }) => event);
    const offered = component.accepts('GO') ? [...events, { type: 'GO' }] : events;
    for (const { next } of offered.flatMap((event) => component.step(state, event))) {
      const key = component.encode(next).join();
      if (!seen.has(key)) states.push(next);
      seen.add(key);
    }
    if (states.length > 100) throw new Error('too many states');
  }
  return states;
}

const up = (state: object, more: object = {}): Config =>
  ({ id: 'host', context: { n: 0 }, initial: 'up', states: { up: state, down: {} }, ...more }) as Config;

const loading = (actions: unknown): object => ({
  invoke: { src: 'load', onDone: { target: 'down', actions }, onError: 'down' },
});
const reading = assign({ n: ({ event }) => (event as unknown as { output: { n: number } }).output.n });
const server = sendTo(({ system }) => system.get('server') as AnyActorRef, { type: 'HELLO' });
const log = { actions: { log: () => undefined } } as never;
const child = createMachine({ id: 'child', context: { n: 1 } });
const spawning = (make: () => unknown): object =>
  up({
    entry: assign({ ref: ({ spawn }: { spawn: (logic: unknown) => unknown }) => spawn(make()) } as never),
  });

describe('the advice of', () => {
  it.each<[string, () => unknown, () => unknown]>([
    [
      'EXO103',
      () => explore(createMachine(up({ entry: ['notify', 'log'] })).provide(log)),
      () =>
        explore(
          createMachine(up({ entry: ['notify', 'log'] }))
            .provide(log)
            .provide({ actions: { notify: () => undefined } } as never),
        ),
    ],
    [
      'EXO103',
      () => explore(createMachine(up({ after: { PT2W: 'down' } }))),
      () =>
        explore(createMachine(up({ after: { PT2W: 'down' } })).provide({ delays: { PT2W: 1000 } } as never)),
    ],
    [
      'EXO103',
      () => explore(createMachine(up({ on: { GO: { guard: 'may', target: 'down' } } }))),
      () =>
        explore(
          setup({ guards: { may: () => true } }).createMachine(
            up({ on: { GO: { guard: 'may', target: 'down' } } }) as never,
          ),
        ),
    ],
    [
      'EXO115',
      () => explore(createMachine({ context: ({ input }) => ({ n: (input as { n: number }).n }) })),
      () =>
        explore(createMachine({ context: ({ input }) => ({ n: (input as { n: number }).n }) }), {
          input: { n: 1 },
        }),
    ],
    [
      'EXO161',
      () => explore(createMachine(up({ entry: server }))),
      () => explore(createMachine(up({ entry: server })), { peers: ['server'] }),
    ],
    [
      'EXO162',
      () => explore(createMachine(up(loading(reading)))),
      () =>
        explore(createMachine(up(loading(reading))), {
          outcomes: { load: [done({ n: 1 }), failed(new Error('no'))] },
        }),
    ],
    [
      'EXO163',
      () => explore(createMachine(up(loading([]))), { outcomes: { lode: [done()] } }),
      () => explore(createMachine(up(loading([]))), { outcomes: { load: [done()] } }),
    ],
    [
      'EXO164',
      () =>
        explore(
          createMachine(up({ on: { GO: { guard: () => Promise.resolve(true) as never, target: 'down' } } })),
        ),
      () => explore(createMachine(up({ on: { GO: { guard: () => true, target: 'down' } } }))),
    ],
    [
      'EXO168',
      () => {
        const reading = ({ system }: { readonly system: { get(name: string): unknown } }): boolean =>
          system.get('server') !== undefined;
        return explore(createMachine(up({ on: { GO: { guard: reading as never, target: 'down' } } })));
      },
      () =>
        explore(
          createMachine(
            up({
              on: {
                GO: { guard: ({ context }: { context: { n: number } }) => context.n === 0, target: 'down' },
              },
            } as never),
          ),
        ),
    ],
    [
      'EXO165',
      () =>
        explore(createMachine(spawning(() => createMachine({ id: 'child', context: { n: 1 } })) as Config)),
      () => explore(createMachine(spawning(() => child) as Config)),
    ],
    [
      'EXO166',
      () =>
        explore(
          createMachine(
            up({
              entry: assign({
                n: ({ system }) => Number((system.get('server') as AnyActorRef).getSnapshot()),
              }),
            }),
          ),
          { peers: ['server'] },
        ),
      () => explore(createMachine(up({ entry: server })), { peers: ['server'] }),
    ],
  ])('%s leads somewhere', (code, refused, taken) => {
    expect(refused).toThrow(expect.objectContaining({ code }));
    expect(taken).not.toThrow();
  });

  it('EXO115 is to name the logic, where the factory of a context spawns what is only a name', () => {
    const context = ({ spawn }: { spawn: (src: string) => AnyActorRef }) => ({ ref: spawn('child') });
    expect(() => explore(createMachine({ context } as never))).toThrow(
      /Actor logic 'child' not implemented .*; put the logic of that actor into setup\(\{ actors \}\)$/,
    );
    expect(() => explore(setup({ actors: { child } }).createMachine({ context } as never))).not.toThrow();
  });

  it('EXO167 leads somewhere', () => {
    const logic = fromPromise(() => Promise.resolve());
    const inline = createMachine(spawning(() => logic) as Config);
    const named = setup({ actors: { logic } }).createMachine(
      up({
        entry: assign({ ref: ({ spawn }: { spawn: (src: string) => unknown }) => spawn('logic') } as never),
      }) as never,
    );
    const persist = (machine: unknown): unknown => {
      const component = xstateComponent(machine as never) as unknown as AnyComponent;
      return component.initial().map((state) => component.restored(component.persisted(state)));
    };
    expect(() => persist(inline)).toThrow(expect.objectContaining({ code: 'EXO167' }));
    expect(() => persist(named)).not.toThrow();
  });

  it('EXO162 is the line to add, word for word', () => {
    expect(() => explore(createMachine(up(loading(reading))))).toThrow(
      `host: "load" ends with nothing to read, in state "up" (Cannot read properties of undefined (reading 'n')); ` +
        `say what it may end with: outcomes: { "load": [done({ … }), failed(new Error('…'))] }, in a system for the actor: ` +
        'outcomes: { host: { … } }',
    );
  });
});
